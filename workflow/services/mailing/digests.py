"""One mail a day for those who want it so: what could wait, gathered at the start of their day."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload

from workflow.db import now
from workflow.models import Grant, Mail, Person
from workflow.queries.chasing import calendars
from workflow.rules.calendars import Calendar, is_working
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import mail
from workflow.services.people.people import OFFICE_ZONE


def due(session: Session) -> list[int]:
    """Return the people for whom something waits and whose working day has begun."""
    waiting = session.scalars(
        select(Person).where(Person.id.in_(select(Mail.person_id).where(*_WAITS)))
    ).all()
    written = set(
        session.scalars(select(Mail.key).where(Mail.key.in_([_key(session, p) for p in waiting])))
    )
    return [
        person.id
        for person in waiting
        if is_working(_calendar(session, person), now(session))
        and _key(session, person) not in written
    ]


def send(session: Session, actor: Actor, *, person_id: int) -> int:
    """Gather what waits for a person into one mail; return how many mails it tells of."""
    require(actor, Action.SEND_DIGESTS)
    person = session.get(Person, person_id)
    held = list(session.scalars(_held(person_id)))
    if person is None or not held or person_id not in due(session):
        return 0
    number = mail.write(
        session,
        "digest",
        key=_key(session, person),
        person=person,
        goes_to="/",
        items=[one.subject for one in held],
    )
    if number is not None:
        session.execute(
            update(Mail)
            .where(Mail.id.in_([one.id for one in held]))
            .values(gathered_in=number, sent_at=now(session))
        )
    return len(held)


_WAITS = (
    Mail.held,
    Mail.waits_until.is_(None),
    Mail.gathered_in.is_(None),
    Mail.sent_at.is_(None),
)


def _held(person_id: int) -> Select[Mail]:
    return select(Mail).where(Mail.person_id == person_id, *_WAITS).order_by(Mail.id)


def _calendar(session: Session, person: Person) -> Calendar:
    grants: Iterable[Grant] = session.scalars(
        select(Grant)
        .where(Grant.person_id == person.id, Grant.ended_at.is_(None))
        .options(joinedload(Grant.agency))
        .order_by(Grant.id)
    )
    agency = next((grant.agency for grant in grants if grant.agency), None)
    return calendars.of_person(person, agency, official=OFFICE_ZONE)


def _key(session: Session, person: Person) -> str:
    zone = ZoneInfo(_calendar(session, person).zone)
    return f"digest:{person.id}:{now(session).astimezone(zone).date().isoformat()}"
