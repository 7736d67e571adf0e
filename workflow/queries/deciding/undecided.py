"""How many passages of a round have no decision which stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.models import Decision, Passage
from workflow.rules.dispositions import UNDONE


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
    last = (
        select(Decision.passage_id, func.max(Decision.id).label("id"))
        .group_by(Decision.passage_id)
        .subquery()
    )
    decided = func.count(Decision.id).filter(Decision.disposition != UNDONE)
    rows = session.execute(
        select(Passage.round_id, func.count(), decided)
        .outerjoin(last, last.c.passage_id == Passage.id)
        .outerjoin(Decision, Decision.id == last.c.id)
        .where(Passage.round_id.in_(found), Passage.current)
        .group_by(Passage.round_id)
    )
    return found | {round_id: Count(total, done) for round_id, total, done in rows}


def of_round(session: Session, round_id: int) -> int:
    """Count the passages of one round that have no decision which stands."""
    return of_rounds(session, [round_id])[round_id].undecided
