"""A reply that came by mail: see what was understood, and let it count."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session
from workflow.queries.mailing import incoming as queries
from workflow.queries.rounds import rounds
from workflow.rules.inbound import Kind
from workflow.rules.permissions import Action
from workflow.services.mailing import incoming
from workflow.translation import _

bp = Blueprint("replies", __name__)


@bp.get("/replies/<int:incoming_id>")
@needs(Action.SUBMIT_REVISION)
def page(incoming_id: int) -> ResponseReturnValue:
    """Show what was understood; nothing is recorded by looking."""
    session, actor = current_session(), current_actor()
    row = queries.of_agency(session, actor, incoming_id)
    round_ = rounds.find(session, actor, row.round_id or 0)
    return render_template("replies/page.html", row=row, round=round_)


@bp.post("/replies/<int:incoming_id>")
@needs(Action.SUBMIT_REVISION)
def confirm(incoming_id: int) -> ResponseReturnValue:
    """Let the reply count."""
    row = incoming.confirm(current_session(), current_actor(), incoming_id=incoming_id)
    if row.kind == Kind.NO_CHANGES:
        flash(_("Recorded: no changes. A receipt is on its way."))
    else:
        flash(_("The office sees your comment now."))
    return redirect(url_for("answering.page", round_id=row.round_id), 303)
