"""Invite an agency again that no mail has reached: its clock starts when it is asked."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.errors import AlreadyReached, NotFound, RoundNotOpen
from workflow.models import Agency, Extension, Round
from workflow.queries.rounds import reach, windows
from workflow.rules.answers import ExtensionState
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import RoundState
from workflow.services.chasing import appointments
from workflow.services.mailing import mail, recipients
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.services.upkeep import work

WHY = "The invitation did not arrive at first."


def again(session: Session, actor: Actor, *, round_id: int, agency_id: int) -> Agency:
    """Write the invitation anew and give the agency as much time as the others had."""
    require(actor, Action.REMIND)
    round_ = rounds.hold(session, round_id)
    if round_.state != RoundState.OPEN:
        raise RoundNotOpen(state=round_.state)
    here = {member.agency_id: member.agency for member in rounds.members(round_.pledge)}
    agency = here.get(agency_id)
    if agency is None:
        raise NotFound(what="agency")
    if agency_id not in reach.reach(session, round_id, at=now(session)).unreached:
        raise AlreadyReached(acronym=agency.acronym)
    until = _give_time(session, actor, round_, agency)
    told = {"round": round_.number, "agency": agency.acronym, "until": until.isoformat()}
    number = record.write(session, actor, round_.pledge, "invited again", told).seq
    for person in recipients.drafters(session, agency_id):
        mail.write(
            session,
            "round-open",
            key=f"round-open:{round_.id}:{person.id}:again:{number}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/answer",
            calendar=appointments.deadline_for(session, round_, agency, person),
            round=round_,
            agency=agency,
            deadline=windows.until(session, round_, agency_id),
        )
    return agency


def _give_time(session: Session, actor: Actor, round_: Round, agency: Agency) -> datetime:
    until = now(session) + (round_.deadline_at - round_.opened_at)
    extension = Extension(
        round_id=round_.id,
        agency_id=agency.id,
        state=ExtensionState.GRANTED.value,
        until=until,
        reason=WHY,
        requested_by=actor.person_id,
        requested_at=now(session),
        answered_by=actor.person_id,
        answered_at=now(session),
    )
    session.add(extension)
    session.flush()
    ends = until + timedelta(seconds=round_.courtesy)
    key = f"close:{round_.id}:{round_.deadline_number}:extension:{extension.id}"
    work.enqueue(session, jobs.CLOSE_ROUND, round_.id, key=key, due_at=ends)
    return until
