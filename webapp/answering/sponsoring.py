"""Take up what a stakeholder said: it becomes a change of the own agency."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.answering import drafting
from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import Conflict, Invalid
from workflow.queries.answering import answering
from workflow.queries.outside import consultations as queries
from workflow.rules.permissions import Action
from workflow.services.answering import sponsoring
from workflow.text.blocks import Kind
from workflow.translation import _

bp = Blueprint("sponsoring", __name__)


@bp.get("/inputs/<int:input_id>/sponsor")
@needs(Action.SPONSOR_INPUT)
def page(input_id: int) -> ResponseReturnValue:
    """Show the input beside the paragraph, ready to be written into it."""
    return _page(input_id)


@bp.post("/inputs/<int:input_id>/sponsor")
@needs(Action.SPONSOR_INPUT)
def sponsor(input_id: int) -> ResponseReturnValue:
    """Write the words into the draft of the agency."""
    shown = queries.find_input(current_session(), current_actor(), input_id)
    form = request.form
    if "look" in form:
        return _page(input_id)
    with or_show(lambda error: _page(input_id, wrong=str(error)), Invalid, Conflict):
        made = sponsoring.sponsor(
            current_session(),
            current_actor(),
            input_id=shown.row.id,
            block_id=form.get("block", ""),
            text=form.get("text", ""),
            seen=drafting.seen_form(),
            new=form.get("as") == "new",
            reason=form.get("reason", ""),
        )
    flash(_("It is a change in your agency's draft now. Nobody else sees it before you send it."))
    return redirect(url_for("sending.page", round_id=made.round_id), 303)


def _page(input_id: int, *, wrong: str = "") -> str:
    session, actor = current_session(), current_actor()
    shown = queries.find_input(session, actor, input_id)
    round_ = sponsoring.open_round(session, shown.row.consultation.pledge_id)
    mine = answering.answering(session, actor, round_.id) if round_ else None
    blocks = [block for block in mine.blocks if block.kind is not Kind.HEADING] if mine else []
    chosen = request.values.get("block") or shown.row.block_id
    known = {block.id: block for block in blocks}
    labels = {row.block_id: row.label for row in mine.round.version.rows} if mine else {}
    return render_template(
        "consultations/sponsor.html",
        trace=shown,
        mine=mine,
        blocks=blocks,
        labels=labels,
        block=known.get(chosen) or (blocks[0] if blocks else None),
        reason=request.form.get("reason") or sponsoring.reason_for(shown.row),
        given=request.form,
        wrong=wrong,
    )
