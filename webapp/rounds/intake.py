"""Late answers: taken up in this round, or carried to the next one; the unconfirmed left out."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session
from workflow.errors import BadChoice
from workflow.queries.rounds.unconfirmed import FILE, REPLY
from workflow.rules.permissions import Action
from workflow.services.deciding import setting_aside
from workflow.services.rounds import intake
from workflow.translation import _

bp = Blueprint("intake", __name__)


@bp.post("/revisions/<int:revision_id>/intake")
@needs(Action.TAKE_IN_LATE)
def judge(revision_id: int) -> ResponseReturnValue:
    """Do what the office decided, with a reason that every agency can read."""
    verdict = request.form.get("verdict", "")
    reason = request.form.get("reason", "")
    session, actor = current_session(), current_actor()
    if verdict == "take up":
        row = intake.take_up(session, actor, revision_id=revision_id, reason=reason)
        flash(_("The late answer is taken up. Its changes will be on the desk in a moment."))
    elif verdict == "carry":
        row = intake.carry(session, actor, revision_id=revision_id, reason=reason)
        flash(_("The late answer is carried. Its changes come back in the next round."))
    else:
        raise BadChoice(value=verdict)
    return redirect(url_for("rounds.page", round_id=row.revision.round_id), 303)


@bp.post("/replies/<int:incoming_id>/set-aside")
@needs(Action.TAKE_IN_LATE)
def set_aside_reply(incoming_id: int) -> ResponseReturnValue:
    """Leave a reply by mail out that nobody confirmed."""
    return _set_aside(REPLY, incoming_id)


@bp.post("/files/<int:file_id>/set-aside")
@needs(Action.TAKE_IN_LATE)
def set_aside_file(file_id: int) -> ResponseReturnValue:
    """Leave a file out that nobody confirmed."""
    return _set_aside(FILE, file_id)


def _set_aside(kind: str, number: int) -> ResponseReturnValue:
    pledge = setting_aside.set_aside(
        current_session(),
        current_actor(),
        kind=kind,
        number=number,
        reason=request.form.get("reason", ""),
    )
    flash(_("It is left out, and the agency is told why."))
    return redirect(url_for("locking.page", pledge_id=pledge.id), 303)
