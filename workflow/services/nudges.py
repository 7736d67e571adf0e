"""Remind the agencies that have not answered, and nobody else.

The clock sends what is due; the office may remind at any time. Both write under the lock of the
pledge, so an answer that is in is never followed by a reminder. A mail that could not leave at
once is looked at again before it does: who answered meanwhile, or is due for a later reminder,
does not get the old one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import RoundNotOpen
from workflow.models import Agency, Extension, Mail, Person, Revision, Round
from workflow.rules import deadlines
from workflow.rules.answers import AnswerKind, ExtensionState
from workflow.rules.deadlines import Nudge
from workflow.rules.permissions import Action, Actor, Role, require
from workflow.rules.stages import RoundState
from workflow.services import mail, recipients, record, rounds

REMINDER = "reminder"
LETTERS = frozenset({REMINDER, *Nudge})
ANSWERED = (AnswerKind.CHANGES, AnswerKind.NO_CHANGES)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder for one person."""

    letter: str
    key: str
    agency: Agency
    person: Person
    deadline: datetime


@dataclass(frozen=True, slots=True)
class _Owed:
    """A reminder that an agency is owed by the table of deadlines."""

    due: deadlines.Due
    agency: Agency
    deadline: datetime
    window: str


def send(
    session: Session, actor: Actor, *, round_id: int, agencies: Sequence[int] | None = None
) -> list[Reminder]:
    """Remind those who have not answered; return whom.

    The clock sends what is due by the table. The office reminds now, all who are silent or those
    of `agencies` that are.
    """
    require(actor, Action.SEND_NUDGES)
    round_ = rounds.hold(session, round_id)
    if actor.role == Role.CLOCK:
        chosen = due(session, round_)
    else:
        chosen = _asked_for(session, actor, round_, agencies)
    if not chosen:
        return []
    told = {
        "round": round_.number,
        "letters": sorted({reminder.letter for reminder in chosen}),
        "agencies": sorted({reminder.agency.acronym for reminder in chosen}),
    }
    record.write(session, actor, round_.pledge, "reminders sent", told)
    for reminder in chosen:
        mail.write(
            session,
            reminder.letter,
            key=reminder.key,
            person=reminder.person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/answer",
            round=round_,
            agency=reminder.agency,
            deadline=reminder.deadline,
        )
    return chosen


def silent(session: Session, round_: Round) -> list[Agency]:
    """Return the agencies that take part and have not answered."""
    last = (
        select(Revision.agency_id, func.max(Revision.number).label("number"))
        .where(Revision.round_id == round_.id)
        .group_by(Revision.agency_id)
        .subquery()
    )
    answered = set(
        session.scalars(
            select(Revision.agency_id)
            .join(last, (last.c.agency_id == Revision.agency_id))
            .where(
                Revision.round_id == round_.id,
                Revision.number == last.c.number,
                Revision.answer.in_([kind.value for kind in ANSWERED]),
            )
        )
    )
    return [m.agency for m in rounds.members(round_.pledge) if m.agency_id not in answered]


def due(session: Session, round_: Round) -> list[Reminder]:
    """Return the reminders that are due and not yet written."""
    found: list[Reminder] = []
    for owed in _owed(session, round_):
        for reminder in _for_people(session, round_, owed):
            heard = _last_heard(session, round_, reminder.person)
            if not deadlines.too_soon(owed.due, last_mail_at=heard, now=now(session)):
                found.append(reminder)
    written = set(
        session.scalars(select(Mail.key).where(Mail.key.in_([reminder.key for reminder in found])))
    )
    return [reminder for reminder in found if reminder.key not in written]


def still_wanted(session: Session, key: str) -> bool:
    """Tell whether a reminder that waited in the outbox still makes sense."""
    letter, round_id, agency_id = key.split(":")[:3]
    round_ = session.get(Round, int(round_id))
    if round_ is None or round_.state == RoundState.CLOSED:
        return False
    if letter == REMINDER:
        return any(agency.id == int(agency_id) for agency in silent(session, round_))
    return any(
        reminder.key == key
        for owed in _owed(session, round_)
        for reminder in _for_people(session, round_, owed)
    )


def _asked_for(
    session: Session, actor: Actor, round_: Round, agencies: Sequence[int] | None
) -> list[Reminder]:
    require(actor, Action.REMIND)
    if round_.state == RoundState.CLOSED:
        raise RoundNotOpen(state=round_.state)
    over = now(session) > round_.deadline_at
    letter = Nudge.OVERDUE.value if over else REMINDER
    number = round_.pledge.head_seq + 1
    return [
        Reminder(
            letter=letter,
            key=f"{REMINDER}:{round_.id}:{agency.id}:{person.id}:{number}",
            agency=agency,
            person=person,
            deadline=round_.deadline_at,
        )
        for agency in silent(session, round_)
        if agencies is None or agency.id in agencies
        for person in recipients.drafters(session, agency.id)
    ]


def _owed(session: Session, round_: Round) -> Iterable[_Owed]:
    if round_.state == RoundState.CLOSED:
        return
    extensions = _extensions(session, round_)
    for agency in silent(session, round_):
        extension = extensions.get(agency.id)
        more_time = extension is not None and extension.until > round_.deadline_at
        deadline = extension.until if extension and more_time else round_.deadline_at
        found = deadlines.nudge_due(deadline, opened_at=round_.opened_at, now=now(session))
        if found is not None:
            suffix = f"x{extension.id}" if extension and more_time else ""
            yield _Owed(found, agency, deadline, f"{round_.deadline_number}{suffix}")


def _for_people(session: Session, round_: Round, owed: _Owed) -> Iterable[Reminder]:
    for person in recipients.drafters(session, owed.agency.id):
        letter = owed.due.nudge.value
        yield Reminder(
            letter=letter,
            key=f"{letter}:{round_.id}:{owed.agency.id}:{person.id}:{owed.window}",
            agency=owed.agency,
            person=person,
            deadline=owed.deadline,
        )


def _extensions(session: Session, round_: Round) -> dict[int, Extension]:
    granted = session.scalars(
        select(Extension)
        .where(Extension.round_id == round_.id, Extension.state == ExtensionState.GRANTED)
        .order_by(Extension.until)
    )
    return {extension.agency_id: extension for extension in granted}


def _last_heard(session: Session, round_: Round, person: Person) -> datetime | None:
    thread = mail.thread_of_round(round_.id, person.id)
    return session.scalar(
        select(Mail.written_at)
        .where(Mail.person_id == person.id, Mail.thread == thread)
        .order_by(Mail.written_at.desc())
        .limit(1)
    )
