"""Remind the agencies that have not answered, and nobody else.

The clock sends what is due; the office may remind at any time. Both write under the lock of the
pledge, so an answer that is in is never followed by a reminder. A mail that could not leave at
once is looked at again before it does: who answered meanwhile, or is due for a later reminder,
does not get the old one, and a reminder of the clock waits for working hours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import RoundNotOpen
from workflow.models import Agency, Mail, Person, Round
from workflow.queries.chasing import chasing
from workflow.queries.chasing.chasing import LETTERS, REMINDER, Chase, Chased, silent
from workflow.queries.mailing.outbox import NOT_NEEDED
from workflow.rules import deadlines
from workflow.rules.calendars import is_working, later
from workflow.rules.deadlines import Nudge
from workflow.rules.permissions import Action, Actor, Role, require
from workflow.rules.stages import RoundState
from workflow.services.chasing import office_nudges
from workflow.services.mailing import mail, recipients
from workflow.services.proving import record
from workflow.services.rounds import rounds

__all__ = ["LETTERS", "REMINDER", "Reminder", "due", "goes_at", "send", "silent"]

AGAIN = "+"
"""Ends the key of a reminder whose first mail was dropped."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder for one person."""

    letter: str
    key: str
    agency: Agency
    person: Person
    deadline: datetime


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
        office_nudges.send(session, round_)
        chosen = due(session, round_)
    else:
        chosen = asked_for(session, actor, round_, agencies)
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


def due(session: Session, round_: Round) -> list[Reminder]:
    """Return the reminders that are due and not yet written, or were dropped since."""
    chase = chasing.chase(session, round_)
    found = list(_due(chase, round_, now(session)))
    if not found:
        return []
    keys = [reminder.key for reminder in found]
    rows = session.execute(select(Mail.key, Mail.problem).where(Mail.key.in_(keys)))
    written = {row.key: row.problem for row in rows}
    wanted = (_unwritten(session, reminder, written.get(reminder.key)) for reminder in found)
    return [reminder for reminder in wanted if reminder is not None]


def goes_at(session: Session, key: str) -> datetime | None:
    """Return from when on a reminder that waits in the outbox may go; None means never again."""
    letter, round_id, agency_id, person_id = key.split(":")[:4]
    round_ = session.get(Round, int(round_id))
    if round_ is None:
        return None
    at = now(session)
    chased = next(
        (
            one
            for one in chasing.chase(session, round_, agency_id=int(agency_id)).people
            if (one.agency.id, one.person.id) == (int(agency_id), int(person_id))
        ),
        None,
    )
    if chased is None:
        return None
    if letter == REMINDER:
        return at
    if letter != Nudge.ESCALATION and key.rstrip(AGAIN) != _key(chased, letter, round_):
        return None
    goes = later(chased.calendar, at)
    return goes if _still_says_so(letter, chased, goes) else None


def asked_for(
    session: Session, actor: Actor, round_: Round, agencies: Sequence[int] | None
) -> list[Reminder]:
    """Return whom the office reminds if it does so now."""
    require(actor, Action.REMIND)
    if round_.state not in {RoundState.OPEN, RoundState.CONSOLIDATING}:
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


def _unwritten(session: Session, reminder: Reminder, problem: str | None) -> Reminder | None:
    """Return a reminder that has still to be written, under a key that is free.

    One that waited in the outbox was dropped when its agency answered. If the answer is taken back
    while the words are still true, it is due again.
    """
    key = reminder.key
    while problem == NOT_NEEDED:
        key += AGAIN
        problem = session.scalar(select(Mail.problem).where(Mail.key == key))
    return replace(reminder, key=key) if problem is None else None


def _due(chase: Chase, round_: Round, at: datetime) -> Iterable[Reminder]:
    with_principal = {one.agency.id for one in chase.people if not one.drafts}
    for one in chase.people:
        sent = chase.overdue_sent.get(one.agency.id)
        if one.agency.id in with_principal and _escalates(one, sent, at):
            yield _reminder(one, Nudge.ESCALATION, round_)
        elif one.drafts:
            nudge = deadlines.due(one.window, one.calendar, now=at, last_heard=one.heard_at)
            if nudge is not None:
                yield _reminder(one, nudge, round_)


def _escalates(one: Chased, overdue_sent: datetime | None, at: datetime) -> bool:
    if overdue_sent is None or overdue_sent <= one.window.deadline:
        return False
    rested = one.heard_at is None or at - one.heard_at >= deadlines.FOLD
    due_at = deadlines.escalation_at(overdue_sent, one.calendar)
    return due_at <= at and rested and is_working(one.calendar, at)


def _still_says_so(letter: str, chased: Chased, at: datetime) -> bool:
    """Tell whether the words of a reminder will be true when it goes."""
    if letter == Nudge.ESCALATION:
        return at > chased.window.deadline
    return deadlines.current(chased.window, chased.calendar, now=at) == letter


def _reminder(one: Chased, nudge: Nudge, round_: Round) -> Reminder:
    key = _key(one, nudge.value, round_)
    return Reminder(nudge.value, key, one.agency, one.person, one.window.deadline)


def _key(one: Chased, letter: str, round_: Round) -> str:
    # The principal's office is asked once in a round, however often the deadline moves.
    name = "once" if letter == Nudge.ESCALATION else one.name
    return f"{letter}:{round_.id}:{one.agency.id}:{one.person.id}:{name}"
