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
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now, ring_after_commit
from workflow.models import Job
from workflow.rules.retries import JobState, exhausted, pause_after

LEASES = {jobs.DELIVER_MAIL: timedelta(seconds=30)}
"""Longer than a mail may hang in a mail server (`worker.post` gives up before)."""

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
    table: Table = model.__table__
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    statement = insert.values(**row).on_conflict_do_nothing(index_elements=["key"])
    inserted: int | None = session.scalar(statement.returning(table.c.id))
    return inserted


def due_kinds(session: Session, *, left_for: timedelta = timedelta(0)) -> list[str]:
    """Return the kinds of which a job has been due for at least this long."""
    found = session.scalars(
        select(Job.kind).where(_claimable(now(session) - left_for)).distinct().order_by(Job.kind)
    )
    return list(found)


def claim(session: Session, kind: str | None = None) -> Claim | None:
    """Take the job that has waited longest; commit before beginning with it.

    A job that was begun too often is given up here, because its workers cannot say so any more.
    """
    while True:
        row = _take(session, kind)
        if row is None:
            return None
        if not exhausted(row.attempt, patient=_patient(row.kind)):
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
    return _settle(session, job, JobState.WAITING, due_at=until, attempts=Job.attempts - 1)


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
    candidate = _first(at, kind).scalar_subquery()
    taken = session.execute(
        update(Job)
        .where(Job.id == candidate)
        .values(
            state=JobState.WORKING.value,
            lease_until=at + (LEASES.get(kind, LEASE) if kind else max(*LEASES.values(), LEASE)),
            attempts=Job.attempts + 1,
        )
        .returning(Job.id, Job.kind, Job.target, Job.attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Claim(taken.id, taken.kind, taken.target, taken.attempts) if taken else None


def _first(at: datetime, kind: str | None) -> Select[int]:
    query = select(Job.id).where(_claimable(at)).order_by(Job.due_at, Job.id).limit(1)
    if kind is not None:
        query = query.where(Job.kind == kind)
    return query.with_for_update(skip_locked=True)


def _claimable(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == JobState.WAITING.value, Job.due_at <= at),
        and_(Job.state == JobState.WORKING.value, Job.lease_until < at),
    )


def _settle(session: Session, job: Claim, state: JobState, **values: object) -> bool:
    settled = session.execute(
        update(Job)
        .where(
            Job.id == job.id,
            Job.state == JobState.WORKING.value,
            Job.attempts == job.attempt,
        )
        .values(
            state=state.value,
            lease_until=None,
            done_at=now(session) if state == JobState.DONE else None,
            problem=str(values.pop("problem", ""))[:PROBLEM_LENGTH],
            **values,
        )
        .execution_options(synchronize_session=False)
    )
    return _count(settled) == 1


def _patient(kind: str) -> bool:
    return kind == jobs.DELIVER_MAIL


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
