"""The table of jobs: what the worker has to do, is doing, and has done.

A job is written in the same transaction as the reason for it, so it exists exactly when that
happened. A worker takes it in one short transaction, which is committed before the work begins:

    waiting --claim--> working --finish--> done
                          |----fail-----> waiting (after a pause) or given up
                          '--lease ends--> whoever claims it next

The work and the `finish` are one second transaction. `finish` comes first in it: it locks the row
and fails if the lease ran out and somebody else has the job, so nothing is ever done twice by two
workers. A worker that dies takes nothing along: its lease runs out, and the attempt was counted,
so a job that kills its workers is given up and never blocks the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Table, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from workflow import jobs
from workflow.db import now, ring_after_commit
from workflow.models import Job
from workflow.rules.retries import JobState, exhausted, pause_after

LEASES = {jobs.DELIVER_MAIL: timedelta(seconds=30), jobs.STAMP_SEAL: timedelta(seconds=60)}
"""Longer than the server of others may take: `worker.post` and `worker.stamping` give up before."""

LEASE = timedelta(seconds=10)
"""How long a job rests after the death of its worker, and no longer."""

PROBLEM_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker may do now."""

    id: int
    kind: str
    target: int
    attempt: int


def enqueue(
    session: Session, kind: str, target: int, *, key: str, due_at: datetime | None = None
) -> None:
    """Write a job, once per key; the bell rings after the commit if it is due."""
    at = now(session)
    row = {
        "key": key,
        "kind": kind,
        "target": target,
        "state": JobState.WAITING.value,
        "due_at": due_at or at,
        "attempts": 0,
        "problem": "",
    }
    inserted = insert_once(session, Job, row)
    if inserted is not None and (due_at is None or due_at <= at):
        ring_after_commit(session, kind)


def insert_once(session: Session, model: type[Any], row: Mapping[str, object]) -> int | None:
    """Insert a row unless its key is there already; return its id, or None if it was there.

    Two workers that do this at the same moment both succeed and one row exists.
    """
    inserted: int | None = session.scalar(
        _inserting(model.__table__, session.get_bind().dialect.name), dict(row)
    )
    return inserted


def due_kinds(session: Session, *, left_for: timedelta = timedelta(0)) -> list[str]:
    """Return the kinds of which a job has been due for at least this long."""
    return list(session.scalars(_DUE_KINDS, {"at": now(session) - left_for}))


def claim(session: Session, kind: str | None = None) -> Claim | None:
    """Take the job that has waited longest; commit before beginning with it.

    A job that was begun too often is given up here, because its workers cannot say so any more.
    """
    while True:
        row = _take(session, kind)
        if row is None:
            return None
        if not exhausted(row.attempt, patient=row.kind in jobs.OUTSIDE):
            return row
        _settle(session, row, JobState.GIVEN_UP, problem="Its worker died each time.")


def finish(session: Session, job: Claim) -> bool:
    """Mark the job as done; False means it is no longer ours and must not be done.

    Call this first in the transaction of the work: it holds the row until the commit.
    """
    return _settle(session, job, JobState.DONE)


def fail(
    session: Session, job: Claim, problem: str, *, patient: bool = False, hopeless: bool = False
) -> bool:
    """Note why the job failed and when to try again; return whether it will be tried again."""
    pause = None if hopeless else pause_after(job.attempt, patient=patient)
    if pause is None:
        _settle(session, job, JobState.GIVEN_UP, problem=problem)
        return False
    _settle(session, job, JobState.WAITING, problem=problem, due_at=now(session) + pause)
    return True


def problem_of(session: Session, job: Claim) -> str:
    """Return what went wrong the last time."""
    return session.scalar(select(Job.problem).where(Job.id == job.id)) or ""


def postpone(session: Session, job: Claim, until: datetime) -> bool:
    """Put a job off that must not be done yet; this was no attempt at it."""
    return _settle(session, job, JobState.WAITING, due_at=until, given_back=1)


def take_along(session: Session, kind: str, target: int) -> list[str]:
    """Mark the jobs of a kind that wait for the same target as done together with this one.

    Returns the keys of all that are done in this transaction, that of the job itself included.
    """
    at = now(session)
    here = (Job.kind == kind, Job.target == target)
    session.execute(
        update(Job)
        .where(*here, Job.state == JobState.WAITING.value)
        .values(state=JobState.DONE.value, done_at=at)
        .execution_options(synchronize_session=False)
    )
    found = select(Job.key).where(*here, Job.state == JobState.DONE.value, Job.done_at == at)
    return sorted(session.scalars(found))


def free_leases(session: Session) -> int:
    """Take back every lease at once; only where no other worker can be alive."""
    freed = session.execute(
        update(Job)
        .where(Job.state == JobState.WORKING.value)
        .values(state=JobState.WAITING.value, lease_until=None)
    )
    return _count(freed)


def try_again(session: Session) -> int:
    """Give all jobs that were given up a fresh start; return how many there were."""
    revived = session.execute(
        update(Job)
        .where(Job.state == JobState.GIVEN_UP.value)
        .values(state=JobState.WAITING.value, attempts=0, due_at=now(session), lease_until=None)
    )
    return _count(revived)


def count_by_state(session: Session) -> dict[str, int]:
    """Return how many jobs stand where."""
    rows = session.execute(select(Job.state, func.count()).group_by(Job.state)).all()
    return {row[0]: row[1] for row in rows}


def _take(session: Session, kind: str | None) -> Claim | None:
    at = now(session)
    lease = LEASES.get(kind, LEASE) if kind else max(*LEASES.values(), LEASE)
    asked = {"at": at, "until": at + lease}
    taken = (
        session.execute(_TAKE, asked)
        if kind is None
        else session.execute(_TAKE_OF_KIND, {**asked, "of_kind": kind})
    ).one_or_none()
    return Claim(taken.id, taken.kind, taken.target, taken.attempts) if taken else None


def _settle(
    session: Session,
    job: Claim,
    state: JobState,
    *,
    problem: str = "",
    due_at: datetime | None = None,
    given_back: int = 0,
) -> bool:
    settled = session.execute(
        _SETTLE,
        {
            "of_id": job.id,
            "of_attempt": job.attempt,
            "becomes": state.value,
            "done": now(session) if state == JobState.DONE else None,
            "told": problem[:PROBLEM_LENGTH],
            "due": due_at,
            "given_back": given_back,
        },
    )
    return _count(settled) == 1


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0


# The statements of the queue are built once: a worker runs them for each job and every look.

_CLAIMABLE = or_(
    and_(Job.state == JobState.WAITING.value, Job.due_at <= bindparam("at")),
    and_(Job.state == JobState.WORKING.value, Job.lease_until < bindparam("at")),
)
_DUE_KINDS = select(Job.kind).where(_CLAIMABLE).distinct().order_by(Job.kind)
_FIRST = (
    select(Job.id)
    .where(_CLAIMABLE)
    .order_by(Job.due_at, Job.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_TAKE, _TAKE_OF_KIND = (
    update(Job)
    .where(Job.id == first.scalar_subquery())
    .values(state=JobState.WORKING.value, lease_until=bindparam("until"), attempts=Job.attempts + 1)
    .returning(Job.id, Job.kind, Job.target, Job.attempts)
    .execution_options(synchronize_session=False)
    for first in (_FIRST, _FIRST.where(Job.kind == bindparam("of_kind")))
)
_SETTLE = (
    update(Job)
    .where(
        Job.id == bindparam("of_id"),
        Job.state == JobState.WORKING.value,
        Job.attempts == bindparam("of_attempt"),
    )
    .values(
        state=bindparam("becomes"),
        lease_until=None,
        done_at=bindparam("done"),
        problem=bindparam("told"),
        due_at=func.coalesce(bindparam("due", type_=Job.due_at.type), Job.due_at),
        attempts=Job.attempts - bindparam("given_back"),
    )
    .execution_options(synchronize_session=False)
)


@cache
def _inserting(table: Table, dialect: str) -> ReturningInsert[Any]:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert.on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)
