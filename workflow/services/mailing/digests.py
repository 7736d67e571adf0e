"""One mail a day for those who want it so: what could wait, gathered at the start of their day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.db import now
from workflow.models import Agency, Grant, Mail, Person
from workflow.queries.chasing import calendars
from workflow.rules.calendars import Calendar, is_working
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import mail
from workflow.services.people.people import OFFICE_ZONE


def due(session: Session) -> list[int]:
    """Return the people for whom something waits and whose working day has begun."""
    return list(_due(session, Person.id.in_(select(Mail.person_id).where(*_WAITS))))


def send(session: Session, actor: Actor, *, person_id: int) -> int:
    """Gather what waits for a person into one mail; return how many mails it tells of."""
    require(actor, Action.SEND_DIGESTS)
    person = session.get(Person, person_id)
    waiting = list(session.scalars(_waiting_for(person_id)))
    key = _due(session, Person.id == person_id).get(person_id) if waiting else None
    if person is None or key is None:
        return 0
    number = mail.write(
        session,
        "digest",
        key=key,
        person=person,
        goes_to="/",
        items=[one.subject for one in waiting],
    )
    if number is not None:
        session.execute(
            update(Mail).where(Mail.id.in_([one.id for one in waiting])).values(gathered_in=number)
        )
    return len(waiting)


_WAITS = (
    Mail.held,
    Mail.waits_until.is_(None),
    Mail.gathered_in.is_(None),
    Mail.sent_at.is_(None),
)


def _waiting_for(person_id: int) -> Select[Mail]:
    return select(Mail).where(Mail.person_id == person_id, *_WAITS).order_by(Mail.id)


def _due(session: Session, who: ColumnElement[bool]) -> dict[int, str]:
    """Return the keys of today's digests that are to be written now, by their readers.

    A few statements, however many people wait: the clock asks every ten seconds.
    """
    people = session.scalars(
        select(Person)
        .where(who)
        .order_by(Person.id)
        .options(
            selectinload(Person.grants).joinedload(Grant.agency).joinedload(Agency.station),
            joinedload(Person.station),
        )
    ).all()
    at = now(session)
    found = {
        person.id: _key(person, calendar, at)
        for person, calendar in ((person, _calendar(person)) for person in people)
        if is_working(calendar, at)
    }
    written = set(session.scalars(select(Mail.key).where(Mail.key.in_(found.values()))))
    return {person_id: key for person_id, key in found.items() if key not in written}


def _calendar(person: Person) -> Calendar:
    running = (grant for grant in person.grants if grant.ended_at is None)
    agency = next((grant.agency for grant in running if grant.agency), None)
    return calendars.of_person(person, agency, official=OFFICE_ZONE)


def _key(person: Person, calendar: Calendar, at: datetime) -> str:
    day = at.astimezone(ZoneInfo(calendar.zone)).date()
    return f"digest:{person.id}:{day.isoformat()}"
