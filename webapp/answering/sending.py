"""Your changes: what we understood, with reasons, and off it goes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp.answering import drafting, saying
from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session
from workflow.errors import Conflict, Invalid
from workflow.queries.answering import answering as queries
from workflow.queries.answering.answering import Answering
from workflow.queries.pledging import findings
from workflow.rules.notes import REASON_LIMIT, Note
from workflow.rules.permissions import Action
from workflow.services.answering import clearances, drafts, revisions
from workflow.translation import _, n_

bp = Blueprint("sending", __name__)

LETTERS = "ABCDEFGH"


@bp.get("/rounds/<int:round_id>/changes")
@needs(Action.EDIT_DRAFT)
def page(round_id: int) -> ResponseReturnValue:
    """Show each change as we understand it, and ask why."""
    return _page(queries.answering(current_session(), current_actor(), round_id))


@bp.post("/rounds/<int:round_id>/changes")
@needs(Action.EDIT_DRAFT)
def send(round_id: int) -> ResponseReturnValue:
    """Save the reasons, then send to clearance or to the office."""
    shown = queries.answering(current_session(), current_actor(), round_id)
    verb = request.form.get("do", "save")
    try:
        number, aside = _save(shown)
        if aside:
            return redirect(url_for("answering.aside", round_id=round_id, number=aside), 303)
        with current_session().begin_nested():
            return _go(shown, verb, number)
    except (Invalid, Conflict) as error:
        current_session().expire_all()
        shown = queries.answering(current_session(), current_actor(), round_id)
        return _page(shown, wrong=str(error)), error.status


def _save(shown: Answering) -> tuple[int, int]:
    """Save what was said; return the number of the draft, and of the one put aside if any."""
    notes = {**shown.notes, **saying.said_in_form(shown)}
    opt_in, comment = drafting.flag(), request.form.get("comment", "").strip()[:REASON_LIMIT]
    seen = drafting.seen_form()
    same = (notes, opt_in, comment) == (shown.notes, dict(shown.opt_in), shown.comment)
    if shown.draft and same and seen == shown.seen:
        return shown.seen, 0
    saved = drafts.save(
        current_session(),
        current_actor(),
        round_id=shown.round.id,
        seen=seen,
        blocks=shown.blocks,
        notes=notes,
        opt_in=opt_in,
        comment=comment,
    )
    return saved.draft.number, saved.draft.number if saved.overtaken_by else 0


def _go(shown: Answering, verb: str, number: int) -> Response:
    session, actor, round_id = current_session(), current_actor(), shown.round.id
    if verb == "clearance":
        clearances.request(
            session, actor, round_id=round_id, seen=number, comment=request.form.get("ask", "")
        )
        flash(_("Sent to clearance. You get a mail when it is cleared or comes back."))
        return redirect(url_for("answering.page", round_id=round_id), 303)
    if verb in {"submit", "late"}:
        revision = revisions.submit(
            session, actor, round_id=round_id, seen=number, late=verb == "late"
        )
        flash(
            n_(
                "{agency} has answered with {number} change. The receipt is in your mail.",
                "{agency} has answered with {number} changes. The receipt is in your mail.",
                len(revision.changes),
                agency=revision.agency.acronym,
            )
        )
        return redirect(url_for("answering.page", round_id=round_id), 303)
    flash(_("Saved. Only your agency sees it."))
    return redirect(url_for("sending.page", round_id=round_id), 303)


def _page(shown: Answering, *, wrong: str = "") -> str:
    return render_template(
        "answering/changes.html",
        page=shown,
        mine=shown.mine,
        given=_given(shown),
        wrong=wrong,
        categories=saying.categories(),
        weights=saying.weights(),
        letters=LETTERS,
        flags=drafting.FLAGS,
        checks=findings.of_answer(current_session(), current_actor(), shown),
        needs_clearance=_needs_clearance(shown),
    )


def _given(shown: Answering) -> dict[str, Note]:
    """Return the notes as they were typed, if a form came back; else as they are saved."""
    try:
        typed = saying.said_in_form(shown)
    except Invalid:
        typed = {}
    return {**shown.notes, **typed}


def _needs_clearance(shown: Answering) -> bool:
    clears = current_actor().role in revisions.CLEARING
    return shown.agency.clears and not clears and not shown.cleared
