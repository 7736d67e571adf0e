"""Do what is due: take a job, do it, mark it, take the next.

    ⟦ claim ⟧   ⟦ mark as done, do it ⟧                     what changes our own rows
    ⟦ claim ⟧   send the mail   ⟦ mark as done and sent ⟧   what leaves the house

Each ⟦ ⟧ is one transaction. A worker may die at any point: before the first it has done nothing,
after it the lease runs out and another worker takes the job. Only between sending a mail and
marking it can something happen twice, and then the second mail is equal to the first.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from worker import stamping as authority
from worker.post import Later, Never, Post, Unsure
from workflow import db, jobs
from workflow.queries.mailing.outbox import NOT_NEEDED
from workflow.rules.permissions import CLOCK
from workflow.services.chasing import nudges
from workflow.services.mailing import mail
from workflow.services.mailing.mail import Parcel
from workflow.services.outside import chasing
from workflow.services.proving import stamping
from workflow.services.rounds import planning
from workflow.services.upkeep import work
from workflow.services.upkeep.duties import DUTIES
from workflow.services.upkeep.work import Claim

log = logging.getLogger(__name__)

LEFT_LYING = timedelta(seconds=2)
"""What the bell has just rung for is left to whoever heard it; otherwise all would run twice."""

PLAN_SECONDS = 10.0
"""How often to look for what time has made due."""

WHILE_AWAY = (0.1, 0.3, 1, 2, 4, 8)
"""Seconds between attempts to note that a mail has left; without them it would be sent again."""


@dataclass(frozen=True)
class Tools:
    """What a worker needs: a database, a post, and whether sign-in links stay readable."""

    sessions: sessionmaker[Session]
    post: Callable[[], Post]
    keep_links: bool = False
    planned: dict[str, float] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the worker is told to end: what is in hand is finished, nothing new is taken."""
    lock: threading.Lock = field(default_factory=threading.Lock)


def drain(tools: Tools, kind: str) -> int:
    """Do all jobs of a kind that are due, until told to end; return how many were tried."""
    if kind == jobs.DELIVER_MAIL:
        return _deliver_all(tools)
    tried, do = 0, _stamp if kind == jobs.STAMP_SEAL else _do
    while not tools.stopping.is_set() and (job := _claim(tools, kind)):
        do(tools, job)
        tried += 1
    return tried


def lying(tools: Tools, left_for: timedelta = LEFT_LYING) -> list[str]:
    """Return the kinds of jobs that are due and that nobody has taken; only reads."""
    with tools.sessions() as session:
        db.promise_to_read(session)
        return work.due_kinds(session, left_for=left_for)


def sweep(tools: Tools) -> None:
    """Find what time has made due and what was left lying, and do it."""
    plan(tools)
    for kind in lying(tools):
        drain(tools, kind)


def plan(tools: Tools) -> None:
    """Write the jobs that time has made due, at most every few seconds in each process."""
    with tools.lock:
        last = tools.planned.get("at")
        if last is not None and time.monotonic() - last < PLAN_SECONDS:
            return
        tools.planned["at"] = time.monotonic()
    with tools.sessions() as session:
        db.promise_to_read(session)
        steps = planning.steps(session)
    for step in steps:
        _plan(tools, step)


def _plan(tools: Tools, step: planning.Step) -> None:
    try:
        with db.transaction(tools.sessions) as session:
            step(session)
    except OperationalError:
        raise  # the database is away, for every step
    except Exception:
        log.exception("Planning stopped at %s; the other steps go on.", step)


def _claim(tools: Tools, kind: str) -> Claim | None:
    with db.transaction(tools.sessions) as session:
        return work.claim(session, kind)


def _do(tools: Tools, job: Claim) -> None:
    try:
        with db.transaction(tools.sessions) as session:
            if work.finish(session, job):
                DUTIES[job.kind](session, job.target)
    except Exception as error:
        log.exception("Job %s (%s %s) failed.", job.id, job.kind, job.target)
        _note_failure(tools, job, error)


def _stamp(tools: Tools, job: Claim) -> None:
    """Ask outside for a time stamp, between two transactions, and keep it."""
    try:
        with tools.sessions() as session:
            db.promise_to_read(session)
            url, said = stamping.address(session), stamping.said(session, job.target)
        token = authority.ask(url, said)
        with db.transaction(tools.sessions) as session:
            if work.finish(session, job):
                stamping.keep(session, CLOCK, seal_id=job.target, authority=url, token=token)
    except Exception as error:  # noqa: BLE001  an authority that is away never stops the others
        log.warning("Seal %s was not stamped: %s", job.target, error)
        _note_failure(tools, job, error)


def _deliver_all(tools: Tools) -> int:
    post, tried = tools.post(), 0
    try:
        while step := _next_mail(tools):
            _deliver(tools, post, *step)
            tried += 1
    finally:
        post.close()
    return tried


def _next_mail(tools: Tools) -> tuple[Claim, Parcel] | None:
    """Return the next mail that may go; one that cannot even be looked at stops no other."""
    while not tools.stopping.is_set() and (job := _claim(tools, jobs.DELIVER_MAIL)):
        try:
            with db.transaction(tools.sessions) as session:
                parcel = _parcel(session, job)
        except Exception as error:
            log.exception("Mail %s could not be looked at.", job.target)
            _note_failure(tools, job, error)
        else:
            if parcel is not None:
                return job, parcel
    return None


def _parcel(session: Session, job: Claim) -> Parcel | None:
    """Return a mail that may go now; the job of one that never will is done."""
    parcel = mail.find_parcel(session, job.target)
    if parcel is None:
        work.finish(session, job)
        return None
    return parcel if _may_go(session, job, parcel) else None


def _may_go(session: Session, job: Claim, parcel: Parcel) -> bool:
    """Look once more at a reminder before it goes: it may be needless now, or come at night."""
    if parcel.letter == chasing.NUDGE and not chasing.still_wanted(session, parcel.key):
        mail.mark_problem(session, job.target, NOT_NEEDED)
        work.finish(session, job)
        return False
    if parcel.letter not in nudges.LETTERS:
        return True
    goes_at = nudges.goes_at(session, parcel.key)
    if goes_at is None:
        mail.mark_problem(session, job.target, NOT_NEEDED)
        work.finish(session, job)
    elif goes_at > db.now(session):
        work.postpone(session, job, goes_at)
    else:
        return True
    return False


def _deliver(tools: Tools, post: Post, job: Claim, parcel: Parcel) -> None:
    try:
        post.send(parcel)
    except Exception as error:  # noqa: BLE001  a mail that cannot be sent never stops the others
        log.warning("Mail %s was not sent: %s", parcel.mail_id, error)
        _note_failure(tools, job, error)
        return
    _mark_sent(tools, job, parcel)


def _mark_sent(tools: Tools, job: Claim, parcel: Parcel) -> None:
    """Note that a mail has left, also if the database is away for some seconds just now."""
    for pause in (*WHILE_AWAY, None):
        try:
            with db.transaction(tools.sessions) as session:
                work.finish(session, job)
                mail.mark_sent(session, parcel.mail_id, keep_links=tools.keep_links)
        except DBAPIError as error:
            if pause is None:
                raise
            log.warning("Mail %s has left, noting it failed: %s", parcel.mail_id, error.orig)
            time.sleep(pause)
        else:
            return


def _note_failure(tools: Tools, job: Claim, error: Exception) -> None:
    """Say why and when to try again; if the database is gone too, the lease runs out."""
    problem = f"{type(error).__name__}: {error}"
    # A mail that may have arrived is not repeated for a day; but the first time that nobody can
    # tell it is tried once more, however often the mail server was away before.
    unsure = isinstance(error, Unsure)
    with db.transaction(tools.sessions) as session:
        first = unsure and not work.problem_of(session, job).startswith(Unsure.__name__)
        patient = job.kind in jobs.OUTSIDE and (not unsure or first)
        hopeless = isinstance(error, Never)
        again = work.fail(session, job, problem, patient=patient, hopeless=hopeless)
        if job.kind == jobs.DELIVER_MAIL:
            told = str(error) if isinstance(error, Later | Unsure | Never) else problem
            mail.mark_problem(session, job.target, told, final=not again)
