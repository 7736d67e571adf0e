"""How long silence has to run: three days, and two working days of every member.

    Thu 12:00 --------- Sun 12:00      72 hours, but one working day in Geneva: too short
    Mon 17:00 --------- Thu 17:00      72 hours, Tuesday and Wednesday whole: long enough

A working day counts when all its working hours, on the clock of the agency, lie inside.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from workflow.errors import SilenceTooShort, SilenceWithoutWorkingDays
from workflow.rules.calendars import Calendar, hours_of, working_days

SHORTEST = timedelta(hours=72)
WORKING_DAYS = 2

_LONGEST_SEARCH = 60
"""Days; nobody has fewer than two working days in two months."""


def earliest_end(calendars: Iterable[Calendar], start: datetime) -> datetime:
    """Return the first moment at which silence that starts now is long enough for everybody."""
    horizon = start + timedelta(days=_LONGEST_SEARCH)
    ends = [start + SHORTEST]
    for calendar in calendars:
        whole = [closes for opens, closes in hours_of(calendar, start, horizon) if opens >= start]
        ends.extend(whole[WORKING_DAYS - 1 : WORKING_DAYS])
    return max(ends)


def require_long_enough(calendars: Sequence[Calendar], start: datetime, end: datetime) -> None:
    """Raise SilenceTooShort, or SilenceWithoutWorkingDays with the agencies concerned."""
    if end - start < SHORTEST:
        raise SilenceTooShort(hours=int(SHORTEST.total_seconds() // 3600))
    short = [c.name for c in calendars if working_days(c, start, end) < WORKING_DAYS]
    if short:
        raise SilenceWithoutWorkingDays(
            agencies=", ".join(short), earliest=earliest_end(calendars, start)
        )
