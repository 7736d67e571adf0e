"""Support asked for from outside, packages sent, and the page that their recipient opens."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, needs, public
from webapp.frame.downloads import download, official
from webapp.frame.site import current_session, or_show
from workflow.errors import Conflict, Invalid
from workflow.models import SupportRequest, Transmittal
from workflow.queries.outside import transmittals as queries
from workflow.queries.pledging import pledges as pledge_queries
from workflow.rules.permissions import Action
from workflow.services.outside import transmittals
from workflow.translation import _, mark

bp = Blueprint("transmittals", __name__)

KINDS = (
    ("language", mark("Support with language")),
    ("organization", mark("Support with organization")),
)


@bp.get("/pledges/<int:pledge_id>/transmittals")
@needs(Action.SEE_TRANSMITTALS)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show what was asked, what was sent, and what came back."""
    return _page(pledge_id)


@bp.post("/pledges/<int:pledge_id>/support-requests")
@needs(Action.KEEP_REQUEST)
def keep_request(pledge_id: int) -> ResponseReturnValue:
    """Write down a request."""
    form = request.form
    pledge = pledge_queries.find_pledge(current_session(), current_actor(), pledge_id)
    due, lead = form.get("due", "").strip(), form.get("lead", "")
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid):
        transmittals.keep_request(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            kind=form.get("kind", ""),
            asked_by=form.get("asked_by", ""),
            words=form.get("words", ""),
            email=form.get("email", ""),
            due_at=times.read(due, pledge.official_zone) if due else None,
            lead_agency_id=int(lead) if lead.isdecimal() and len(lead) < 9 else None,
        )
    flash(_("The request is kept."))
    return redirect(url_for("transmittals.page", pledge_id=pledge_id), 303)


@bp.post("/support-requests/<int:support_id>/close")
@needs(Action.KEEP_REQUEST)
def close_request(support_id: int) -> ResponseReturnValue:
    """Say how a request was answered."""
    kept = transmittals.close_request(
        current_session(),
        current_actor(),
        support_id=support_id,
        words=request.form.get("words", ""),
    )
    return redirect(url_for("transmittals.page", pledge_id=kept.pledge_id), 303)


@bp.post("/pledges/<int:pledge_id>/transmittals")
@needs(Action.TRANSMIT)
def send(pledge_id: int) -> ResponseReturnValue:
    """Send the latest version outside."""
    form, answered = request.form, request.form.get("request", "")
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid, Conflict):
        sent = transmittals.send(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            to_name=form.get("to_name", ""),
            to_email=form.get("to_email", ""),
            subject=form.get("subject", ""),
            message=form.get("message", ""),
            seen=form.get("text", ""),
            support_id=int(answered) if answered.isdecimal() and len(answered) < 9 else None,
        )
    flash(_("Package {number} is on its way to {name}.", number=sent.number, name=sent.to_name))
    return redirect(url_for("transmittals.page", pledge_id=pledge_id), 303)


@bp.post("/transmittals/<int:transmittal_id>/replies")
@needs(Action.KEEP_REQUEST)
def note_reply(transmittal_id: int) -> ResponseReturnValue:
    """Write down a reply that came in another way."""
    reply = transmittals.note_reply(
        current_session(),
        current_actor(),
        transmittal_id=transmittal_id,
        words=request.form.get("words", ""),
    )
    sent = current_session().get_one(Transmittal, reply.transmittal_id)
    return redirect(url_for("transmittals.page", pledge_id=sent.pledge_id), 303)


@bp.get("/packages/<token>")
@public
def outside(token: str) -> ResponseReturnValue:
    """Show a package to its recipient."""
    return _outside(token)


@bp.get("/packages/<token>/package.zip")
@public
@official
def package(token: str) -> ResponseReturnValue:
    """Hand out the files of a package."""
    sent = transmittals.find_by_link(current_session(), token)
    made = transmittals.package(sent.version)
    return download(made, f"package-{sent.number}", kind="zip")


@bp.post("/packages/<token>")
@public
def answer(token: str) -> ResponseReturnValue:
    """Take in the reply of the recipient."""
    with or_show(lambda error: _outside(token, wrong=str(error)), Invalid, Conflict):
        transmittals.reply_by_link(
            current_session(), token=token, words=request.form.get("words", "")
        )
    return redirect(url_for("transmittals.outside", token=token, arrived="yes"), 303)


def _outside(token: str, *, wrong: str = "") -> str:
    return render_template(
        "transmittals/outside.html",
        sent=transmittals.find_by_link(current_session(), token),
        token=token,
        given=request.form,
        wrong=wrong,
        arrived="arrived" in request.args,
    )


def _page(pledge_id: int, *, wrong: str = "") -> str:
    shown = queries.page(current_session(), current_actor(), pledge_id)
    asked: list[SupportRequest] = list(shown.waiting)
    return render_template(
        "transmittals/page.html",
        page=shown,
        given=request.form,
        wrong=wrong,
        kinds=[(kind, _(words)) for kind, words in KINDS],
        requests=[("", _("None")), *((one.id, f"{one.number}: {one.asked_by}") for one in asked)],
    )
