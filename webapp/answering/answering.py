"""The answer of an agency: write it in the text, say why, send it; or answer "no changes".

Everything works without script: each button saves the draft and comes back to the same place.
With script one writes in the text itself and sees the own changes marked; it sends the same form.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp.answering import drafting, saying
from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid, NotFound
from workflow.queries.answering import answering as queries
from workflow.queries.answering import editing
from workflow.queries.answering.answering import Answering, Mine
from workflow.queries.pledging import findings
from workflow.rules.drafting import pack
from workflow.rules.permissions import Action
from workflow.services.answering import revisions
from workflow.services.answering.drafts import Saved
from workflow.text.blocks import Block
from workflow.translation import _

bp = Blueprint("answering", __name__)


@bp.get("/rounds/<int:round_id>/answer")
@needs(Action.EDIT_DRAFT)
def page(round_id: int) -> ResponseReturnValue:
    """Show the text to write in, and how far the answer is."""
    shown = queries.answering(current_session(), current_actor(), round_id)
    return _editor(shown, shown.blocks)


@bp.post("/rounds/<int:round_id>/answer")
@needs(Action.EDIT_DRAFT)
def write(round_id: int) -> ResponseReturnValue:
    """Save what was typed, then do what the button says."""
    shown = queries.answering(current_session(), current_actor(), round_id)
    typed = drafting.typed(shown.base)
    verb, _colon, what = request.form.get("do", "save").partition(":")
    with or_show(lambda error: _editor(shown, typed, wrong=str(error)), Invalid):
        blocks = drafting.done(shown, typed, verb, what)
        saved = drafting.save(shown, blocks, saying.said_in_form(shown))
    if verb == "add" and not (saved and saved.overtaken_by):
        return _to_new(round_id, what, drafting.fresh_id(blocks))
    return _gone_on(round_id, saved, verb, what)


@bp.post("/rounds/<int:round_id>/draft")
@needs(Action.EDIT_DRAFT)
def autosave(round_id: int) -> ResponseReturnValue:
    """Save a draft for the script; a draft that came too late is kept aside and told.

    The answer carries the changes as we understand them, each as a card for the margin.
    """
    shown = queries.answering(current_session(), current_actor(), round_id)
    given = drafting.given_json()
    typed = drafting.typed_json(shown.base, given)
    said = saying.said_by_script(shown, given.get("notes", {}))
    same = given.get("same")
    blocks = drafting.done(shown, typed, "same", str(same)) if same else typed
    saved = drafting.save(shown, blocks, said, seen=drafting.number(given.get("seen")))
    if saved and saved.overtaken_by:
        first = saved.overtaken_by
        return {
            "number": first.number,
            "who": first.person.name,
            "aside": url_for("answering.aside", round_id=round_id, number=saved.draft.number),
        }, 409
    if saved:
        shown = queries.answering(current_session(), current_actor(), round_id)
    return {
        "number": shown.seen,
        "cards": [_card(mine) for mine in shown.mine],
        "blocks": pack(shown.blocks) if same else None,
    }


@bp.get("/rounds/<int:round_id>/aside/<int:number>")
@needs(Action.EDIT_DRAFT)
def aside(round_id: int, number: int) -> ResponseReturnValue:
    """Show two texts of the same agency that were written at the same time."""
    session, actor = current_session(), current_actor()
    shown = queries.answering(session, actor, round_id)
    mine = queries.find_save(session, actor, round_id, number)
    if shown.draft is None:
        raise NotFound(what="draft")
    return render_template(
        "answering/aside.html",
        page=shown,
        mine=mine,
        rows=drafting.side_by_side(shown, mine),
    )


@bp.post("/rounds/<int:round_id>/aside/<int:number>")
@needs(Action.EDIT_DRAFT)
def use_aside(round_id: int, number: int) -> ResponseReturnValue:
    """Go on with the text that was kept aside; the other one stays in the drafts too."""
    session, actor = current_session(), current_actor()
    shown = queries.answering(session, actor, round_id)
    mine = queries.find_save(session, actor, round_id, number)
    saved = drafting.use(shown, mine, drafting.seen_form())
    return _gone_on(round_id, saved, "save", "")


@bp.get("/rounds/<int:round_id>/no-changes")
@needs(Action.SUBMIT_REVISION)
def nothing(round_id: int) -> ResponseReturnValue:
    """Ask once more before "no changes" is sent."""
    shown = queries.answering(current_session(), current_actor(), round_id)
    return render_template("answering/no_changes.html", page=shown, flags=drafting.FLAGS)


@bp.post("/rounds/<int:round_id>/no-changes")
@needs(Action.SUBMIT_REVISION)
def send_nothing(round_id: int) -> ResponseReturnValue:
    """Answer that the agency proposes nothing."""
    revision = revisions.no_changes(
        current_session(),
        current_actor(),
        round_id=round_id,
        opt_in=drafting.flag(),
        comment=request.form.get("comment", ""),
        late="late" in request.form,
        seen=_answered(),
    )
    flash(
        _(
            "{agency} has answered: no changes. You can replace it while the round is open.",
            agency=revision.agency.acronym,
        )
    )
    return redirect(url_for("desk.page"), 303)


@bp.post("/rounds/<int:round_id>/take-back")
@needs(Action.WITHDRAW_REVISION)
def take_back(round_id: int) -> ResponseReturnValue:
    """Take the agency's answer back; it counts as not answered again."""
    revisions.withdraw(current_session(), current_actor(), round_id=round_id, seen=_answered())
    flash(_("The answer is taken back. Your text is kept as a draft."), "warning")
    return redirect(url_for("answering.page", round_id=round_id), 303)


def _answered() -> int | None:
    """Return the number of the answer that the page showed; 0 for none."""
    return number(request.form["answered"]) if "answered" in request.form else None


def _gone_on(round_id: int, saved: Saved | None, verb: str, what: str) -> Response:
    """Go where the button leads; to both texts if somebody else was quicker."""
    if saved and saved.overtaken_by:
        number = saved.draft.number
        return redirect(url_for("answering.aside", round_id=round_id, number=number), 303)
    if verb == "review":
        return redirect(url_for("sending.page", round_id=round_id), 303)
    more = f"?{urlencode({'moving': what})}" if verb == "lift" else ""
    place = what.partition(":")[0]
    if verb == "save":
        flash(_("Saved. Only your agency sees it."))
    address = url_for("answering.page", round_id=round_id) + more
    return redirect(f"{address}#b-{place}" if place and verb != "same" else address, 303)


def _to_new(round_id: int, after: str, new_id: str) -> Response:
    """Go to the empty field of a new paragraph; the browser puts the cursor into it."""
    address = url_for("answering.page", round_id=round_id, new=after)
    return redirect(f"{address}#t-{new_id}", 303)


def _editor(shown: Answering, blocks: Sequence[Block], *, wrong: str = "") -> str:
    beside = queries.beside(current_session(), current_actor(), shown)
    rows = editing.rows(
        shown.base,
        blocks,
        others=beside,
        new_after=request.args.get("new"),
        new_id=drafting.fresh_id(blocks),
    )
    moving = request.args.get("moving", "")
    return render_template(
        "answering/page.html",
        page=shown,
        rows=rows,
        noticed=findings.by_block(current_session(), current_actor(), shown),
        beginning=beside.get("", ()),
        wrong=wrong,
        moving=next((row for row in rows if row.id == moving), None),
        mine=shown.mine,
        order=[block.id for block in shown.base],
        categories=saying.categories(),
        weights=saying.weights(),
    )


def _card(mine: Mine) -> dict[str, str]:
    html = render_template(
        "answering/card.html", one=mine, categories=saying.categories(), weights=saying.weights()
    )
    return {"key": mine.key, "html": html}
