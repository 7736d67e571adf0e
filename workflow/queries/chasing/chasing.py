"""Whom to remind of a round: the people of agencies that have not answered.

A few statements for a whole round, however many agencies take part.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import (
    Agency,
    Extension,
    Grant,
    Mail,
    Member,
    Person,
    Revision,
    Round,
)
from workflow.queries.chasing import calendars
from workflow.queries.mailing.outbox import NOT_NEEDED
from workflow.queries.rounds import reach
from workflow.rules.answers import ANSWERED, ExtensionState
from workflow.rules.calendars import Calendar
from workflow.rules.deadlines import Nudge, Window
from workflow.rules.permissions import DRAFTERS, Role
from workflow.rules.stages import RoundState

REMINDER = "reminder"
LETTERS = frozenset({REMINDER, *Nudge})
"""Letters that are sent only as long as no answer is there."""
TELL_THE_DEADLINE = LETTERS | {
    "round-open",
    "deadline-moved",
    "round-resumed",
    "extension-answered",
}
"""Who got one of these has just been told until when to answer."""
CHASED = DRAFTERS | {Role.PRINCIPAL}

_AROUND = timedelta(days=30)
"""How far from now and from the deadline holidays can matter."""


@dataclass(frozen=True, slots=True)
class Chased:
    """Somebody of an agency that has not answered."""

    agency: Agency
    person: Person
    drafts: bool
    """Whether they write the answer; if not, theirs is the principal's office."""
    calendar: Calendar
    window: Window
    name: str
    """Names the deadline, so that a moved one has reminders of its own."""
    heard_at: datetime | None
    """When they were last told until when to answer."""


@dataclass(frozen=True, slots=True)
class Chase:
    """All who may be reminded of a round, and when each agency was told that it is overdue."""

    people: Sequence[Chased]
    overdue_sent: Mapping[int, datetime]
    """When the last of them was told; not there while that mail to one of them still waits."""


def chase(session: Session, round_: Round, *, agency_id: int | None = None) -> Chase:
    """Return whom to remind of a round that is open or being decided, of one agency or of all."""
    if round_.state not in {RoundState.OPEN, RoundState.CONSOLIDATING}:
        return Chase([], {})
    agencies = silent(session, round_, agency_id=agency_id)
    unreached = reach.unreached(session, round_.id) if agencies else frozenset()
    agencies = [one for one in agencies if one.id not in unreached]
    if not agencies:
        return Chase([], {})
    around = (now(session) - _AROUND, max(now(session), round_.deadline_at) + _AROUND)
    stations = calendars.Stations.around(session, *around)
    heard, overdue = _heard(session, round_)
    extensions = _extensions(session, round_)
    people: list[Chased] = []
    for agency, person, drafts in _people(session, agencies):
        window, name = _window(round_, extensions.get(agency.id))
        calendar = stations.of_person(person, agency)
        at = heard.get((agency.id, person.id))
        people.append(Chased(agency, person, drafts, calendar, window, name, at))
    return Chase(people, overdue)


def silent(session: Session, round_: Round, *, agency_id: int | None = None) -> list[Agency]:
    """Return the agencies that take part and have not answered."""
    asked = {"of_round": round_.id, "of_pledge": round_.pledge_id}
    if agency_id is None:
        return list(session.scalars(_silent(of_one=False), asked))
    return list(session.scalars(_silent(of_one=True), {**asked, "of_agency": agency_id}))


# The statements that every look of the worker and every reminder need are built once.


@cache
def _silent(*, of_one: bool) -> Select[Agency]:
    here = Revision.round_id == bindparam("of_round")
    last = (
        select(Revision.agency_id, func.max(Revision.number).label("number"))
        .where(here)
        .group_by(Revision.agency_id)
        .subquery()
    )
    answered = (
        select(Revision.agency_id)
        .join(last, last.c.agency_id == Revision.agency_id)
        .where(
            here,
            Revision.number == last.c.number,
            Revision.answer.in_([kind.value for kind in ANSWERED]),
        )
    )
    found = (
        select(Agency)
        .join(Member, Member.agency_id == Agency.id)
        .where(
            Member.pledge_id == bindparam("of_pledge"),
            Member.left_at.is_(None),
            Agency.id.not_in(answered),
        )
        .order_by(Member.id)
    )
    return found.where(Agency.id == bindparam("of_agency")) if of_one else found


_OF_AGENCIES = (
    select(Grant.agency_id, Grant.role, Person)
    .join(Person, Grant.person_id == Person.id)
    .where(
        Person.active,
        Grant.ended_at.is_(None),
        Grant.agency_id.in_(bindparam("agencies", expanding=True)),
        Grant.role.in_([role.value for role in CHASED]),
    )
    .order_by(Person.id)
)
_GRANTED = (
    select(Extension)
    .where(
        Extension.round_id == bindparam("of_round"), Extension.state == ExtensionState.GRANTED.value
    )
    .order_by(Extension.until)
)
_TOLD = (
    select(
        Mail.agency_id,
        Mail.person_id,
        Mail.letter,
        func.max(Mail.written_at),
        func.max(Mail.sent_at),
        func.count().filter(and_(Mail.sent_at.is_(None), Mail.failed_at.is_(None))),
    )
    .where(
        Mail.round_id == bindparam("of_round"),
        Mail.agency_id.is_not(None),
        Mail.person_id.is_not(None),
        Mail.letter.in_(sorted(TELL_THE_DEADLINE)),
        Mail.problem != NOT_NEEDED,
    )
    .group_by(Mail.agency_id, Mail.person_id, Mail.letter)
)


def _people(session: Session, agencies: Iterable[Agency]) -> Iterable[tuple[Agency, Person, bool]]:
    """Yield the people of agencies; who drafts and decides too is a drafter."""
    known = {agency.id: agency for agency in agencies}
    rows = session.execute(_OF_AGENCIES, {"agencies": list(known)})
    roles: dict[tuple[int, int], set[str]] = defaultdict(set)
    people: dict[int, Person] = {}
    for agency_id, role, person in rows:
        assert agency_id is not None  # noqa: S101  asked for above
        roles[agency_id, person.id].add(role)
        people[person.id] = person
    for (agency_id, person_id), held in sorted(roles.items()):
        yield known[agency_id], people[person_id], bool(held & DRAFTERS)


def _window(round_: Round, extension: Extension | None) -> tuple[Window, str]:
    deadline, name = round_.deadline_at, str(round_.deadline_number)
    if extension is not None and extension.until > deadline:
        deadline, name = extension.until, f"{name}x{extension.id}"
    if round_.ended_at is not None and round_.ended_at < deadline:
        deadline = round_.ended_at
    return Window(round_.opened_at, deadline, round_.zone), name


def _extensions(session: Session, round_: Round) -> dict[int, Extension]:
    granted = session.scalars(_GRANTED, {"of_round": round_.id})
    return {extension.agency_id: extension for extension in granted}


def _heard(
    session: Session, round_: Round
) -> tuple[dict[tuple[int, int], datetime], dict[int, datetime]]:
    """Return when each person last heard the deadline, and each agency that it is overdue."""
    rows = session.execute(_TOLD, {"of_round": round_.id})
    heard: dict[tuple[int, int], datetime] = {}
    overdue: dict[int, datetime] = {}
    waiting: set[int] = set()
    for agency_id, person_id, letter, written_at, sent_at, waits in rows:
        assert agency_id is not None  # noqa: S101  asked for above
        assert person_id is not None  # noqa: S101  asked for above
        key = (agency_id, person_id)
        # A reminder that left late counts from when it left.
        at = sent_at if sent_at is not None and letter in LETTERS else written_at
        heard[key] = max(at, heard.get(key, at))
        if letter == Nudge.OVERDUE and sent_at is not None:
            overdue[agency_id] = max(at, overdue.get(agency_id, at))
        if letter == Nudge.OVERDUE and waits:
            waiting.add(agency_id)
    # Else somebody could learn at one moment that it is overdue, and that the principal was asked.
    return heard, {one: at for one, at in overdue.items() if one not in waiting}
