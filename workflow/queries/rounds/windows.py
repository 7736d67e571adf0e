"""Until when a round runs: for one agency, for the last of them, and until it is closed."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Extension, Round
from workflow.rules.answers import ExtensionState, Window


def until(session: Session, round_: Round, agency_id: int) -> datetime:
    """Return until when one agency can answer on time."""
    return max([round_.deadline_at, *_granted(session, round_, agency_id)])


def window(session: Session, round_: Round, agency_id: int) -> Window:
    """Return until when an agency's answer is on time, and how much courtesy it has."""
    granted = _granted(session, round_, agency_id)
    courtesy = timedelta(seconds=round_.courtesy)
    return Window(round_.deadline_at, max(granted, default=None), courtesy)


def runs_until(session: Session, round_: Round) -> datetime:
    """Return when the last answer can be on time: the deadline or the longest extension."""
    return max([round_.deadline_at, *_granted(session, round_)])


def closes_at(session: Session, round_: Round) -> datetime:
    """Return until when the round is kept open: as it runs, and the courtesy after it."""
    return runs_until(session, round_) + timedelta(seconds=round_.courtesy)


def _granted(session: Session, round_: Round, agency_id: int | None = None) -> list[datetime]:
    query = select(Extension.until).where(
        Extension.round_id == round_.id, Extension.state == ExtensionState.GRANTED
    )
    if agency_id is not None:
        query = query.where(Extension.agency_id == agency_id)
    return list(session.scalars(query))
