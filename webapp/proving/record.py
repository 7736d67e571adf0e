"""The record of a pledge: what happened, by whom, and whether nobody changed it since."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session
from workflow.errors import RecordBroken
from workflow.queries.proving import record as queries
from workflow.rules.permissions import Action
from workflow.services.proving import sealing

bp = Blueprint("record", __name__)


@bp.get("/pledges/<int:pledge_id>/record")
@needs(Action.SEE_RECORD)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show the entries; with `check`, verify the chain and every head of it that was signed."""
    number = request.args.get("page", 1, type=int)
    shown = queries.page(current_session(), current_actor(), pledge_id, number=number)
    checked, broken = None, ""
    if "check" in request.args:
        try:
            checked = sealing.verify(current_session(), pledge_id)
        except RecordBroken as error:
            broken = str(error)
    return render_template("record/page.html", page=shown, checked=checked, broken=broken)
