"""The decision desk: which wording stands, and why.

Every decision says which passage and which earlier decision the page showed. Who was slower is
told who was quicker and what they decided; nothing is overwritten, and what was typed is kept.
"""

from collections.abc import Mapping

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import BadForm, Invalid, Overtaken, Refused
from workflow.queries.deciding import bridging
from workflow.queries.deciding import review as queries
from workflow.queries.deciding.cards import Card
from workflow.queries.deciding.review import STATES, Found, Sieve
from workflow.queries.deciding.stretches import segments_of
from workflow.rules.dispositions import BASE_STANDS, Disposition, Fate
from workflow.rules.permissions import Action
from workflow.services.deciding import decisions
from workflow.translation import _, n_

bp = Blueprint("deciding", __name__)

PART = "X-Part"
"""The script asks with this header for the cards that changed instead of a whole page."""

FATES = tuple((one.value, one.value) for one in Disposition if one in BASE_STANDS)


@bp.get("/rounds/<int:round_id>/desk")
@needs(Action.SEE_DESK)
def desk(round_id: int) -> ResponseReturnValue:
    """Show the passages as the address sifts and sorts them."""
    shown = queries.desk(current_session(), current_actor(), round_id, _sieve())
    return render_template(
        "deciding/desk.html", page=shown, states=STATES, fates=FATES, given={}, wrong=""
    )


@bp.get("/passages/<int:passage_id>")
@needs(Action.SEE_DESK)
def passage(passage_id: int) -> ResponseReturnValue:
    """Show one passage by itself."""
    return _one(queries.card(current_session(), current_actor(), passage_id))


@bp.get("/passages/<int:passage_id>/bridge")
@needs(Action.SEE_DESK)
def bridge(passage_id: int) -> ResponseReturnValue:
    """Show own words as they would stand, and what follows; for the script, while one writes."""
    words = request.args.get("text", "")
    found = bridging.bridge(current_session(), current_actor(), passage_id, words)
    return render_template("deciding/bridge.html", bridge=found)


@bp.get("/rounds/<int:round_id>/screen")
@needs(Action.SEE_DESK)
def screen(round_id: int) -> ResponseReturnValue:
    """Show one passage to a room; without being told which, the one that comes next."""
    found = queries.desk(current_session(), current_actor(), round_id, Sieve())
    asked = request.args.get("passage", "")
    shown = next((one for one in found.cards if str(one.id) == asked), found.on_screen)
    return render_template(
        "deciding/projector.html",
        page=found,
        shown=shown,
        segments=segments_of(found.round.version.blocks, shown, found.cards) if shown else (),
    )


@bp.post("/passages/<int:passage_id>/decision")
@needs(Action.DECIDE)
def decide(passage_id: int) -> ResponseReturnValue:
    """Decide a passage as the page showed it."""
    form = request.form
    verb, __, wording = form.get("do", "").partition(":")
    with or_show(lambda error: _refused(passage_id, error), Refused):
        decisions.decide(
            current_session(),
            current_actor(),
            passage_id=passage_id,
            seen=form.get("seen", ""),
            seen_decision=_seen_decision(),
            disposition=verb,
            wording=wording if verb == Disposition.ACCEPTED else None,
            text=form.get("text") if verb == Disposition.MODIFIED else None,
            reason=form.get("reason", "").strip() or _noticed(passage_id, verb, wording),
            fates=_fates(passage_id, "" if verb == Disposition.BRACKETED else wording),
        )
    if PART in request.headers:
        return _parts(passage_id)
    return _on(passage_id)


@bp.post("/decisions/<int:decision_id>/undo")
@needs(Action.UNDO_DECISION)
def undo(decision_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    undone = decisions.undo(current_session(), current_actor(), decision_id=decision_id)
    if PART in request.headers:
        return _parts(undone.passage_id)
    return _on(undone.passage_id, stay=True)


@bp.post("/rounds/<int:round_id>/editorial")
@needs(Action.DECIDE)
def accept_editorial(round_id: int) -> ResponseReturnValue:
    """Accept the undisputed editorial passages in one step, if there are as many as shown."""
    session, actor = current_session(), current_actor()
    with session.begin_nested():
        batch = decisions.accept_editorial(session, actor, round_id=round_id)
        if str(batch.count) != request.form.get("count"):
            raise Overtaken(
                detail=n_(
                    "There is {number} such passage now. ",
                    "There are {number} such passages now. ",
                    batch.count,
                )
            )
    flash(
        n_(
            "{number} editorial passage accepted. You can undo all of them as one step.",
            "{number} editorial passages accepted. You can undo all of them as one step.",
            batch.count,
        )
    )
    return redirect(_back(url_for("deciding.desk", round_id=round_id)), 303)


@bp.post("/rounds/<int:round_id>/batches/<batch>/undo")
@needs(Action.UNDO_DECISION)
def undo_batch(round_id: int, batch: str) -> ResponseReturnValue:
    """Undo what still stands of a bulk step."""
    count = decisions.undo_batch(current_session(), current_actor(), round_id=round_id, batch=batch)
    flash(
        n_(
            "{number} decision undone. Its passage is open again.",
            "{number} decisions undone. These passages are open again.",
            count,
        )
    )
    return redirect(_back(url_for("deciding.desk", round_id=round_id)), 303)


def _sieve() -> Sieve:
    given = request.args
    page = given.get("page", "1")
    order = given.get("order", "")
    return Sieve(
        agency=given.get("agency", ""),
        block=given.get("block", ""),
        category=given.get("category", ""),
        state=given.get("state", ""),
        order=order if order in {"text", "weight"} else "text",
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )


def _fates(passage_id: int, stands: str) -> dict[str, Fate]:
    """Read what becomes of the wordings that do not stand, where the form says it."""
    found = {}
    for name, value in request.form.items():
        kind, __, key = name.partition("-")
        if kind in {"fate", "instead"} and value and key != stands:
            reason = request.form.get(f"because-{key}", "") or _noticed(passage_id, kind, key)
            found[key] = Fate.read({"disposition": value, "reason": reason})
    return found


def _noticed(passage_id: int, verb: str, key: str) -> str:
    """Return what a check noticed about a wording, where it was chosen as the reason."""
    rule = request.form.get(f"noticed-{key}", "")
    if not rule or verb in {Disposition.ACCEPTED, "fate"}:
        return ""
    return queries.noticed(current_session(), current_actor(), passage_id, key, rule)


def _seen_decision() -> int:
    value = request.form.get("seen_decision", "")
    if not value.isdecimal() or len(value) > 9:
        raise BadForm
    return int(value)


def _refused(passage_id: int, error: Refused) -> str | Response:
    """Show the passage as it is now beside what was typed, and say why nothing was changed."""
    found = queries.card(current_session(), current_actor(), passage_id)
    if PART in request.headers:
        parts = {} if error.status == Invalid.status else _drawn([found.card])
        return jsonify(said=str(error), parts=parts)
    return _one(found, given=request.form, wrong=str(error))


def _one(found: Found, *, given: Mapping[str, str] | None = None, wrong: str = "") -> str:
    return render_template(
        "deciding/passage.html",
        round=found.round,
        card=found.card,
        block=found.round.version.blocks,
        given=given or {},
        wrong=wrong,
        fates=FATES,
        back=_back(url_for("deciding.desk", round_id=found.round.id)),
    )


def _parts(passage_id: int) -> Response:
    """Return the cards that a decision changed, drawn anew, and the new counts."""
    found = queries.card(current_session(), current_actor(), passage_id)
    changed = {found.card.id, *(companion.passage_id for companion in found.card.companions)}
    return jsonify(
        parts=_drawn([one for one in found.cards if one.id in changed]),
        counts={state: sum(one.has(state) for one in found.cards) for state in STATES},
        bulk=render_template(
            "deciding/bulk.html",
            easy=sum(one.easy for one in found.cards),
            round_id=found.round.id,
            back=request.form.get("back", ""),
        ),
        said=f"{found.card.where}: {_became(found.card)}",
    )


def _drawn(cards: list[Card]) -> dict[str, str]:
    return {
        str(card.id): render_template(
            "deciding/part.html",
            card=card,
            fates=FATES,
            given={},
            wrong="",
            back=request.form.get("back", ""),
        )
        for card in cards
    }


def _became(card: Card) -> str:
    """Say what a passage is now, and which condition that breaks."""
    if card.decision is None:
        return _("open again")
    names = dict.fromkeys(one.name for one in card.breaks)
    broken = [_(". This breaks {name}", name=name) for name in names]
    return "".join([_(card.decision.disposition), *broken])


def _on(passage_id: int, *, stay: bool = False) -> Response:
    """Go back to the desk, to the next passage that waits, or stay at this one."""
    found = queries.card(current_session(), current_actor(), passage_id)
    flash(f"{found.card.where}: {_became(found.card)}.")
    goal = found.card if stay else found.following or found.card
    address = _back(url_for("deciding.desk", round_id=found.round.id))
    return redirect(f"{address}#passage-{goal.id}", 303)


def _back(otherwise: str) -> str:
    """Return the sifted desk that the form came from; only addresses of the desk itself."""
    given = request.values.get("back", "")
    path, __, query = given.partition("?")
    return f"{otherwise}?{query}" if path == otherwise and "#" not in query and query else otherwise
