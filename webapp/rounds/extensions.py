"""More time for one agency: asked for by the agency, answered by the office."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, current_viewer, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid, Missing, NotFound, ReasonOwed, Refused
from workflow.models import Extension
from workflow.queries.answering import answering as queries
from workflow.rules.permissions import Action
from workflow.services.rounds import extensions
from workflow.translation import _

bp = Blueprint("extensions", __name__)

USUAL = timedelta(days=2)
"""How much more time the form proposes."""


@bp.get("/rounds/<int:round_id>/more-time")
@needs(Action.REQUEST_EXTENSION)
def ask(round_id: int) -> ResponseReturnValue:
    """Ask until when, and why."""
    return _form(round_id, {}, {})


@bp.post("/rounds/<int:round_id>/more-time")
@needs(Action.REQUEST_EXTENSION)
def request_extension(round_id: int) -> ResponseReturnValue:
    """Send the request to the office."""
    given = request.form
    with or_show(lambda error: _form(round_id, given, {_field(error): str(error)}), Invalid):
        if not given.get("until", "").strip():
            raise Missing(what=_("the time you need"))
        extensions.request(
            current_session(),
            current_actor(),
            round_id=round_id,
            until=times.read(given["until"], current_viewer().zone),
            reason=given.get("reason", ""),
        )
    flash(_("The office has your request. Until it answers, the deadline stays as it is."))
    return redirect(url_for("answering.page", round_id=round_id), 303)


@bp.post("/extensions/<int:extension_id>")
@needs(Action.ANSWER_EXTENSION)
def answer(extension_id: int) -> ResponseReturnValue:
    """Grant the request, or refuse it with a reason."""
    known = current_session().get(Extension, extension_id)
    if known is None:
        raise NotFound(what="request")
    granted = request.form.get("answer") == "grant"
    extensions.answer(
        current_session(),
        current_actor(),
        extension_id=extension_id,
        granted=granted,
        reason=request.form.get("reason", ""),
    )
    acronym = known.agency.acronym
    if granted:
        flash(_("{agency} has more time.", agency=acronym))
    else:
        flash(_("The request of {agency} is refused.", agency=acronym))
    return redirect(url_for("rounds.page", round_id=known.round_id), 303)


def _field(error: Refused) -> str:
    return "reason" if isinstance(error, ReasonOwed) else "until"


def _form(round_id: int, given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    page = queries.answering(current_session(), current_actor(), round_id)
    zone = current_viewer().zone
    return render_template(
        "extensions/ask.html",
        page=page,
        given=given,
        wrong=wrong,
        zone=zone,
        proposed=times.field(page.until + USUAL, zone),
        place=times.place,
    )
