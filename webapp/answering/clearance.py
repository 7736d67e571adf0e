"""Clearance: only the changes with their reasons, on a phone; clear them or give them back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.answering import drafting
from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import BadChoice, ReasonOwed
from workflow.queries.answering import answering as queries
from workflow.rules.permissions import Action
from workflow.services.answering import clearances, revisions
from workflow.translation import _

bp = Blueprint("clearance", __name__)


@bp.get("/rounds/<int:round_id>/clearance")
@needs(Action.CLEAR)
def page(round_id: int) -> ResponseReturnValue:
    """Show what is to be cleared."""
    return _page(round_id)


@bp.post("/rounds/<int:round_id>/clearance")
@needs(Action.CLEAR)
def clear(round_id: int) -> ResponseReturnValue:
    """Clear exactly what was shown, send it at once, or give it back with a sentence."""
    session, actor = current_session(), current_actor()
    verb, comment = request.form.get("do", ""), request.form.get("comment", "")
    if verb == "return":
        with or_show(lambda error: _page(round_id, wrong=str(error)), ReasonOwed):
            clearances.give_back(session, actor, round_id=round_id, comment=comment)
        flash(_("Given back. The focal point has your words by mail."))
    elif verb in {"clear", "send", "late"}:
        seen = drafting.seen_form()
        clearances.clear(session, actor, round_id=round_id, seen=seen, comment=comment)
        if verb != "clear":
            revisions.submit(session, actor, round_id=round_id, seen=seen, late=verb == "late")
        sent = _("Cleared and sent to the office.")
        flash(sent if verb != "clear" else _("Cleared. It can be sent."))
    else:
        raise BadChoice(value=verb)
    return redirect(url_for("clearance.page", round_id=round_id), 303)


def _page(round_id: int, *, wrong: str = "") -> str:
    shown = queries.answering(current_session(), current_actor(), round_id)
    return render_template("clearance/page.html", page=shown, mine=shown.mine, wrong=wrong)
