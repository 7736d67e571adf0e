"""Late answers that wait for the office, and what taking each up would do to the round."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.models import Passage, Revision, Round
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Excerpt, Places, of_change
from workflow.queries.answering.stored import change_of, proposal_of
from workflow.text.blocks import Block
from workflow.text.merge import merge


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to the round if a late answer is taken up."""

    clean: int
    """Places that nobody else touches."""
    contested: int
    """Places where it competes with other wordings."""
    reopened: int
    """Decisions that have to be taken again."""


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """A late answer with its changes and its effect."""

    revision: Revision
    changes: Sequence[Excerpt]
    effect: Effect


def waiting(session: Session, round_: Round) -> list[LateAnswer]:
    """Return the late answers that nobody has judged yet."""
    late = visible.waiting_late(session, round_.id)
    if not late:
        return []
    counting = visible.counting(session, round_.id)
    passages = visible.passages(session, round_.id)
    base = round_.version.blocks
    places = Places.of(base)
    return [
        LateAnswer(
            revision,
            [of_change(places, change_of(change)) for change in revision.changes],
            effect(base, counting, revision, passages),
        )
        for revision in late
    ]


def effect(
    base: Sequence[Block],
    counting: Sequence[Revision],
    late: Revision,
    passages: Sequence[Passage],
) -> Effect:
    """Merge as if the late answer had come in time, and compare with what stands now."""
    others = [one for one in counting if one.agency_id != late.agency_id]
    merged = merge(base, [proposal_of(one) for one in [*others, late]])
    known = {row.fingerprint for row in passages}
    new = [passage for passage in merged.passages if passage.fingerprint not in known]
    left = {passage.fingerprint for passage in merged.passages}
    return Effect(
        clean=sum(not passage.contested for passage in new),
        contested=sum(passage.contested for passage in new),
        reopened=sum(row.decision is not None for row in passages if row.fingerprint not in left),
    )
