"""When reminders are due: around one deadline, in the working hours of one recipient.

    7 days    3 days    1 day    last hours   deadline           overdue    escalation
      |         |         |          |            |                 |            |
      '-- each moved earlier into working hours --'   '-- later into working hours --'

Seven days only where the round runs longer than ten. Two that come closer than six hours are one:
the later word stands, because it says what is true then. What would only repeat the invitation is
left out. The overdue mail waits for the first working hour after the deadline; the principal's
office is asked a working day after that, once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflow.rules.calendars import (
    Calendar,
    days_before,
    earlier,
    is_working,
    later,
    next_working_day,
)


class Nudge(StrEnum):
    """The reminders, named like their letters."""

    SEVEN_DAYS = "nudge-t7"
    THREE_DAYS = "nudge-t3"
    ONE_DAY = "nudge-t1"
    HOURS = "nudge-hours"
    OVERDUE = "nudge-overdue"
    ESCALATION = "escalation"


BEFORE = ((Nudge.SEVEN_DAYS, 7), (Nudge.THREE_DAYS, 3), (Nudge.ONE_DAY, 1))
"""Days before the deadline."""
LAST_HOURS = timedelta(hours=3)
FIRST_HOUR = timedelta(hours=1)
LONG_ROUND = timedelta(days=10)
FOLD = timedelta(hours=6)
"""Nobody hears of the same round twice within this time."""
EARLIEST = timedelta(days=7 + 14)
"""No reminder is due longer before a deadline than this, holidays and all."""


@dataclass(frozen=True, slots=True)
class Window:
    """The time that one agency has for its answer."""

    opened_at: datetime
    deadline: datetime
    zone: str
    """The official one, on whose clock days before the deadline are counted."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder and the moment at which it is due."""

    nudge: Nudge
    at: datetime


def reminders(window: Window, calendar: Calendar) -> tuple[Planned, ...]:
    """Return what a recipient gets before the deadline as long as no answer comes, in order."""
    kept: list[Planned] = []
    for planned in sorted(_unfolded(window, calendar), key=_moment, reverse=True):
        if planned.at - window.opened_at < FOLD:
            continue
        if not kept or kept[-1].at - planned.at >= FOLD:
            kept.append(planned)
    return tuple(reversed(kept))


def overdue_at(window: Window, calendar: Calendar) -> datetime:
    """Return the first working hour after the deadline, some hours after the last reminder."""
    first = window.deadline + FIRST_HOUR
    before = reminders(window, calendar)
    return later(calendar, max(first, before[-1].at + FOLD) if before else first)


def escalation_at(overdue_sent: datetime, calendar: Calendar) -> datetime:
    """Return when the principal's office is asked: a working day after the overdue mail."""
    return next_working_day(calendar, later(calendar, overdue_sent))


def due(
    window: Window, calendar: Calendar, *, now: datetime, last_heard: datetime | None
) -> Nudge | None:
    """Return the reminder to send at this moment, or None.

    Only the latest one is due, so after an outage one mail goes out and not the series; and none
    while the recipient heard of the round some hours ago, or will in some. Whoever was told the
    deadline after a reminder's moment does not get it: with more time granted five days before the
    new deadline, nobody reads that a week is left.
    """
    if not is_working(calendar, now) or _near(last_heard, now):
        return None
    if now > window.deadline:
        return Nudge.OVERDUE if overdue_at(window, calendar) <= now else None
    planned = reminders(window, calendar)
    latest = next((one for one in reversed(planned) if one.at <= now), None)
    following = next((one for one in planned if one.at > now), None)
    if latest is None or (last_heard is not None and latest.at < last_heard):
        return None
    if following and following.at - now < FOLD:
        return None
    return latest.nudge


def current(window: Window, calendar: Calendar, *, now: datetime) -> Nudge | None:
    """Return the reminder whose words are true at this moment, sent already or not."""
    if now > window.deadline:
        return Nudge.OVERDUE
    planned = reminders(window, calendar)
    return next((one.nudge for one in reversed(planned) if one.at <= now), None)


def moments(window: Window, calendar: Calendar) -> Sequence[datetime]:
    """Return all moments at which something becomes due for a recipient, in order."""
    after = overdue_at(window, calendar)
    return (*(one.at for one in reminders(window, calendar)), after)


def _unfolded(window: Window, calendar: Calendar) -> Iterator[Planned]:
    for nudge, days in BEFORE:
        if nudge != Nudge.SEVEN_DAYS or window.deadline - window.opened_at > LONG_ROUND:
            moment = days_before(window.deadline, days, zone=window.zone)
            yield Planned(nudge, earlier(calendar, moment))
    yield Planned(Nudge.HOURS, earlier(calendar, window.deadline - LAST_HOURS))


def _moment(planned: Planned) -> tuple[datetime, int]:
    # Of two at one moment the more urgent is the later one.
    return planned.at, list(Nudge).index(planned.nudge)


def _near(heard: datetime | None, now: datetime) -> bool:
    return heard is not None and now - heard < FOLD
