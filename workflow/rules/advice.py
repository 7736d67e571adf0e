"""What a deadline means to those who have to meet it, and one that suits them better.

Friday 17:00 in New York: outside working hours for 7 of 9; Thursday 16:00 suits all
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.rules.calendars import Calendar, is_working, working_days

AROUND = 4
"""Days before and after a deadline in which a better one is looked for."""
FEW = 5
"""Working days; with fewer an agency with an inner clearance can hardly answer."""

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another deadline, and for how many it lies in working hours."""

    at: datetime
    suits: int


@dataclass(frozen=True, slots=True)
class Advice:
    """How a deadline suits those who take part."""

    of: int
    outside: Sequence[str]
    """Who is not at work at the deadline."""
    working_days: int
    """Whole working days until then, of whoever has fewest."""
    fewest: Sequence[str]
    """Who has so few."""
    better: Suggestion | None
    """The nearest full hour that suits more of them."""

    @property
    def short(self) -> bool:
        """Tell whether somebody has too few working days to answer with care."""
        return self.of > 0 and self.working_days < FEW


def advise(calendars: Sequence[Calendar], *, opens_at: datetime, deadline: datetime) -> Advice:
    """Judge a deadline by the working time of all who take part."""
    outside = [one.name for one in calendars if not is_working(one, deadline)]
    days = {one.name: working_days(one, opens_at, deadline) for one in calendars}
    least = min(days.values(), default=0)
    return Advice(
        of=len(calendars),
        outside=outside,
        working_days=least,
        fewest=[name for name, count in days.items() if count == least],
        better=_better(calendars, opens_at, deadline) if outside else None,
    )


def _better(
    calendars: Sequence[Calendar], opens_at: datetime, deadline: datetime
) -> Suggestion | None:
    """Return the hour that suits most; of equal ones the nearest, and rather the one before."""
    here = sum(is_working(one, deadline) for one in calendars)
    best: Suggestion | None = None
    for moment in _hours(deadline):
        suits = sum(is_working(one, moment) for one in calendars)
        if moment > opens_at and suits > (best.suits if best else here):
            best = Suggestion(moment, suits)
    return best


def _hours(deadline: datetime) -> Iterator[datetime]:
    """Yield full hours around a deadline, the nearest first, the earlier one of two first."""
    whole = deadline.replace(minute=0, second=0, microsecond=0)
    for hours in range(1, AROUND * 24):
        yield whole - hours * _HOUR
        yield whole + hours * _HOUR
