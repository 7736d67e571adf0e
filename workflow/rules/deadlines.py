"""Which reminder is due.

    72 h        24 h        3 h   deadline                published
     |           |           |       |                        |
    three days  one day     hours   overdue                (nothing)

Only the latest one is due: after a weekend of outage an agency gets one mail, not three. A
reminder whose time came before the round was opened, or within a few hours of it, is left out:
the invitation has just said the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Nudge(StrEnum):
    """The reminders, named like their letters."""

    THREE_DAYS = "nudge-t3"
    ONE_DAY = "nudge-t1"
    HOURS = "nudge-hours"
    OVERDUE = "nudge-overdue"


@dataclass(frozen=True, slots=True)
class Due:
    """When a reminder is due, and whether it may follow closely on another mail."""

    nudge: Nudge
    before: timedelta
    urgent: bool


SCHEDULE = (
    Due(Nudge.OVERDUE, timedelta(0), urgent=True),
    Due(Nudge.HOURS, timedelta(hours=3), urgent=True),
    Due(Nudge.ONE_DAY, timedelta(hours=24), urgent=False),
    Due(Nudge.THREE_DAYS, timedelta(hours=72), urgent=False),
)
"""The latest first."""

QUIET = timedelta(hours=4)
"""How long after a mail about the round nobody is reminded, unless the deadline is near."""


def nudge_due(deadline: datetime, *, opened_at: datetime, now: datetime) -> Due | None:
    """Return the latest reminder whose time has come, or None."""
    latest = next((due for due in SCHEDULE if deadline - due.before <= now), None)
    if latest is None:
        return None
    if latest.nudge != Nudge.OVERDUE and deadline - latest.before <= opened_at + QUIET:
        return None
    return latest


def too_soon(due: Due, *, last_mail_at: datetime | None, now: datetime) -> bool:
    """Tell whether the reader heard of the round just now, so that this one can wait."""
    return not due.urgent and last_mail_at is not None and now - last_mail_at < QUIET
