"""Whether mails about a round arrive: who bounced, who is away, whom no mail has reached.

An agency that no mail has reached has not been asked. Its clock does not run, it is not reminded,
and its silence means nothing. What was written after the round asked nobody, however well it
arrived; what is held back or was dropped is not on its way. A mail that a common one tells of
comes back with that one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from workflow.models import Grant, Incoming, Mail, Person, Round
from workflow.queries.mailing.outbox import NOT_NEEDED
from workflow.rules.inbound import MOST_DELAYS, Kind, is_lasting
from workflow.rules.permissions import DRAFTERS
from workflow.translation import mark

FORGOTTEN = timedelta(days=14)
"""An automatic reply that names no day is believed for this long."""

NOT_FOUND_OUT = mark("the mail server refused it")


@dataclass(frozen=True, slots=True)
class Bounce:
    """Somebody whom mails do not reach, and why."""

    person: Person
    why: str


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody whose mail program answers that they are away."""

    person: Person
    until: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of the mails of one round, by agency."""

    unreached: frozenset[int]
    """Agencies of which no mail about the round got through, as far as is known."""
    delivered: frozenset[int]
    """Agencies of which some mail was accepted and has not come back."""
    bounces: Mapping[int, Sequence[Bounce]]
    away: Mapping[int, Sequence[Away]]


def unreached(session: Session, round_id: int) -> frozenset[int]:
    """Return the agencies of which no mail about the round got through, as far as is known."""
    asked: dict[str, object] = {"of_round": round_id}
    if not session.scalars(_TROUBLED, asked).first():
        return frozenset()
    asked["came_back"] = list(bounced(session, round_id))
    lost = set(session.scalars(_LOST, asked))
    hoped = set(session.scalars(_HOPED, asked))
    return frozenset(one for one in lost - hoped if one is not None)


_HERE = (Mail.round_id == bindparam("of_round"), Mail.agency_id.is_not(None))
_LEFT_AS = func.coalesce(Mail.gathered_in, Mail.id)
"""The mail that left: it itself, or the common one that tells of it."""

_TROUBLED = (
    select(Mail.agency_id)
    .where(
        *_HERE,
        Mail.failed_at.is_not(None)
        | _LEFT_AS.in_(
            select(Incoming.mail_id).where(
                Incoming.kind == Kind.BOUNCE.value, Incoming.mail_id.is_not(None)
            )
        ),
    )
    .limit(1)
)
_GONE = Mail.failed_at.is_not(None) | Mail.id.in_(bindparam("came_back", expanding=True))
_ASKS = and_(
    or_(Round.ended_at.is_(None), Mail.written_at < Round.ended_at),
    or_(
        Mail.sent_at.is_not(None),
        Mail.gathered_in.is_not(None),
        and_(~Mail.held, Mail.problem != NOT_NEEDED),
    ),
)
"""It was written while answers could come, and has left or is on its way."""

_LOST, _HOPED = (
    select(Mail.agency_id).join(Round, Round.id == Mail.round_id).where(*_HERE, which).distinct()
    for which in (_GONE, and_(~_GONE, _ASKS))
)


def bounced(session: Session, round_id: int) -> dict[int, str]:
    """Return the mails of a round that came back for good, and why.

    What is delayed again and again counts too: all that is delayed of one person.
    """
    rows = session.execute(
        select(Incoming.id, Mail.id.label("mail"), Incoming.status, Incoming.words, Mail.person_id)
        .join(Mail, Incoming.mail_id == _LEFT_AS)
        .where(Mail.round_id == round_id, Incoming.kind == Kind.BOUNCE)
        .order_by(Incoming.id)
    ).all()
    # One report about a common mail is one, of however many mails it told.
    delayed = {(row.id, row.person_id) for row in rows if row.status.startswith("4")}
    delays = Counter(person_id for _, person_id in delayed)
    return {
        row.mail: row.words or row.status
        for row in rows
        if is_lasting(row.status)
        or (row.status.startswith("4") and delays[row.person_id] >= MOST_DELAYS)
    }


def reach(session: Session, round_id: int, *, at: datetime) -> Reach:
    """Return what is known of the mails of a round."""
    lasting = bounced(session, round_id)
    mails = session.execute(
        select(Mail.id, Mail.agency_id, Mail.sent_at, Mail.failed_at, _ASKS.label("asks"))
        .join(Round, Round.id == Mail.round_id)
        .where(Mail.round_id == round_id, Mail.agency_id.is_not(None))
    ).all()
    lost: set[int] = set()
    hoped: set[int] = set()
    delivered: set[int] = set()
    for mail_id, agency_id, sent_at, failed_at, asks in mails:
        assert agency_id is not None  # noqa: S101  asked for above
        if failed_at is not None or mail_id in lasting:
            lost.add(agency_id)
        elif asks:
            hoped.add(agency_id)
            if sent_at is not None:
                delivered.add(agency_id)
    return Reach(
        unreached=frozenset(lost - hoped),
        delivered=frozenset(delivered),
        bounces=_bounces(session, round_id, lasting),
        away=_away(session, {row.agency_id for row in mails}, at=at),
    )


def _bounces(
    session: Session, round_id: int, lasting: Mapping[int, str]
) -> dict[int, list[Bounce]]:
    rows = session.scalars(
        select(Mail)
        .where(
            Mail.round_id == round_id,
            Mail.agency_id.is_not(None),
            Mail.failed_at.is_not(None) | Mail.id.in_(lasting),
        )
        .options(joinedload(Mail.person))
        .order_by(Mail.id)
    )
    found: dict[int, dict[int, Bounce]] = defaultdict(dict)
    for mail in rows:
        if mail.person is not None and mail.agency_id is not None:
            why = lasting.get(mail.id) or mail.problem or NOT_FOUND_OUT
            found[mail.agency_id][mail.person.id] = Bounce(mail.person, why)
    return {agency_id: list(people.values()) for agency_id, people in found.items()}


def _away(
    session: Session, agencies: Iterable[int | None], *, at: datetime
) -> dict[int, list[Away]]:
    rows = session.scalars(
        select(Incoming)
        .where(
            Incoming.kind == Kind.AWAY,
            Incoming.agency_id.in_([one for one in agencies if one is not None]),
            or_(Incoming.received_at > at - FORGOTTEN, Incoming.until >= at),
        )
        .options(joinedload(Incoming.person))
        .order_by(Incoming.id)
    )
    found: dict[int, dict[int, Away]] = defaultdict(dict)
    for row in rows:
        over = row.until is not None and row.until < at
        if row.person is not None and row.agency_id is not None and not over:
            found[row.agency_id][row.person.id] = Away(row.person, row.until, row.words)
    return {agency_id: list(people.values()) for agency_id, people in found.items()}


def present(session: Session, away: Mapping[int, Sequence[Away]]) -> dict[int, list[str]]:
    """Return who else answers for each agency of which somebody is away."""
    found: dict[int, list[str]] = {agency_id: [] for agency_id in away}
    if not away:
        return found
    gone = {one.person.id for people in away.values() for one in people}
    rows = session.execute(
        select(Grant.agency_id, Person.name)
        .join(Person, Grant.person_id == Person.id)
        .where(
            Person.active,
            Person.id.not_in(gone),
            Grant.ended_at.is_(None),
            Grant.agency_id.in_(found),
            Grant.role.in_([role.value for role in DRAFTERS]),
        )
        .order_by(Person.id)
        .distinct()
    )
    for agency_id, name in rows:
        assert agency_id is not None  # noqa: S101  asked for above
        found[agency_id].append(name)
    return found
