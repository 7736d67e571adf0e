"""Decide passages, take decisions back, and settle what nobody disputes in one step.

A decision is taken on exactly what the page showed: the passage by its fingerprint and the number
of the decision that stood. When a colleague was quicker, nothing is overwritten.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.db import now
from workflow.errors import (
    BadChoice,
    Missing,
    NotFound,
    Overtaken,
    ReasonOwed,
    RoundNotOpen,
    UndoneTwice,
)
from workflow.models import Decision, Passage, Round, Wording
from workflow.queries.answering import visible
from workflow.queries.deciding import watching
from workflow.rules.dispositions import (
    REASON_OWED,
    UNDONE,
    Disposition,
    Fate,
    disposition_of,
)
from workflow.rules.notes import Category
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import RoundState
from workflow.rules.verdicts import fitted
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.text import canonical
from workflow.text.merge import PassageKind
from workflow.translation import _

EDITORIAL = "Editorial."
"""What those who proposed it are told when it was accepted in one step with others."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A bulk step: its name, by which it can be undone, and how many passages it settled."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class _Verdict:
    disposition: Disposition
    wording: Wording | None = None
    text: str | None = None
    reason: str = ""
    fates: Mapping[str, Fate] | None = None


def decide(
    session: Session,
    actor: Actor,
    *,
    passage_id: int,
    seen: str,
    seen_decision: int,
    disposition: str,
    wording: str | None = None,
    text: str | None = None,
    reason: str = "",
    fates: Mapping[str, Fate] | None = None,
) -> Decision:
    """Decide a passage as the page showed it; a new decision replaces the one that stood.

    Passages that stand or fall together with this one and are open get the same decision.
    """
    require(actor, Action.DECIDE)
    round_, passage = _hold(session, passage_id)
    _same_as_seen(passage, seen, seen_decision)
    verdict = _checked(passage, disposition_of(disposition), wording, text, reason, fates or {})
    batch = f"linked-{secrets.token_hex(4)}" if passage.linked else ""
    decision = _add(session, actor, passage, verdict, batch)
    others = []
    for other in _open_companions(session, round_, passage):
        same = _Verdict(verdict.disposition, _companion(verdict, other), None, verdict.reason)
        if verdict.disposition != Disposition.MODIFIED:
            others.append(_add(session, actor, other, same, batch))
    _note(session, actor, round_, passage, decision, others)
    return decision


def undo(session: Session, actor: Actor, *, decision_id: int) -> Decision:
    """Take a decision back; the passage is open again and both stay on record."""
    require(actor, Action.UNDO_DECISION)
    passage_id = session.scalar(select(Decision.passage_id).where(Decision.id == decision_id))
    if passage_id is None:
        raise NotFound(what="decision")
    round_, passage = _hold(session, passage_id)
    standing = passage.decision
    if standing is None or standing.id != decision_id:
        raise UndoneTwice
    return _undo(session, actor, round_, passage)


def accept_editorial(session: Session, actor: Actor, *, round_id: int) -> Batch:
    """Accept every open, undisputed, purely editorial passage that nothing speaks against.

    One that would break a condition of an agency is left for somebody to look at.
    """
    require(actor, Action.DECIDE)
    round_ = _open_round(session, round_id)
    batch = f"editorial-{secrets.token_hex(4)}"
    passages = visible.passages(session, round_id)
    watched = watching.watches(session, round_.pledge)
    stakes = watching.stakes(round_.version.blocks, passages, watched)
    easy = [p for p in passages if is_easy(p) and not _breaks(p, stakes.get(p.id, ()))]
    for passage in easy:
        verdict = _Verdict(Disposition.ACCEPTED, passage.wordings[0], reason=EDITORIAL)
        decision = _add(session, actor, passage, verdict, batch)
        _note(session, actor, round_, passage, decision)
    return Batch(batch, len(easy))


def undo_batch(session: Session, actor: Actor, *, round_id: int, batch: str) -> int:
    """Undo what still stands of a bulk step; return how many decisions that were."""
    require(actor, Action.UNDO_DECISION)
    round_ = _open_round(session, round_id)
    undone = 0
    for passage in visible.passages(session, round_id):
        standing = passage.decision
        if standing is not None and batch and standing.batch == batch:
            _undo(session, actor, round_, passage)
            undone += 1
    if not undone:
        raise UndoneTwice
    return undone


def is_easy(passage: Passage) -> bool:
    """Tell whether a passage may be accepted in bulk: open, undisputed, editorial, unmarked."""
    if passage.contested or passage.decision or passage.attention or passage.linked:
        return False
    changes = [support.change for support in passage.wordings[0].supports]
    return all(change.category == Category.EDITORIAL for change in changes)


def _breaks(passage: Passage, stakes: Sequence[watching.Stake]) -> bool:
    """Tell whether accepting the only wording of a passage would break a condition."""
    key = passage.wordings[0].key
    return any(one.option == key and not one.good for one in stakes)


def _hold(session: Session, passage_id: int) -> tuple[Round, Passage]:
    round_id = session.scalar(select(Passage.round_id).where(Passage.id == passage_id))
    if round_id is None:
        raise NotFound(what="passage")
    round_ = _open_round(session, round_id)
    passage = session.scalars(
        select(Passage)
        .where(Passage.id == passage_id)
        .options(selectinload(Passage.decisions), selectinload(Passage.wordings))
        .execution_options(populate_existing=True)
    ).one()
    return round_, passage


def _open_round(session: Session, round_id: int) -> Round:
    round_ = rounds.hold(session, round_id)
    if round_.state == RoundState.CLOSED:
        raise RoundNotOpen(state=round_.state)
    return round_


def _same_as_seen(passage: Passage, seen: str, seen_decision: int) -> None:
    if not passage.current or passage.fingerprint != seen:
        raise Overtaken(detail="A new answer changed the wordings of this passage.")
    last = passage.decisions[-1] if passage.decisions else None
    if last and last.number != seen_decision:
        said = _("{name} decided on this passage meanwhile: {disposition}.")
        what = _(last.disposition)
        raise Overtaken(detail=said.format(name=last.person.name, disposition=what))
    if not last and seen_decision:
        raise Overtaken


def _checked(  # noqa: PLR0917  a decision has as many parts
    passage: Passage,
    disposition: Disposition,
    wording_key: str | None,
    text: str | None,
    reason: str,
    fates: Mapping[str, Fate],
) -> _Verdict:
    wording = next((w for w in passage.wordings if w.key == wording_key), None)
    if disposition == Disposition.ACCEPTED and wording is None:
        raise BadChoice(value=wording_key or "")
    if disposition == Disposition.MODIFIED and not (text or "").strip():
        raise Missing(what="the words that shall stand")
    losers = [w.key for w in passage.wordings if wording is None or w.key != wording.key]
    explained = all(key in fates and fates[key].reason for key in losers)
    owed = disposition in REASON_OWED or (disposition == Disposition.ACCEPTED and losers)
    if owed and not reason.strip() and not explained:
        raise ReasonOwed(who="those who proposed it")
    if not set(fates) <= {w.key for w in passage.wordings}:
        raise BadChoice(value=", ".join(sorted(set(fates))))
    kept = wording if disposition == Disposition.ACCEPTED else None
    words = _own_words(passage, text or "") if disposition == Disposition.MODIFIED else None
    return _Verdict(disposition, kept, words, reason.strip(), fates)


def _own_words(passage: Passage, text: str) -> str:
    words = canonical.clean(text).strip()
    if passage.kind != PassageKind.TEXT:
        return words
    return fitted(words, [passage.base, *(wording.text for wording in passage.wordings)])


def _add(
    session: Session, actor: Actor, passage: Passage, verdict: _Verdict, batch: str = ""
) -> Decision:
    decision = Decision(
        number=len(passage.decisions) + 1,
        disposition=verdict.disposition.value,
        wording_id=verdict.wording.id if verdict.wording else None,
        text=verdict.text,
        reason=verdict.reason,
        fates={key: fate.as_json() for key, fate in (verdict.fates or {}).items()},
        batch=batch,
        by=actor.person_id,
        at=now(session),
    )
    decision.wording = verdict.wording
    passage.decisions.append(decision)
    session.flush()
    return decision


def _undo(session: Session, actor: Actor, round_: Round, passage: Passage) -> Decision:
    decision = Decision(
        number=len(passage.decisions) + 1,
        disposition=UNDONE,
        by=actor.person_id,
        at=now(session),
    )
    passage.decisions.append(decision)
    session.flush()
    _note(session, actor, round_, passage, decision)
    return decision


def _open_companions(session: Session, round_: Round, passage: Passage) -> list[Passage]:
    if not passage.linked:
        return []
    rows = session.scalars(
        select(Passage)
        .where(
            Passage.round_id == round_.id,
            Passage.current,
            Passage.fingerprint.in_(passage.linked),
        )
        .options(selectinload(Passage.decisions), selectinload(Passage.wordings))
    )
    return [row for row in rows if not row.contested and row.decision is None]


def _companion(verdict: _Verdict, other: Passage) -> Wording | None:
    return other.wordings[0] if verdict.disposition == Disposition.ACCEPTED else None


def _note(  # noqa: PLR0917  an entry has as many parts
    session: Session,
    actor: Actor,
    round_: Round,
    passage: Passage,
    decision: Decision,
    others: Sequence[Decision] = (),
) -> None:
    told = {
        "round": round_.number,
        "passage": passage.fingerprint,
        "block": passage.block_id,
        "base": passage.base,
        "disposition": decision.disposition,
        "stands": decision.wording.text if decision.wording else decision.text,
        "reason": decision.reason,
        "fates": decision.fates or {},
        "batch": decision.batch or "",
    }
    kind = "decision undone" if decision.disposition == UNDONE else "passage decided"
    rows = [decision, *others]
    record.write(session, actor, round_.pledge, kind, told, rows=rows)
