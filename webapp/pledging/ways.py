"""The rules of one pledge: what the office sets and everybody reads."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number_or
from webapp.frame.site import current_session, or_show
from workflow.errors import BadNumber
from workflow.queries.pledging import pledges as queries
from workflow.rules.permissions import Action
from workflow.rules.ways import Ways
from workflow.services.pledging import pledges
from workflow.translation import _

bp = Blueprint("ways", __name__)

SWITCHES = ("needs_silence", "locks_itself", "hides_objectors", "public_decisions")
NUMBERS = ("silence_hours", "silence_days", "correction_hours", "notice_days")


@bp.get("/pledges/<int:pledge_id>/rules")
@needs(Action.EDIT_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show the rules to change."""
    return _page(pledge_id)


@bp.post("/pledges/<int:pledge_id>/rules")
@needs(Action.EDIT_PLEDGE)
def set_rules(pledge_id: int) -> ResponseReturnValue:
    """Set the rules."""
    queries.find_pledge(current_session(), current_actor(), pledge_id)
    form = request.form
    given: dict[str, Any] = {name: form.get(name) == "yes" for name in SWITCHES}
    given |= {name: number_or(form.get(name, ""), -1) for name in NUMBERS}
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), BadNumber):
        ways = Ways(**given)
        pledges.set_ways(current_session(), current_actor(), pledge_id=pledge_id, ways=ways)
    flash(_("The rules are set. They stand in the record and on the page of the pledge."))
    return redirect(url_for("pledges.page", pledge_id=pledge_id), 303)


def _page(pledge_id: int, *, wrong: str = "") -> str:
    pledge = queries.find_pledge(current_session(), current_actor(), pledge_id)
    return render_template(
        "pledges/rules.html", pledge=pledge, ways=Ways.of(pledge.settings), wrong=wrong
    )
