"""After the clock was set back: what need not wait for the hour to come again does not.

What hangs on a time waits for that time, also when it comes twice: a round closes and a reminder
leaves when it is due by the clock, never early. Looked at in the hour before, a reminder would
find that its words are not true yet, and be dropped. But a merge or an invitation was due at once,
and a lease that runs for an hour holds the job of a worker that may be dead.
"""

from datetime import timedelta

from sqlalchemy import case, exists, literal, update
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.models import Job, Mail
from workflow.queries.chasing.chasing import LETTERS
from workflow.rules.retries import MOST_ATTEMPTS, MOST_MAIL_ATTEMPTS, JobState, pause_after
from workflow.services.upkeep import work

LONGEST_LEASE = max(*work.LEASES.values(), work.LEASE)
LONGEST_PAUSE = pause_after(MOST_ATTEMPTS - 1, patient=False) or timedelta(0)
_PAUSES = [
    (attempt, pause)
    for attempt in range(1, MOST_MAIL_ATTEMPTS)
    if (pause := pause_after(attempt, patient=True)) is not None
]


def mend(session: Session) -> None:
    """Give jobs and leases a time that they can have; where the clock only ran, change nothing."""
    _shorten_leases(session)
    _let_merges_begin(session)
    _let_mails_go(session)


def _shorten_leases(session: Session) -> None:
    """Let a lease that is longer than any begin anew: its worker may be alive and at it."""
    latest = now(session) + LONGEST_LEASE
    held = Job.state == JobState.WORKING.value
    session.execute(_JOBS.where(held, Job.lease_until > latest).values(lease_until=latest))


def _let_merges_begin(session: Session) -> None:
    """Let merges begin that wait longer than after any failure."""
    merge, latest = Job.kind == jobs.MERGE_ROUND, now(session) + LONGEST_PAUSE
    session.execute(_WAITING.where(merge, Job.due_at > latest).values(due_at=now(session)))


def _let_mails_go(session: Session) -> None:
    """Let mails go that were due at once; no pause after a failure is longer than it was meant."""
    mail, at = Job.kind == jobs.DELIVER_MAIL, now(session)
    here = (Mail.id == Job.target, Mail.letter.not_in(sorted(LETTERS)))
    at_once = exists().where(*here, Mail.written_at == Job.due_at)
    session.execute(_WAITING.where(mail, Job.due_at > at, at_once).values(due_at=at))
    latest = case(
        *(
            (Job.attempts == attempt, literal(at + pause, Job.due_at.type))
            for attempt, pause in _PAUSES
        )
    )
    session.execute(
        _WAITING.where(mail, exists().where(*here), Job.due_at > latest).values(due_at=latest)
    )


_JOBS = update(Job).execution_options(synchronize_session=False)
_WAITING = _JOBS.where(Job.state == JobState.WAITING.value)
