"""Tell the office at the start of its working days where a round stands, if something is new.

In the last two days before a deadline once more in the middle of the day. Nothing is told twice:
the key of a mail names what it tells, and the next is written only where that has changed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Mail, Person, Round
from workflow.queries.answering import visible
from workflow.queries.chasing import attention, calendars, chasing
from workflow.queries.deciding import undecided
from workflow.queries.joining import received
from workflow.queries.joining.received import Said
from workflow.queries.rounds import more_time, reach, windows
from workflow.rules.calendars import Calendar, is_working
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import RoundState
from workflow.services.mailing import mail, recipients
from workflow.services.people.people import OFFICE_ZONE
from workflow.services.rounds import rounds

LETTER = "board-digest"
CLOSE = timedelta(hours=48)
"""How long before a deadline the office hears twice a day."""
WITHIN = timedelta(hours=1)
"""What is told within this time of its moment is news; later it waits for the next moment."""

_TOLD = (RoundState.OPEN, RoundState.CONSOLIDATING)
MORNING, MIDDAY = "morning", "midday"


@dataclass(frozen=True, slots=True)
class News:
    """Where a round stands, as the letter says it."""

    answered: int
    of: int
    missing: tuple[str, ...]
    asked: tuple[str, ...]
    """Who has asked for more time and has no answer yet."""
    late: tuple[str, ...]
    """Whose late answer waits for a word of the office."""
    unreached: tuple[str, ...]
    undecided: int
    contested: int
    red: tuple[str, ...]
    """Who has drawn a red line in a passage without a decision."""
    opt_ins: tuple[Said, ...]
    signals: tuple[Said, ...]
    opted: bool
    """Whether an opt-in was given since the round began."""
    over: bool
    """Whether the round is closed and waits for decisions."""
    close: bool
    """Whether the deadline is less than two days away."""

    @property
    def any(self) -> bool:
        """Tell whether there is anything to tell."""
        waits = self.asked or self.late or self.unreached or self.undecided
        return bool(self.answered or waits or self.opted or self.close)

    @property
    def name(self) -> str:
        """Name what it tells: the same words have the same name."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Due:
    """One mail that somebody of the office is owed."""

    person: Person
    key: str
    news: News


def due(session: Session) -> list[tuple[int, str]]:
    """Return the rounds of which somebody is to hear now, each with a name for what they hear."""
    readers = _readers(session)
    if not readers:
        return []
    running = session.scalars(
        select(Round).where(Round.state.in_([one.value for one in _TOLD])).order_by(Round.id)
    )
    found = []
    for round_ in running:
        keys = "\n".join(one.key for one in _owed(session, round_, readers))
        if keys:
            name = hashlib.sha256(keys.encode()).hexdigest()[:16]
            found.append((round_.id, f"{LETTER}:{round_.id}:{name}"))
    return found


def send(session: Session, actor: Actor, *, round_id: int) -> int:
    """Write what is due about a round; return how many mails."""
    require(actor, Action.SEND_DIGESTS)
    round_ = session.get(Round, round_id)
    if round_ is None or round_.state not in _TOLD:
        return 0
    owed = list(_owed(session, round_, _readers(session)))
    for one in owed:
        mail.write(
            session,
            LETTER,
            key=one.key,
            person=one.person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}",
            round=round_,
            deadline=windows.runs_until(session, round_),
            news=one.news,
        )
    return len(owed)


def _readers(session: Session) -> list[tuple[Person, str]]:
    """Return who of the office may hear just now, each with the name of the moment."""
    at = now(session)
    found = []
    for person in recipients.office(session):
        if person.board_digest:
            calendar = calendars.of_person(person, None, official=OFFICE_ZONE)
            name = _moment(calendar, at)
            if name:
                found.append((person, name))
    return found


def _moment(calendar: Calendar, at: datetime) -> str:
    """Name the moment of this person's day that has just come: its beginning or its middle."""
    if not is_working(calendar, at):
        return ""
    day = calendar.day(at)
    opens, closes = calendar.hours(day)
    middle = opens + (closes - opens) / 2
    for moment, name in ((opens, MORNING), (middle, MIDDAY)):
        if moment <= at < moment + WITHIN:
            return f"{day.isoformat()}:{name}"
    return ""


def _owed(session: Session, round_: Round, readers: Iterable[tuple[Person, str]]) -> Iterator[Due]:
    last = _last(session, round_)
    found: News | None = None
    for person, moment in readers:
        told = last.get(person.id, "")
        if told.startswith(key := f"{LETTER}:{round_.id}:{person.id}:{moment}:"):
            continue
        found = found or _news(session, round_)
        wanted = found.any and (found.close or moment.endswith(MORNING))
        if wanted and not told.endswith(f":{found.name}"):
            yield Due(person, key + found.name, found)


def _last(session: Session, round_: Round) -> dict[int | None, str]:
    """Return the key of the last of these mails to each reader."""
    rows = session.execute(
        select(Mail.person_id, Mail.key)
        .where(Mail.round_id == round_.id, Mail.letter == LETTER)
        .order_by(Mail.id)
    )
    return {person_id: key for person_id, key in rows}  # noqa: C416  rows are no pairs to mypy


def _news(session: Session, round_: Round) -> News:
    left = windows.runs_until(session, round_) - now(session)
    missing = chasing.silent(session, round_)
    unreached = reach.unreached(session, round_.id)
    here = {one.agency_id: one.agency.acronym for one in rounds.members(round_.pledge)}
    said = received.of_round(session, round_)
    return News(
        answered=len(here) - len(missing),
        of=len(here),
        missing=tuple(one.acronym for one in missing),
        asked=_names(here, (one.agency_id for one in more_time.waiting(session, [round_.id]))),
        late=_names(here, (one.agency_id for one in visible.waiting_late(session, round_.id))),
        unreached=_names(here, unreached),
        undecided=undecided.of_round(session, round_.id),
        contested=len(attention.contested(session, round_.id)),
        red=_names(here, undecided.red_lines(session, round_.id)),
        opt_ins=tuple(said.opt_ins),
        signals=tuple(said.signals),
        opted=said.latest is not None and said.latest >= round_.opened_at,
        over=round_.state != RoundState.OPEN,
        close=round_.state == RoundState.OPEN and timedelta(0) < left <= CLOSE,
    )


def _names(here: Mapping[int, str], found: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted({here[one] for one in found if one in here}))
