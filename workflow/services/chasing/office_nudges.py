"""Remind the coordinator's office: of a round that could close, of rivals that nobody touches."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Mail, Passage, Person, Round
from workflow.queries.answering.excerpts import Places
from workflow.queries.chasing import attention, calendars
from workflow.queries.rounds import windows
from workflow.rules.calendars import is_working
from workflow.services.mailing import mail, recipients

SHOWN = 10
"""Passages that a mail names."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One mail that the office is owed."""

    letter: str
    key: str
    person: Person
    passages: Sequence[Passage] = ()


def due(session: Session, round_: Round) -> list[Hint]:
    """Return what the office is owed and has not got; each person in their working hours."""
    found = [
        hint
        for hint in _owed(session, round_)
        if is_working(calendars.of_person(hint.person, None, official=round_.zone), now(session))
    ]
    if not found:
        return []
    written = set(session.scalars(select(Mail.key).where(Mail.key.in_([h.key for h in found]))))
    return [hint for hint in found if hint.key not in written]


def send(session: Session, round_: Round) -> list[Hint]:
    """Write the mails that are due; the round has to be held."""
    hints = due(session, round_)
    for hint in hints:
        mail.write(
            session,
            hint.letter,
            key=hint.key,
            person=hint.person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/desk" if hint.passages else f"/rounds/{round_.id}",
            round=round_,
            deadline=windows.runs_until(session, round_),
            count=len(hint.passages),
            places=_named(round_, hint.passages),
        )
    return hints


def _owed(session: Session, round_: Round) -> Iterable[Hint]:
    if attention.all_are_in(session, round_):
        for person in recipients.office(session):
            key = f"all-in:{round_.id}:{round_.deadline_number}:{person.id}"
            yield Hint("all-in", key, person)
    passages = attention.untouched(session, round_, at=now(session))
    if passages:
        name = hashlib.sha256(",".join(p.fingerprint for p in passages).encode()).hexdigest()[:12]
        for person in recipients.office(session):
            key = f"rivals-waiting:{round_.id}:{name}:{person.id}"
            yield Hint("rivals-waiting", key, person, passages)


def _named(round_: Round, passages: Sequence[Passage]) -> list[str]:
    places = Places.of(round_.version.blocks) if passages else None
    return [places.name(one.block_id) for one in passages[:SHOWN]] if places else []
