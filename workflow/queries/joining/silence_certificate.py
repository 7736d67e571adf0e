"""What happened in a silence procedure that is over: for the record, page and paper.

Observers read how many objected; members also who and why, where the rules of the pledge let them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.errors import NotFound
from workflow.models import Event, Incoming, Mail, Person, Pledge, Silence, Version
from workflow.queries.joining import silence as queries
from workflow.queries.joining.silence import Attempt
from workflow.rules.inbound import Kind, is_lasting
from workflow.rules.permissions import MEMBERS, Actor
from workflow.rules.stages import SilenceState

_ENDS = ("silence held", "silence broken", "silence stopped")


@dataclass(frozen=True, slots=True)
class Told:
    """When the people of one agency were told, whether the mail left, and whether it came back."""

    acronym: str
    name: str
    people: int
    sent: int
    returned: int
    first_at: datetime | None
    """When the first left that did not come back."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that a reader may know of one silence procedure."""

    pledge: Pledge
    attempt: Attempt
    sha256: str
    reason: str
    """Why the office stopped it, if it did."""
    time_source: str
    entry: int
    head: str
    told: Sequence[Told]
    full: bool
    """Whether the reader sees more than numbers."""

    @property
    def held(self) -> bool:
        """Tell whether the text was agreed by it."""
        return self.attempt.silence.state == SilenceState.HELD

    @property
    def hours(self) -> int:
        """How many hours it ran."""
        row = self.attempt.silence
        ended = row.ended_at or row.ends_at
        return int((ended - row.started_at).total_seconds() // 3600)


def certificate(session: Session, actor: Actor, silence_id: int) -> Certificate:
    """Return the certificate of a silence procedure that is over."""
    pledge_id = queries.pledge_of(session, actor, silence_id)
    page = queries.page(session, actor, pledge_id)
    attempt = next((one for one in page.over if one.silence.id == silence_id), None)
    if attempt is None:
        raise NotFound(what="certificate")
    row = attempt.silence
    ending = _ending(session, pledge_id, row)
    payload = ending.payload.told if ending and ending.payload else {}
    full = actor.role in MEMBERS
    return Certificate(
        pledge=page.pledge,
        attempt=attempt,
        sha256=session.get_one(Version, row.version_id).sha256,
        reason=str(payload.get("reason", "")),
        time_source=str(payload.get("time source", "")),
        entry=ending.seq if ending else 0,
        head=ending.hash if ending else "",
        told=_told(session, page.pledge, row) if full else [],
        full=full,
    )


def _ending(session: Session, pledge_id: int, row: Silence) -> Event | None:
    return session.scalar(
        select(Event)
        .where(Event.pledge_id == pledge_id, Event.kind.in_(_ENDS), Event.at == row.ended_at)
        .options(joinedload(Event.payload))
        .order_by(Event.seq)
        .limit(1)
    )


def _told(session: Session, pledge: Pledge, row: Silence) -> list[Told]:
    """Return the proof of delivery: to whom the mail of the beginning went, and when it left."""
    mails = session.scalars(
        select(Mail)
        .where(Mail.letter == "silence-started", Mail.key.like(f"silence-started:{row.id}:%"))
        .options(joinedload(Mail.person).selectinload(Person.grants))
    ).all()
    lost = _returned(session, [mail.id for mail in mails])
    found = []
    for member in sorted(pledge.members, key=lambda one: one.agency.acronym):
        own = [
            mail
            for mail in mails
            if mail.person and any(g.agency_id == member.agency_id for g in mail.person.grants)
        ]
        sent = [(mail.sent_at, mail.id in lost) for mail in own if mail.sent_at]
        agency = member.agency
        found.append(
            Told(
                acronym=agency.acronym,
                name=agency.name,
                people=len(own),
                sent=len(sent),
                returned=sum(returned for _, returned in sent),
                first_at=min((at for at, returned in sent if not returned), default=None),
            )
        )
    return found


def _returned(session: Session, mails: Sequence[int]) -> set[int]:
    """Return which of these mails came back for good."""
    rows = session.execute(
        select(Incoming.mail_id, Incoming.status).where(
            Incoming.kind == Kind.BOUNCE.value, Incoming.mail_id.in_(mails)
        )
    )
    return {mail_id for mail_id, status in rows if mail_id and is_lasting(status)}
