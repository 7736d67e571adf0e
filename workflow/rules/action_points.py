"""When something is due that a meeting wanted "as soon as possible", and when to ask for it.

    told          two working days before      due       a week later     another week
     |                    |                     |              |               |
    mail               reminder              overdue         again           again ...

"As soon as possible" is a day that the service proposes and asks for, and never an empty field
that nobody looks at. Only the latest reminder is due: after an outage nobody gets three at once.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow.rules.calendars import Calendar, days_before, earlier, later, next_working_day

SOON = 5
"""Working days until something is due that a meeting wanted as soon as possible."""

END_OF_DAY = time(17, 0)
BEFORE = 2
AGAIN = timedelta(days=7)
QUIET = timedelta(hours=12)
"""How soon after somebody was told a reminder would be a nuisance."""


def soon(calendar: Calendar, start: datetime) -> datetime:
    """Return the day to propose for "as soon as possible": five working days on, at five."""
    moment = start
    for _ in range(SOON):
        moment = next_working_day(calendar, moment)
    zone = ZoneInfo(calendar.zone)
    return datetime.combine(moment.astimezone(zone).date(), END_OF_DAY, zone)


def reminder_due(
    calendar: Calendar, *, due_at: datetime, told_at: datetime | None, now: datetime
) -> int | None:
    """Return the number of the latest reminder whose time has come; 0 comes before the day."""
    if now >= (overdue := later(calendar, due_at + timedelta(minutes=1))):
        weeks = (now - due_at) // AGAIN
        again = later(calendar, due_at + weeks * AGAIN)
        return 1 + weeks if weeks and again <= now else 1 + max(0, weeks - 1)
    before = earlier(calendar, days_before(due_at, BEFORE, zone=calendar.zone))
    recent = told_at is not None and before < told_at + QUIET
    return 0 if before <= now < overdue and not recent else None
