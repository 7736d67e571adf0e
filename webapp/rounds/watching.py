"""How a round goes: answers over time, where the text is touched, what if it closed now."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session
from workflow.queries.rounds import progress as queries
from workflow.rules.permissions import Action

bp = Blueprint("watching", __name__)


@bp.get("/rounds/<int:round_id>/progress")
@needs(Action.SEE_BOARD)
def page(round_id: int) -> ResponseReturnValue:
    """Show the chart, the heat map and what if."""
    shown = queries.progress(current_session(), current_actor(), round_id)
    return render_template("watching/page.html", page=shown)
