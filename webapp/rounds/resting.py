"""What the office does with the time of a round: let it rest, go on, drop a plan, invite again."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from webapp.rounds.rounds import board_page
from workflow.errors import NotFound, ReasonOwed
from workflow.models import Round
from workflow.rules.permissions import Action
from workflow.services.rounds import inviting, rounds, suspending
from workflow.translation import _

bp = Blueprint("resting", __name__)


@bp.post("/rounds/<int:round_id>/suspend")
@needs(Action.SUSPEND_ROUND)
def suspend(round_id: int) -> ResponseReturnValue:
    """Let the round rest; all its clocks stand still."""
    reason = request.form.get("reason", "")
    with or_show(
        lambda error: board_page(round_id, request.form, {"suspend-reason": str(error)}), ReasonOwed
    ):
        suspending.suspend(current_session(), current_actor(), round_id=round_id, reason=reason)
    flash(_("The round rests. Every agency gets a mail, and nobody is reminded until it goes on."))
    return redirect(url_for("rounds.page", round_id=round_id), 303)


@bp.post("/rounds/<int:round_id>/resume")
@needs(Action.SUSPEND_ROUND)
def resume(round_id: int) -> ResponseReturnValue:
    """Go on; every deadline moves by as long as the round has rested."""
    suspending.resume(current_session(), current_actor(), round_id=round_id)
    flash(_("The round goes on. Every agency gets a mail with its new deadline."))
    return redirect(url_for("rounds.page", round_id=round_id), 303)


@bp.post("/rounds/<int:round_id>/drop-plan")
@needs(Action.OPEN_ROUND)
def drop_plan(round_id: int) -> ResponseReturnValue:
    """Give up a round that is only planned."""
    round_ = current_session().get(Round, round_id)
    if round_ is None:
        raise NotFound(what="round")
    pledge_id = round_.pledge_id
    rounds.drop_plan(current_session(), current_actor(), round_id=round_id)
    flash(_("The planned round is dropped. Nobody had been invited."))
    return redirect(url_for("pledges.page", pledge_id=pledge_id), 303)


@bp.post("/rounds/<int:round_id>/invite/<int:agency_id>")
@needs(Action.REMIND)
def invite_again(round_id: int, agency_id: int) -> ResponseReturnValue:
    """Invite an agency again that no mail has reached, with as much time as the others had."""
    agency = inviting.again(
        current_session(), current_actor(), round_id=round_id, agency_id=agency_id
    )
    flash(
        _(
            "{agency} is invited again, and has as much time from now as the others had.",
            agency=agency.acronym,
        )
    )
    return redirect(url_for("rounds.page", round_id=round_id), 303)
