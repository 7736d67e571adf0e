"""Erase a person: name, address and the words that name them; the records stay valid.

An entry of a record commits to a salted hash of what it tells. Deleting the words and their salt
leaves every hash, signature and receipt as it was; that somebody did something stays, who it was
goes. Copies in packages and mailboxes that were handed out are beyond our reach.
"""

import json

from markupsafe import escape
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from workflow.db import now
from workflow.errors import AlreadyErased, NotFound, NotOneself, ReasonOwed
from workflow.models import (
    Erasure,
    Event,
    EventPayload,
    Idempotent,
    Incoming,
    Mail,
    Person,
    Pledge,
    SignInLink,
)
from workflow.queries.proving import vouched
from workflow.rules.permissions import Action, Actor, require
from workflow.services.people import people
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text.canonical import clean

REASON_LIMIT = 500
GONE = "(erased)"
_SHORTEST = 4
"""Characters; a shorter name would be found inside other words."""


def erase(session: Session, actor: Actor, *, person_id: int, reason: str) -> Erasure:
    """Erase somebody for good: their roles end, and nothing here names them any more."""
    require(actor, Action.ERASE_PERSON)
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound(what="person")
    if person_id == actor.person_id:
        raise NotOneself
    if session.scalar(select(Erasure.id).where(Erasure.person_id == person_id)):
        raise AlreadyErased
    why = clean(reason).strip()[:REASON_LIMIT]
    if not why:
        raise ReasonOwed(who="whoever asks later")
    for grant in [one for one in person.grants if one.ended_at is None]:
        people.end_grant(session, actor, grant_id=grant.id)
    names = [person.email, *([person.name] if len(person.name) >= _SHORTEST else [])]
    entries = _from_records(session, actor, names)
    _from_mails(session, person, names)
    session.execute(delete(SignInLink).where(SignInLink.person_id == person_id))
    session.execute(delete(Idempotent).where(Idempotent.person_id == person_id))
    person.name, person.email = f"Erased person {person_id}", f"erased-{person_id}@invalid"
    person.password_hash, person.active = None, False
    person.session_epoch += 1
    done = Erasure(
        person_id=person_id, reason=why, entries=entries, by=actor.person_id, at=now(session)
    )
    session.add(done)
    session.flush()
    return done


def find(session: Session, person_id: int) -> Erasure | None:
    """Return when and why somebody was erased."""
    return session.scalar(select(Erasure).where(Erasure.person_id == person_id))


def _from_records(session: Session, actor: Actor, names: list[str]) -> int:
    """Delete what entries tell where it names the person; each record says that it happened."""
    found = 0
    for pledge_id in session.scalars(select(Pledge.id).order_by(Pledge.id)).all():
        pledge = pledges.hold(session, pledge_id)
        naming = [
            event
            for event in session.scalars(
                select(Event)
                .where(Event.pledge_id == pledge_id)
                .options(joinedload(Event.payload))
                .order_by(Event.seq)
            )
            if event.payload and _names(event.payload, names)
        ]
        if not naming:
            continue
        ids = [event.id for event in naming]
        session.execute(delete(EventPayload).where(EventPayload.event_id.in_(ids)))
        for event in naming:
            session.expire(event, ["payload"])
        told = {"entries": [event.seq for event in naming]}
        record.write(session, actor, pledge, vouched.ERASED, told)
        found += len(naming)
    return found


def _names(payload: EventPayload, names: list[str]) -> bool:
    told = json.dumps(payload.told, ensure_ascii=False)
    return any(name in told for name in names)


def _from_mails(session: Session, person: Person, names: list[str]) -> None:
    """Empty their mails, drop those that have not left, and take the name out of all others."""
    own = Mail.person_id == person.id
    session.execute(delete(Mail).where(own, Mail.sent_at.is_(None)))
    emptied = dict.fromkeys(("address", "name", "subject", "text", "html"), GONE)
    session.execute(update(Mail).where(own).values(**emptied, calendar=""))
    came_in = (Incoming.person_id == person.id) | (Incoming.sender == person.email)
    session.execute(update(Incoming).where(came_in).values(sender=GONE, subject=GONE))
    for name in names:
        for column in (Mail.subject, Mail.text, Incoming.words):
            _take_out(session, column, name)
        for written in {name, str(escape(name))}:
            _take_out(session, Mail.html, written)
    session.expire_all()


def _take_out(session: Session, column: InstrumentedAttribute[str], name: str) -> None:
    holds = column.contains(name, autoescape=True)
    changed = {column.key: func.replace(column, name, GONE)}
    session.execute(update(column.class_).where(holds).values(changed))
