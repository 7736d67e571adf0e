"""What came in for the last round of a pledge and nobody has confirmed: it counts for nothing yet.

An answer that the agency sent later settles what it had sent before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflow.errors import NotFound, Overtaken
from workflow.models import (
    Agency,
    Incoming,
    ReturnedFile,
    Revision,
    Round,
    SetAside,
)
from workflow.queries.answering import visible
from workflow.queries.deciding import undecided
from workflow.rules.inbound import Kind, Waiting
from workflow.rules.stages import RoundState
from workflow.translation import _

REPLY, FILE = "reply", "file"


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A reply by mail or a file that its agency has not confirmed."""

    kind: str
    """"reply" or "file"."""
    id: int
    agency: Agency
    at: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """What is still open of the last round."""

    round: Round | None = None
    undecided: int = 0
    late: Sequence[str] = ()
    """Agencies whose late answer nobody has judged."""
    waiting: Sequence[Unconfirmed] = ()

    @property
    def running(self) -> bool:
        """Tell whether the round is not over."""
        return self.round is not None and self.round.state != RoundState.CLOSED

    def agencies(self, kind: str) -> list[str]:
        """Return the agencies of which something of this kind waits."""
        return list(dict.fromkeys(one.agency.acronym for one in self.waiting if one.kind == kind))


def open_of(session: Session, pledge_id: int) -> Open:
    """Return what is open of the round that was opened last."""
    round_ = session.scalar(
        select(Round).where(Round.pledge_id == pledge_id).order_by(Round.number.desc()).limit(1)
    )
    if round_ is None:
        return Open()
    running = round_.state != RoundState.CLOSED
    return Open(
        round=round_,
        undecided=undecided.of_round(session, round_.id) if running else 0,
        late=[one.agency.acronym for one in visible.waiting_late(session, round_.id)],
        waiting=[*_replies(session, round_.id), *_files(session, round_.id)],
    )


def round_of(session: Session, kind: str, number: int) -> Round:
    """Return the round for which a reply or a file came in."""
    table = Incoming if kind == REPLY else ReturnedFile
    round_id = session.scalar(select(table.round_id).where(table.id == number))
    if round_id is None:
        raise NotFound(what=kind)
    return session.get_one(Round, round_id)


def find(session: Session, round_: Round, kind: str, number: int) -> Unconfirmed:
    """Return what waits; raise Overtaken where it is settled, or where a later round asked anew."""
    waiting = open_of(session, round_.pledge_id).waiting
    found = next((one for one in waiting if (one.kind, one.id) == (kind, number)), None)
    if found is None:
        raise Overtaken(detail=_("This does not wait any more."))
    return found


def _replies(session: Session, round_id: int) -> list[Unconfirmed]:
    answered = exists().where(
        Revision.round_id == Incoming.round_id,
        Revision.agency_id == Incoming.agency_id,
        Revision.submitted_at >= Incoming.received_at,
    )
    rows = session.execute(
        select(Incoming.id, Incoming.received_at, Agency)
        .join(Agency, Agency.id == Incoming.agency_id)
        .where(
            Incoming.round_id == round_id,
            Incoming.state == Waiting.WAITS,
            Incoming.kind.in_([Kind.NO_CHANGES.value, Kind.COMMENT.value]),
            ~answered,
        )
        .order_by(Incoming.id)
    )
    return [Unconfirmed(REPLY, id_, agency, at) for id_, at, agency in rows]


def _files(session: Session, round_id: int) -> list[Unconfirmed]:
    answered = exists().where(
        Revision.round_id == ReturnedFile.round_id,
        Revision.agency_id == ReturnedFile.agency_id,
        Revision.submitted_at >= ReturnedFile.received_at,
    )
    left = exists().where(SetAside.file_id == ReturnedFile.id)
    rows = session.execute(
        select(ReturnedFile.id, ReturnedFile.received_at, Agency)
        .join(Agency, Agency.id == ReturnedFile.agency_id)
        .where(ReturnedFile.round_id == round_id, ~answered, ~left)
        .order_by(ReturnedFile.id)
    )
    return [Unconfirmed(FILE, id_, agency, at) for id_, at, agency in rows]
