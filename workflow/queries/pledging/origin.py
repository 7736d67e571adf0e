"""Where the words of a block come from: through which versions, by whose proposal and decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Decision, Passage, Round, TextBlock, Version
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Excerpt, Places, of_wording, of_words
from workflow.queries.answering.stored import passage_of
from workflow.queries.pledging import versions
from workflow.rules.dispositions import Disposition
from workflow.rules.permissions import Actor
from workflow.rules.visibility import sees_names
from workflow.text.show import Piece, marked

CHANGING = frozenset({Disposition.ACCEPTED, Disposition.MODIFIED, Disposition.BRACKETED})
"""Decisions after which other words stand than before."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A decision that made some of the words."""

    disposition: str
    excerpts: Sequence[Excerpt]
    agencies: Sequence[str]
    """Who proposed them, or all whom the office's own words answer; empty if not to be known."""
    count: int
    by: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Step:
    """A version in which the block changed."""

    version: Version
    label: str
    pieces: Sequence[Piece]
    touches: Sequence[Touch]


@dataclass(frozen=True, slots=True)
class Origin:
    """A block with the steps in which it became what it is, the last first."""

    version: Version
    block: TextBlock
    steps: Sequence[Step]


def changed_since_the_start(version: Version) -> set[str]:
    """Return the blocks of a version that are not as they were in the first one."""
    first = version.pledge.versions[0]
    if first.id == version.id:
        return set()
    before = {row.block_id: row.text for row in first.rows}
    return {row.block_id for row in version.rows if before.get(row.block_id) != row.text}


def origin(session: Session, actor: Actor, version_id: int, block_id: str) -> Origin:
    """Return where the words of a block come from."""
    version = versions.find(session, actor, version_id)
    block = next((row for row in version.rows if row.block_id == block_id), None)
    if block is None:
        raise NotFound(what="paragraph")
    until = [one for one in version.pledge.versions if one.number <= version.number]
    named = sees_names(actor, attributed=version.pledge.attributed)
    steps: list[Step] = []
    text = ""
    for one in until:
        row = next((r for r in one.rows if r.block_id == block_id), None)
        if row is None or (steps and row.text == text):
            continue
        touches = _touches(session, one, block_id, named=named)
        steps.append(Step(one, row.label, marked(text, row.text), touches))
        text = row.text
    return Origin(version, block, steps[::-1])


def _touches(session: Session, version: Version, block_id: str, *, named: bool) -> list[Touch]:
    """Return the decisions of the round that led to a version, where they made words here."""
    round_ = session.scalar(select(Round).where(Round.published_version_id == version.id))
    if round_ is None:
        return []
    places = Places.of(round_.version.blocks)
    rows = [row for row in visible.passages(session, round_.id) if _concerns(row, block_id)]
    return [
        _touch(places, row, row.decision, named=named)
        for row in rows
        if row.decision and row.decision.disposition in CHANGING
    ]


def _concerns(row: Passage, block_id: str) -> bool:
    """Tell whether a passage is in this block, or brought it into the text."""
    brought = {str(block.get("id")) for wording in row.wordings for block in wording.blocks}
    return block_id in brought if brought else row.block_id == block_id


def _touch(places: Places, row: Passage, decision: Decision, *, named: bool) -> Touch:
    passage = passage_of(row)
    pairs = list(zip(row.wordings, passage.wordings, strict=True))
    if decision.disposition == Disposition.ACCEPTED:
        pairs = [pair for pair in pairs if pair[0].id == decision.wording_id]
    agencies = sorted({s.change.revision.agency.acronym for w, _ in pairs for s in w.supports})
    if decision.disposition == Disposition.MODIFIED:
        excerpts = [of_words(places, passage, decision.text or "")]
    else:
        excerpts = [of_wording(places, passage, pure) for _, pure in pairs]
    return Touch(
        disposition=decision.disposition,
        excerpts=excerpts,
        agencies=agencies if named else (),
        count=len(agencies),
        by=decision.person.name,
        decision=decision,
    )
