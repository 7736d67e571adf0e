"""Open a round, move its deadline, close it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.errors import (
    DeadlineEarlier,
    DeadlinePast,
    NobodyToAsk,
    NotFound,
    ReasonOwed,
    RoundRunning,
)
from workflow.models import Extension, Member, Pledge, Round
from workflow.rules.answers import ExtensionState
from workflow.rules.permissions import Action, Actor, Role, require
from workflow.rules.stages import RoundState, move_pledge, move_round
from workflow.services import carrying, mail, pledges, recipients, record, work


def hold(session: Session, round_id: int) -> Round:
    """Lock the round by way of its pledge and return it as it is now."""
    pledge_id = session.scalar(select(Round.pledge_id).where(Round.id == round_id))
    if pledge_id is None:
        raise NotFound(what="round")
    pledges.hold(session, pledge_id)
    return session.get_one(Round, round_id, populate_existing=True)


def open_round(
    session: Session,
    actor: Actor,
    *,
    pledge_id: int,
    deadline: datetime,
    zone: str | None = None,
    purpose: str = "",
) -> Round:
    """Open a round on the latest version and invite every agency that takes part."""
    require(actor, Action.OPEN_ROUND)
    pledge = pledges.hold(session, pledge_id)
    pledge.stage = move_pledge(pledge.stage, "open round")
    numbers = session.execute(
        select(Round.number, Round.state).where(Round.pledge_id == pledge_id)
    ).all()
    if any(state != RoundState.CLOSED for _, state in numbers):
        raise RoundRunning
    if deadline <= now(session):
        raise DeadlinePast
    round_ = Round(
        pledge_id=pledge.id,
        version_id=pledge.latest.id,
        number=len(numbers) + 1,
        state=RoundState.OPEN.value,
        purpose=purpose.strip(),
        opened_at=now(session),
        deadline_at=deadline,
        deadline_number=1,
        zone=pledges.known_zone(zone or pledge.official_zone),
    )
    round_.pledge, round_.version = pledge, pledge.latest
    session.add(round_)
    session.flush()
    record.write(
        session,
        actor,
        pledge,
        "round opened",
        {
            "round": round_.number,
            "version": pledge.latest.label,
            "sha256": pledge.latest.sha256,
            "deadline": deadline.isoformat(),
        },
    )
    carrying.carry_over(session, actor, round_)
    _invite(session, pledge, round_)
    _plan(session, round_)
    return round_


def move_deadline(
    session: Session, actor: Actor, *, round_id: int, deadline: datetime, reason: str
) -> Round:
    """Move the deadline of an open round and tell everybody; what was planned falls silent."""
    require(actor, Action.EXTEND_ROUND)
    round_ = hold(session, round_id)
    round_.state = move_round(round_.state, "move deadline")
    if not reason.strip():
        raise ReasonOwed(who="every agency")
    if deadline <= now(session):
        raise DeadlinePast
    if deadline <= round_.deadline_at:
        raise DeadlineEarlier
    before, round_.deadline_at = round_.deadline_at, deadline
    round_.deadline_number += 1
    record.write(
        session,
        actor,
        round_.pledge,
        "deadline moved",
        {
            "round": round_.number,
            "from": before.isoformat(),
            "to": deadline.isoformat(),
            "reason": reason.strip(),
        },
    )
    for member in members(round_.pledge):
        for person in recipients.drafters(session, member.agency_id):
            mail.write(
                session,
                "deadline-moved",
                key=f"deadline-moved:{round_.id}:{round_.deadline_number}:{person.id}",
                person=person,
                pledge=round_.pledge,
                goes_to=f"/rounds/{round_.id}/answer",
                round=round_,
                agency=member.agency,
                deadline=deadline,
                reason=reason.strip(),
            )
    _plan(session, round_)
    return round_


def close(session: Session, actor: Actor, *, round_id: int, reason: str = "") -> bool:
    """Close a round: no answer counts as on time after this. Tell whether it was closed now.

    The clock closes only what is due: the deadline has passed and no extension runs any more.
    """
    require(actor, Action.CLOSE_ROUND)
    round_ = hold(session, round_id)
    if actor.role == Role.CLOCK:
        if round_.state != RoundState.OPEN or now(session) <= runs_until(session, round_):
            return False
        event = "deadline passes"
    else:
        if not reason.strip():
            raise ReasonOwed(who="every agency")
        event = "close early"
    round_.state = move_round(round_.state, event)
    round_.ended_at = now(session)
    record.write(
        session,
        actor,
        round_.pledge,
        "round closed",
        {"round": round_.number, "why": event, "reason": reason.strip()},
    )
    work.enqueue(session, jobs.MERGE_ROUND, round_.id, key=f"merge:{round_.id}:closed")
    for person in recipients.office(session):
        mail.write(
            session,
            "round-closed",
            key=f"round-closed:{round_.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/desk",
            round=round_,
        )
    return True


def runs_until(session: Session, round_: Round) -> datetime:
    """Return when the last answer can be on time: the deadline or the longest extension."""
    extensions: Sequence[datetime] = session.scalars(
        select(Extension.until).where(
            Extension.round_id == round_.id, Extension.state == ExtensionState.GRANTED
        )
    ).all()
    return max([round_.deadline_at, *extensions])


def members(pledge: Pledge) -> list[Member]:
    """Return the agencies that take part now."""
    return [member for member in pledge.members if member.left_at is None]


def _invite(session: Session, pledge: Pledge, round_: Round) -> None:
    for member in members(pledge):
        people = recipients.drafters(session, member.agency_id)
        if not people:
            raise NobodyToAsk(acronym=member.agency.acronym)
        for person in people:
            mail.write(
                session,
                "round-open",
                key=f"round-open:{round_.id}:{person.id}",
                person=person,
                pledge=pledge,
                goes_to=f"/rounds/{round_.id}/answer",
                round=round_,
                agency=member.agency,
                deadline=round_.deadline_at,
            )


def _plan(session: Session, round_: Round) -> None:
    """Put the closing into the job table; nudges are found by the sweep."""
    work.enqueue(
        session,
        jobs.CLOSE_ROUND,
        round_.id,
        key=f"close:{round_.id}:{round_.deadline_number}",
        due_at=round_.deadline_at,
    )
