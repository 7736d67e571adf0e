"""Consultations for the office and the agencies: ask, read, answer, hear."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import BadForm, Invalid, Missing
from workflow.models import Consultation, Hearing
from workflow.queries.outside import consultations as queries
from workflow.queries.pledging import pledges as pledge_queries
from workflow.rules import languages
from workflow.rules.permissions import Action
from workflow.services.outside import consultations, hearings
from workflow.translation import USUAL, _, n_

bp = Blueprint("consultations", __name__)

HUBS = ("America/New_York", "Europe/Zurich", "Africa/Nairobi", "Asia/Bangkok", "UTC")


@bp.get("/pledges/<int:pledge_id>/consultations")
@needs(Action.SEE_INPUTS)
def every(pledge_id: int) -> ResponseReturnValue:
    """List the consultations of a pledge."""
    pledge, lines = queries.lines(current_session(), current_actor(), pledge_id)
    return render_template("consultations/list.html", pledge=pledge, lines=lines)


@bp.get("/pledges/<int:pledge_id>/consultations/new")
@needs(Action.RUN_CONSULTATION)
def new(pledge_id: int) -> ResponseReturnValue:
    """Ask what is to be asked, of whom and until when."""
    return _form(pledge_id, {}, "")


@bp.post("/pledges/<int:pledge_id>/consultations")
@needs(Action.RUN_CONSULTATION)
def start(pledge_id: int) -> ResponseReturnValue:
    """Open a consultation on the latest version."""
    pledge = pledge_queries.find_pledge(current_session(), current_actor(), pledge_id)
    form = request.form
    with or_show(lambda error: _form(pledge_id, form, str(error)), Invalid):
        closes_at = times.read(_needed("closes", _("until when it is open")), pledge.official_zone)
        row = consultations.start(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            title=form.get("title", ""),
            question=form.get("question", ""),
            closes_at=closes_at,
            open_to_all=form.get("who") == "all",
            words_limit=_number("limit", 500),
            asked={
                code: {
                    "title": form.get(f"title-{code}", ""),
                    "question": form.get(f"question-{code}", ""),
                }
                for code in languages.NAMES
            },
        )
    flash(_("The consultation is open. Invite people, or hand on the address of its public page."))
    return redirect(url_for("consultations.page", consultation_id=row.id), 303)


@bp.get("/consultations/<int:consultation_id>")
@needs(Action.SEE_INPUTS)
def page(consultation_id: int) -> ResponseReturnValue:
    """Show what came in, what became of it, and for the office what waits."""
    return _page(consultation_id)


@bp.post("/consultations/<int:consultation_id>/invitations")
@needs(Action.RUN_CONSULTATION)
def invite(consultation_id: int) -> ResponseReturnValue:
    """Invite people, one on a line."""
    with or_show(lambda error: _page(consultation_id, wrong=str(error)), Invalid):
        fresh = consultations.invite(
            current_session(),
            current_actor(),
            consultation_id=consultation_id,
            people=_people(request.form.get("people", "")),
            language=request.form.get("language", ""),
        )
    flash(
        n_(
            "{number} invitation on the way. Who was invited before gets no second.",
            "{number} invitations on the way. Who was invited before gets no second.",
            len(fresh),
        )
    )
    return redirect(url_for("consultations.page", consultation_id=consultation_id), 303)


@bp.post("/consultations/<int:consultation_id>/closing")
@needs(Action.RUN_CONSULTATION)
def move_closing(consultation_id: int) -> ResponseReturnValue:
    """Close later, or now."""
    row = current_session().get(Consultation, consultation_id)
    zone = row.zone if row else "UTC"
    with or_show(lambda error: _page(consultation_id, wrong=str(error)), Invalid):
        consultations.move_closing(
            current_session(),
            current_actor(),
            consultation_id=consultation_id,
            closes_at=times.read(_needed("closes", _("until when it is open")), zone),
        )
    flash(_("The day of closing is set."))
    return redirect(url_for("consultations.page", consultation_id=consultation_id), 303)


@bp.post("/inputs/<int:input_id>/verdict")
@needs(Action.RUN_CONSULTATION)
def judge(input_id: int) -> ResponseReturnValue:
    """Admit or decline an input."""
    verdict = request.form.get("do", "")
    if verdict not in {"admit", "decline"}:
        raise BadForm
    judged = consultations.judge(
        current_session(),
        current_actor(),
        input_id=input_id,
        admit=verdict == "admit",
        reason=request.form.get("reason", ""),
        alike=request.form.get("alike") == "yes",
    )
    flash(
        n_(
            "{number} input: admitted; the agencies read them.",
            "{number} inputs: admitted; the agencies read them.",
            len(judged),
        )
        if verdict == "admit"
        else n_(
            "{number} input: declined, with your reason.",
            "{number} inputs: declined, with your reason.",
            len(judged),
        )
    )
    return redirect(url_for("consultations.page", consultation_id=judged[0].consultation_id), 303)


@bp.post("/inputs/<int:input_id>/replies")
@needs(Action.RUN_CONSULTATION)
def reply(input_id: int) -> ResponseReturnValue:
    """Answer a stakeholder."""
    said = consultations.reply(
        current_session(), current_actor(), input_id=input_id, text=request.form.get("text", "")
    )
    flash(_("The answer is on its way, and stands on the stakeholder's own page."))
    where = said.input.consultation_id
    return redirect(url_for("consultations.page", consultation_id=where), 303)


@bp.post("/consultations/<int:consultation_id>/hearings")
@needs(Action.RUN_CONSULTATION)
def hear(consultation_id: int) -> ResponseReturnValue:
    """Announce a hearing."""
    form = request.form
    with or_show(lambda error: _page(consultation_id, wrong=str(error)), Invalid):
        zone = form.get("zone", "") or "UTC"
        starts_at = times.read(_needed("starts", _("when it starts")), zone)
        hearings.add(
            current_session(),
            current_actor(),
            consultation_id=consultation_id,
            title=form.get("hearing", ""),
            place=form.get("place", ""),
            audience=form.get("audience", ""),
            starts_at=starts_at,
            zone=zone,
            public=form.get("public") == "yes",
        )
    flash(_("The hearing is announced."))
    return redirect(url_for("consultations.page", consultation_id=consultation_id), 303)


@bp.post("/hearings/<int:hearing_id>/notes")
@needs(Action.RUN_CONSULTATION)
def note(hearing_id: int) -> ResponseReturnValue:
    """Write down what was said at a hearing."""
    written = hearings.note(
        current_session(),
        current_actor(),
        hearing_id=hearing_id,
        text=request.form.get("text", ""),
        block_id=request.form.get("about", ""),
    )
    where = current_session().get_one(Hearing, written.hearing_id).consultation_id
    return redirect(url_for("consultations.page", consultation_id=where), 303)


def _needed(name: str, what: str) -> str:
    value = request.form.get(name, "").strip()
    if not value:
        raise Missing(what=what)
    return value


def _number(name: str, usual: int) -> int:
    value = request.form.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 6 else usual


def _people(lines: str) -> list[tuple[str, str]]:
    """Read "Amina Diallo, amina@example.org" or "amina@example.org" from each line."""
    found = []
    for line in lines.splitlines():
        name, _comma, address = line.strip().rstrip(">").replace("<", ",").rpartition(",")
        if address.strip():
            found.append((name.strip(" ,"), address.strip()))
    if not found:
        raise Missing(what=_("at least one person"))
    return found


def _page(consultation_id: int, *, wrong: str = "") -> str:
    shown = queries.page(current_session(), current_actor(), consultation_id)
    return render_template(
        "consultations/page.html",
        page=shown,
        given=request.form,
        wrong=wrong,
        names=languages.NAMES,
        zones=[(zone, times.place(zone)) for zone in HUBS],
        closes=times.field(shown.row.closes_at, shown.row.zone),
        base=request.url_root.rstrip("/"),
    )


def _form(pledge_id: int, given: Mapping[str, str], wrong: str) -> str:
    pledge = pledge_queries.find_pledge(current_session(), current_actor(), pledge_id)
    return render_template(
        "consultations/new.html",
        pledge=pledge,
        given=given,
        wrong=wrong,
        names={code: name for code, name in languages.NAMES.items() if code != USUAL},
        place=times.place,
    )
