"""How long silence has to run: three days, and two working days of every member.

    Thu 12:00 --------- Sun 12:00      72 hours, but one working day in Geneva: too short
    Mon 17:00 --------- Thu 17:00      72 hours, Tuesday and Wednesday whole: long enough

A working day counts when all its working hours, on the clock of the agency, lie inside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.errors import SilenceTooShort, SilenceWithoutWorkingDays
from workflow.rules.calendars import Calendar, hours_of, working_days

SHORTEST = timedelta(hours=72)
WORKING_DAYS = 2


@dataclass(frozen=True, slots=True)
class Length:
    """How long agencies have at least to object: so many hours, and whole working days of each."""

    hours: int
    days: int

    @property
    def shortest(self) -> timedelta:
        """The time that runs in any case."""
        return timedelta(hours=self.hours)


SILENCE = Length(hours=72, days=WORKING_DAYS)
CORRECTION = Length(hours=24, days=1)
"""A correction of spelling is read in less time than a text."""

_LONGEST_SEARCH = 60
"""Days; nobody has fewer than two working days in two months."""


def earliest_end(
    calendars: Iterable[Calendar], start: datetime, length: Length = SILENCE
) -> datetime:
    """Return the first moment at which silence that starts now is long enough for everybody."""
    horizon = start + timedelta(days=_LONGEST_SEARCH)
    ends = [start + length.shortest]
    for calendar in calendars:
        whole = [closes for opens, closes in hours_of(calendar, start, horizon) if opens >= start]
        ends.extend(whole[length.days - 1 : length.days] if length.days else ())
    return max(ends)


def require_long_enough(
    calendars: Sequence[Calendar], start: datetime, end: datetime, length: Length = SILENCE
) -> None:
    """Raise SilenceTooShort, or SilenceWithoutWorkingDays with the agencies concerned."""
    if end - start < length.shortest:
        raise SilenceTooShort(hours=length.hours)
    short = [c.name for c in calendars if working_days(c, start, end) < length.days]
    if short:
        raise SilenceWithoutWorkingDays(
            agencies=", ".join(short),
            earliest=earliest_end(calendars, start, length),
            days=length.days,
        )
