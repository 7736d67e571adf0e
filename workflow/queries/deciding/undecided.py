"""How many passages of a round have no decision which stands, and whose red lines wait there."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from workflow.models import Change, Decision, Passage, Revision, Support, Wording
from workflow.rules.dispositions import UNDONE
from workflow.rules.notes import Weight


@dataclass(frozen=True, slots=True)
class Count:
    """The passages of one round."""

    total: int = 0
    decided: int = 0

    @property
    def undecided(self) -> int:
        """Those without a decision, or with one that was taken back."""
        return self.total - self.decided


def of_rounds(session: Session, round_ids: Iterable[int]) -> dict[int, Count]:
    """Count the passages of these rounds, in one statement; a round without any is (0, 0)."""
    found = {round_id: Count() for round_id in round_ids}
    decided = func.count(Decision.id).filter(Decision.disposition != UNDONE)
    rows = session.execute(
        select(Passage.round_id, func.count(), decided)
        .outerjoin(_LAST, _LAST.c.passage_id == Passage.id)
        .outerjoin(Decision, Decision.id == _LAST.c.id)
        .where(Passage.round_id.in_(found), Passage.current)
        .group_by(Passage.round_id)
    )
    return found | {round_id: Count(total, done) for round_id, total, done in rows}


def of_round(session: Session, round_id: int) -> int:
    """Count the passages of one round that have no decision which stands."""
    return of_rounds(session, [round_id])[round_id].undecided


def red_lines(session: Session, round_id: int) -> list[int]:
    """Return the agencies with a red line in a passage that has no decision which stands."""
    rows = session.scalars(
        select(Revision.agency_id)
        .join(Change, Change.revision_id == Revision.id)
        .join(Support, Support.change_id == Change.id)
        .join(Wording, Wording.id == Support.wording_id)
        .join(Passage, Passage.id == Wording.passage_id)
        .outerjoin(_LAST, _LAST.c.passage_id == Passage.id)
        .outerjoin(Decision, Decision.id == _LAST.c.id)
        .where(
            Passage.round_id == round_id,
            Passage.current,
            Change.weight == Weight.RED_LINE.value,
            or_(Decision.id.is_(None), Decision.disposition == UNDONE),
        )
        .distinct()
    )
    return list(rows)


_LAST = (
    select(Decision.passage_id, func.max(Decision.id).label("id"))
    .group_by(Decision.passage_id)
    .subquery()
)
"""The last decision on each passage, which may be an undoing."""
