"""What the coordinator's office should not have to look for: all are in, rivals lie untouched."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.models import Decision, Event, Passage, Round, Wording
from workflow.queries.chasing import chasing
from workflow.rules.stages import RoundState

UNTOUCHED = timedelta(days=3)


def all_are_in(session: Session, round_: Round) -> bool:
    """Tell whether a round is open though every agency has answered."""
    return round_.state == RoundState.OPEN and not chasing.silent(session, round_)


def untouched(session: Session, round_: Round, *, at: datetime) -> Sequence[Passage]:
    """Return the contested passages that nobody has touched for days: no merge, no decision."""
    if round_.state not in {RoundState.OPEN, RoundState.CONSOLIDATING}:
        return []
    merged_at = session.scalar(
        select(func.max(Event.at)).where(
            Event.pledge_id == round_.pledge_id, Event.kind == "answers merged"
        )
    )
    if merged_at is None or merged_at > at - UNTOUCHED:
        return []
    rivals = contested(session, round_.id)
    touched = set(
        session.scalars(
            select(Decision.passage_id).where(
                Decision.passage_id.in_([one.id for one in rivals]), Decision.at > at - UNTOUCHED
            )
        )
    )
    return [passage for passage in rivals if passage.id not in touched]


def contested(session: Session, round_id: int) -> list[Passage]:
    """Return the passages with rival wordings and without a decision, in the order of the text."""
    here = select(Passage.id).where(Passage.round_id == round_id, Passage.current)
    rivals = (
        select(Wording.passage_id)
        .where(Wording.passage_id.in_(here))
        .group_by(Wording.passage_id)
        .having(func.count() > 1)
    )
    passages = session.scalars(
        select(Passage)
        .where(Passage.id.in_(here), Passage.id.in_(rivals))
        .order_by(Passage.position)
    )
    return [passage for passage in passages if passage.decision is None]
