"""See what time has made due, and write the jobs for it.

Most jobs are written with their reason. Some have no reason but the time: a reminder, a deadline
that passed while a job was lost. This looks at the state and not at a window of time, so what was
missed while nothing ran is found when something runs again.
"""

import hashlib
from collections.abc import Callable
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.models import Round, Silence
from workflow.queries.rounds import windows
from workflow.rules.deadlines import EARLIEST
from workflow.rules.stages import RoundState, SilenceState
from workflow.services.answering import sponsoring
from workflow.services.chasing import board_digests, nudges, office_nudges
from workflow.services.joining import commitments
from workflow.services.mailing import digests, folding
from workflow.services.outside import chasing
from workflow.services.proving import sealing, stamping
from workflow.services.rounds import rounds
from workflow.services.upkeep import setting_back, work

_RUNNING = (RoundState.PLANNED, RoundState.OPEN, RoundState.CONSOLIDATING)


Step = Callable[[Session], None]


def steps(session: Session) -> list[Step]:
    """Return what there is to plan, in steps that need nothing of each other.

    The worker gives each a transaction: what is wrong with one round must not stop the clock of
    the others.
    """
    states = [state.value for state in _RUNNING]
    running = session.scalars(select(Round.id).where(Round.state.in_(states)).order_by(Round.id))
    return [
        setting_back.mend,
        *(partial(_plan_round, round_id=round_id) for round_id in running),
        _plan_digests,
        _plan_board_digests,
        folding.plan,
        _plan_silences,
        _plan_heads,
        _plan_stakeholders,
        chasing.plan,
        _plan_commitments,
        stamping.plan,
    ]


def plan(session: Session) -> None:
    """Write the jobs that are due by the clock. Running it twice changes nothing."""
    for step in steps(session):
        step(session)


def _plan_round(session: Session, round_id: int) -> None:
    round_ = session.get(Round, round_id)
    if round_ is not None:
        plan_round(session, round_)


def plan_round(session: Session, round_: Round) -> None:
    """Write the jobs of one round that are due by the clock."""
    _plan_opening(session, round_)
    _plan_closing(session, round_)
    if round_.deadline_at <= now(session) + EARLIEST:
        _plan_nudges(session, round_)


def _plan_opening(session: Session, round_: Round) -> None:
    if round_.state == RoundState.PLANNED and round_.opened_at <= now(session):
        rounds.plan_opening(session, round_)


def _plan_closing(session: Session, round_: Round) -> None:
    if round_.state != RoundState.OPEN:
        return
    ends = windows.closes_at(session, round_)
    if ends < now(session):
        key = f"close:{round_.id}:{round_.deadline_number}:{ends.isoformat()}"
        work.enqueue(session, jobs.CLOSE_ROUND, round_.id, key=key)


def _plan_nudges(session: Session, round_: Round) -> None:
    keys = sorted(
        [
            *(reminder.key for reminder in nudges.due(session, round_)),
            *(hint.key for hint in office_nudges.due(session, round_)),
        ]
    )
    if keys:
        digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]
        key = f"nudges:{round_.id}:{digest}"
        work.enqueue(session, jobs.SEND_NUDGES, round_.id, key=key)


def _plan_digests(session: Session) -> None:
    for person_id in digests.due(session):
        key = f"digest:{person_id}:{now(session).isoformat(timespec='hours')}"
        work.enqueue(session, jobs.SEND_DIGEST, person_id, key=key)


def _plan_board_digests(session: Session) -> None:
    for round_id, key in board_digests.due(session):
        work.enqueue(session, jobs.SEND_BOARD_DIGEST, round_id, key=key)


def _plan_silences(session: Session) -> None:
    over = session.scalars(
        select(Silence).where(
            Silence.state == SilenceState.RUNNING, Silence.ends_at <= now(session)
        )
    ).all()
    for silence in over:
        key = f"silence:{silence.id}:{silence.ends_at.isoformat()}"
        work.enqueue(session, jobs.LOCK_DUE, silence.id, key=key)


def _plan_heads(session: Session) -> None:
    for pledge_id in sealing.due(session):
        key = f"sign-head:{pledge_id}:{now(session).date().isoformat()}"
        work.enqueue(session, jobs.SIGN_HEAD, pledge_id, key=key)


def _plan_stakeholders(session: Session) -> None:
    for round_id in sponsoring.due(session):
        key = f"tell-stakeholders:{round_id}"
        work.enqueue(session, jobs.TELL_STAKEHOLDERS, round_id, key=key)


def _plan_commitments(session: Session) -> None:
    for specific_pledge_id, key in commitments.due(session):
        work.enqueue(session, jobs.NUDGE_COMMITMENT, specific_pledge_id, key=key)
