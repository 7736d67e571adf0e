"""How often work is tried again, and how long to wait in between.

    attempt   1    2     3     4     5            a job
    pause     2 s  10 s  60 s  5 min given up

    attempt   1    2     3     4     ...   34     a mail, a time stamp
    pause     5 s  10 s  20 s  40 s  ...   1 h    given up after about a day

A mail server may be down for a night without a mail getting lost. A job that fails five times
fails because of a mistake of ours, and somebody has to look at it.
"""

from datetime import timedelta
from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    GIVEN_UP = "given up"


_JOB_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300))
_MAIL_FIRST = timedelta(seconds=5)
_MAIL_LONGEST = timedelta(hours=1)
MOST_MAIL_ATTEMPTS = 34

MOST_ATTEMPTS = len(_JOB_PAUSES) + 1


def pause_after(attempt: int, *, patient: bool) -> timedelta | None:
    """Return how long to wait after this failed attempt, or None to give up.

    `patient` is for mails and time stamps, where the other side may be down for a day.
    """
    if patient:
        if attempt >= MOST_MAIL_ATTEMPTS:
            return None
        doublings: int = 2 ** min(attempt - 1, 20)
        return min(_MAIL_FIRST * doublings, _MAIL_LONGEST)
    return _JOB_PAUSES[attempt - 1] if attempt < MOST_ATTEMPTS else None


def exhausted(attempt: int, *, patient: bool) -> bool:
    """Tell whether a job was begun too often: whoever began it never came back."""
    return attempt > (MOST_MAIL_ATTEMPTS if patient else MOST_ATTEMPTS)
