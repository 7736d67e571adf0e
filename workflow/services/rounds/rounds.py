"""Open a round, move its deadline, close it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.errors import (
    BadChoice,
    DeadlineEarlier,
    DeadlinePast,
    NobodyToAsk,
    NotFound,
    ReasonOwed,
    RoundNotOpen,
    RoundRunning,
)
from workflow.models import Agency, Member, Person, Pledge, Round
from workflow.queries.rounds import windows
from workflow.rules.permissions import Action, Actor, Role, require
from workflow.rules.stages import RoundState, move_pledge, move_round
from workflow.services.chasing import appointments
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.services.rounds import carrying
from workflow.services.upkeep import work
from workflow.translation import n_

COURTESY = 60
LONGEST_COURTESY = 3600
"""Seconds."""


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
    opens_at: datetime | None = None,
    courtesy: int = COURTESY,
) -> Round:
    """Open a round on the latest version and invite every agency that takes part.

    With `opens_at` in the future it is planned, and opens by itself. `courtesy` are the seconds
    after the deadline in which an answer still counts as on time.
    """
    require(actor, Action.OPEN_ROUND)
    pledge = pledges.hold(session, pledge_id)
    pledge.stage = move_pledge(pledge.stage, "open round")
    numbers = session.execute(
        select(Round.number, Round.state).where(Round.pledge_id == pledge_id)
    ).all()
    if any(state != RoundState.CLOSED for _, state in numbers):
        raise RoundRunning
    begins = max(opens_at or now(session), now(session))
    if deadline <= begins:
        raise DeadlinePast
    if not 0 <= courtesy <= LONGEST_COURTESY:
        raise BadChoice(value=n_("{number} second", "{number} seconds", courtesy))
    planned = begins > now(session)
    round_ = Round(
        pledge_id=pledge.id,
        version_id=pledge.latest.id,
        number=len(numbers) + 1,
        state=(RoundState.PLANNED if planned else RoundState.OPEN).value,
        purpose=purpose.strip(),
        opened_at=begins,
        deadline_at=deadline,
        deadline_number=1,
        courtesy=courtesy,
        zone=pledges.known_zone(zone or pledge.official_zone),
    )
    round_.pledge, round_.version = pledge, pledge.latest
    session.add(round_)
    session.flush()
    if planned:
        told = {"opens": begins.isoformat(), "deadline": deadline.isoformat()}
        record.write(session, actor, pledge, "round planned", {"round": round_.number, **told})
        plan_opening(session, round_)
    else:
        _begin(session, actor, round_)
    return round_


def open_planned(session: Session, actor: Actor, *, round_id: int) -> bool:
    """Open a planned round whose time has come, on the version that is the latest then."""
    require(actor, Action.BEGIN_ROUND)
    round_ = hold(session, round_id)
    if round_.state != RoundState.PLANNED or now(session) < round_.opened_at:
        return False
    round_.state = move_round(round_.state, "open")
    round_.opened_at = now(session)
    round_.version_id, round_.version = round_.pledge.latest.id, round_.pledge.latest
    session.flush()
    _begin(session, actor, round_)
    return True


def drop_plan(session: Session, actor: Actor, *, round_id: int) -> None:
    """Give up a round that is only planned; nobody was invited yet, so nothing of it is left."""
    require(actor, Action.OPEN_ROUND)
    round_ = hold(session, round_id)
    if round_.state != RoundState.PLANNED:
        raise RoundNotOpen(state=round_.state)
    record.write(session, actor, round_.pledge, "round no longer planned", {"round": round_.number})
    session.delete(round_)
    session.flush()


def plan_opening(session: Session, round_: Round) -> None:
    """Write the job that opens a planned round; its key holds however often it is written."""
    key = f"open:{round_.id}:{round_.opened_at.isoformat()}"
    work.enqueue(session, jobs.OPEN_ROUND, round_.id, key=key, due_at=round_.opened_at)


def _begin(session: Session, actor: Actor, round_: Round) -> None:
    record.write(
        session,
        actor,
        round_.pledge,
        "round opened",
        {
            "round": round_.number,
            "version": round_.version.label,
            "sha256": round_.version.sha256,
            "deadline": round_.deadline_at.isoformat(),
        },
    )
    carrying.carry_over(session, actor, round_)
    invite(session, round_)
    plan_closing(session, round_)


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
    for agency, person in drafters(session, round_.pledge):
        mail.write(
            session,
            "deadline-moved",
            key=f"deadline-moved:{round_.id}:{round_.deadline_number}:{agency.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/answer",
            round=round_,
            agency=agency,
            deadline=deadline,
            reason=reason.strip(),
            calendar=appointments.deadline_for(session, round_, agency, person),
        )
    plan_closing(session, round_)
    return round_


def close(session: Session, actor: Actor, *, round_id: int, reason: str = "") -> bool:
    """Close a round: no answer counts as on time after this. Tell whether it was closed now.

    The clock closes only what is due: the deadline has passed and no extension runs any more.
    """
    require(actor, Action.CLOSE_ROUND)
    round_ = hold(session, round_id)
    if actor.role == Role.CLOCK:
        if round_.state != RoundState.OPEN or now(session) <= windows.closes_at(session, round_):
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
    if event == "close early":
        _tell_of_early_close(session, round_, reason.strip())
    return True


def members(pledge: Pledge) -> list[Member]:
    """Return the agencies that take part now."""
    return [member for member in pledge.members if member.left_at is None]


def drafters(session: Session, pledge: Pledge) -> Iterator[tuple[Agency, Person]]:
    """Yield who drafts for each agency that takes part; some do so for more than one."""
    here = members(pledge)
    people = recipients.drafters_of(session, (member.agency_id for member in here))
    for member in here:
        for person in people[member.agency_id]:
            yield member.agency, person


def _tell_of_early_close(session: Session, round_: Round, reason: str) -> None:
    for agency, person in drafters(session, round_.pledge):
        mail.write(
            session,
            "round-closed-early",
            key=f"round-closed-early:{round_.id}:{agency.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}",
            calendar=appointments.deadline_for(session, round_, agency, person, cancelled=True),
            round=round_,
            agency=agency,
            reason=reason,
        )


def invite(session: Session, round_: Round) -> None:
    """Write to the people of every agency that takes part, for each of their agencies."""
    asked = list(drafters(session, round_.pledge))
    reached = {agency.id for agency, _ in asked}
    for member in members(round_.pledge):
        if member.agency_id not in reached:
            raise NobodyToAsk(acronym=member.agency.acronym)
    invited: set[int] = set()
    for agency, person in asked:
        key = mail.thread_of_round(round_.id, person.id)
        mail.write(
            session,
            "round-open",
            key=f"{key}:{agency.id}" if person.id in invited else key,
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/answer",
            round=round_,
            agency=agency,
            deadline=round_.deadline_at,
            calendar=appointments.deadline_for(session, round_, agency, person),
        )
        invited.add(person.id)


def plan_closing(session: Session, round_: Round) -> None:
    """Put the closing into the job table; nudges are found by the sweep."""
    work.enqueue(
        session,
        jobs.CLOSE_ROUND,
        round_.id,
        key=f"close:{round_.id}:{round_.deadline_number}",
        due_at=round_.deadline_at + timedelta(seconds=round_.courtesy),
    )
