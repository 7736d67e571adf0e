"""More time for one agency: asked for in one step, granted or refused with a reason."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.errors import DeadlinePast, NotFound, Overtaken, ReasonOwed, RoundNotOpen
from workflow.models import Extension
from workflow.queries.rounds import more_time
from workflow.rules.answers import ExtensionState
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import RoundState
from workflow.services.chasing import appointments
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import membership
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.services.upkeep import work
from workflow.translation import _


def request(
    session: Session, actor: Actor, *, round_id: int, until: datetime, reason: str
) -> Extension:
    """Ask for more time for the actor's agency; the office is told at once."""
    require(actor, Action.REQUEST_EXTENSION)
    round_ = rounds.hold(session, round_id)
    agency = membership.own_agency(session, actor, round_.pledge)
    if round_.state != RoundState.OPEN:
        raise RoundNotOpen(state=round_.state)
    if not reason.strip():
        raise ReasonOwed(who="the coordinator's office")
    if until <= max(round_.deadline_at, now(session)):
        raise DeadlinePast
    extension = Extension(
        round_id=round_.id,
        agency_id=agency.id,
        state=ExtensionState.REQUESTED.value,
        until=until,
        reason=reason.strip(),
        requested_by=actor.person_id,
        requested_at=now(session),
    )
    extension.round, extension.agency = round_, agency
    session.add(extension)
    session.flush()
    _note(session, actor, extension, "extension requested")
    for person in recipients.office(session):
        mail.write(
            session,
            "extension-requested",
            key=f"extension-requested:{extension.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}",
            round=round_,
            agency=agency,
            extension=extension,
        )
    return extension


def answer(
    session: Session, actor: Actor, *, extension_id: int, granted: bool, reason: str = ""
) -> Extension:
    """Grant or refuse a request; a refusal owes a reason. The round stays open for the agency."""
    require(actor, Action.ANSWER_EXTENSION)
    round_id = session.scalar(select(Extension.round_id).where(Extension.id == extension_id))
    if round_id is None:
        raise NotFound(what="request")
    round_ = rounds.hold(session, round_id)
    extension = session.get_one(Extension, extension_id, populate_existing=True)
    if extension.state != ExtensionState.REQUESTED:
        raise Overtaken(detail="The request was answered meanwhile.")
    if round_.state != RoundState.OPEN:
        raise RoundNotOpen(state=round_.state)
    if extension not in more_time.waiting(session, [round_.id]):
        agency = extension.agency.acronym
        raise Overtaken(detail=_("{agency} has answered meanwhile, or has left.", agency=agency))
    if not granted and not reason.strip():
        raise ReasonOwed(who=extension.agency.acronym)
    extension.state = (ExtensionState.GRANTED if granted else ExtensionState.REFUSED).value
    extension.answer = reason.strip()
    extension.answered_by, extension.answered_at = actor.person_id, now(session)
    _note(session, actor, extension, "extension granted" if granted else "extension refused")
    if granted:
        key = f"close:{round_.id}:{round_.deadline_number}:extension:{extension.id}"
        ends = extension.until + timedelta(seconds=round_.courtesy)
        work.enqueue(session, jobs.CLOSE_ROUND, round_.id, key=key, due_at=ends)
    for person in recipients.drafters(session, extension.agency_id):
        mail.write(
            session,
            "extension-answered",
            key=f"extension-answered:{extension.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/answer",
            calendar=appointments.deadline_for(session, round_, extension.agency, person)
            if granted
            else "",
            round=round_,
            agency=extension.agency,
            extension=extension,
        )
    return extension


def _note(session: Session, actor: Actor, extension: Extension, kind: str) -> None:
    told = {
        "round": extension.round.number,
        "agency": extension.agency.acronym,
        "until": extension.until.isoformat(),
    }
    # Everybody learns who has until when; why is between the agency and the office.
    if extension.state != ExtensionState.GRANTED:
        told["reason"] = extension.answer or extension.reason
    record.write(session, actor, extension.round.pledge, kind, told)
