"""The table of decisions in a package: what was decided on each passage, in the end."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.models import Decision, Passage, Round, Version, Wording
from workflow.rules import chain
from workflow.rules.dispositions import Disposition
from workflow.rules.stages import RoundState

_NOBODY_ELSE = frozenset({Disposition.BRACKETED, Disposition.CARRIED})
"""Dispositions of all wordings together."""


def table(session: Session, pledge_id: int, *, members: bool) -> list[tuple[str, ...]]:
    """Return what was decided in the rounds that are over, without who proposed what.

    Members also read the wordings that do not stand, and why.
    """
    passages = session.scalars(
        select(Passage)
        .join(Round, Passage.round_id == Round.id)
        .where(Round.pledge_id == pledge_id, Round.state == RoundState.CLOSED, Passage.current)
        .options(
            joinedload(Passage.round).joinedload(Round.version).selectinload(Version.rows),
            selectinload(Passage.decisions),
            selectinload(Passage.wordings),
        )
        .order_by(Round.number, Passage.position)
    )
    return [_decided(passage, members=members) for passage in passages if passage.decision]


def _decided(passage: Passage, *, members: bool) -> tuple[str, ...]:
    decision, version = passage.decision, passage.round.version
    if decision is None:
        return ()
    labels = {row.block_id: row.label for row in version.rows}
    return (
        str(passage.round.number),
        version.label,
        labels.get(passage.block_id, ""),
        passage.base,
        decision.disposition,
        _after(passage),
        decision.reason,
        "\n".join(_others(passage, decision, members=members)),
        chain.moment(decision.at)[:19] + "Z",
    )


def _after(passage: Passage) -> str:
    decision = passage.decision
    if decision is None or decision.disposition == Disposition.BRACKETED:
        return ""
    if decision.disposition == Disposition.MODIFIED:
        return decision.text or ""
    if decision.disposition != Disposition.ACCEPTED:
        return passage.base
    found = next((one for one in passage.wordings if one.id == decision.wording_id), None)
    if found is None:
        return passage.base
    return _words(found)


def _others(passage: Passage, decision: Decision, *, members: bool) -> Iterator[str]:
    """Say what became of the wordings that do not stand."""
    for wording in passage.wordings:
        if wording.id == decision.wording_id or decision.disposition in _NOBODY_ELSE:
            continue
        fate = decision.fates.get(wording.key, {})
        what = fate.get("disposition") or Disposition.REJECTED.value
        words = f"{what}: {_words(wording)!r}" if members else what
        yield f"{words}. {fate['reason']}" if members and fate.get("reason") else words


def _words(wording: Wording) -> str:
    blocks = "\n".join(str(block.get("text", "")) for block in wording.blocks)
    return wording.text or blocks
