"""How long silence has to run: three days, and two working days of every member.

    Thu 12:00 --------- Sun 12:00      72 hours, but one working day in Geneva: too short
    Mon 17:00 --------- Thu 17:00      72 hours, Tuesday and Wednesday whole: long enough

A working day counts when all its working hours, on the clock of the agency, lie inside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow.errors import SilenceTooShort, SilenceWithoutWorkingDays

SHORTEST = timedelta(hours=72)
WORKING_DAYS = 2
BEGINS, ENDS = time(8, 30), time(17, 30)

_LONGEST_SEARCH = 60
"""Days; nobody has fewer than two working days in two months."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an agency works: its zone and its days, Monday being 0."""

    agency: str
    zone: str
    days: Sequence[int]


def working_days(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Count the working days of an agency that lie wholly between two moments."""
    return sum(opens >= start and closes <= end for opens, closes in _days(calendar, start, end))


def earliest_end(calendars: Iterable[Calendar], start: datetime) -> datetime:
    """Return the first moment at which silence that starts now is long enough for everybody."""
    horizon = start + timedelta(days=_LONGEST_SEARCH)
    ends = [start + SHORTEST]
    for calendar in calendars:
        whole = [closes for opens, closes in _days(calendar, start, horizon) if opens >= start]
        ends.extend(whole[WORKING_DAYS - 1 : WORKING_DAYS])
    return max(ends)


def require_long_enough(calendars: Sequence[Calendar], start: datetime, end: datetime) -> None:
    """Raise SilenceTooShort, or SilenceWithoutWorkingDays with the agencies concerned."""
    if end - start < SHORTEST:
        raise SilenceTooShort(hours=int(SHORTEST.total_seconds() // 3600))
    short = [c.agency for c in calendars if working_days(c, start, end) < WORKING_DAYS]
    if short:
        raise SilenceWithoutWorkingDays(
            agencies=", ".join(short), earliest=earliest_end(calendars, start)
        )


def _days(
    calendar: Calendar, start: datetime, end: datetime
) -> Iterable[tuple[datetime, datetime]]:
    zone = ZoneInfo(calendar.zone)
    day: date = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        if day.weekday() in calendar.days:
            yield (
                datetime.combine(day, BEGINS, zone).astimezone(ZoneInfo("UTC")),
                datetime.combine(day, ENDS, zone).astimezone(ZoneInfo("UTC")),
            )
        day += timedelta(days=1)
