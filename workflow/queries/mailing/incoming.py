"""Mail that came in, as people may see it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.errors import NotFound
from workflow.models import Incoming
from workflow.rules.inbound import Kind, Waiting
from workflow.rules.permissions import Actor

SHOWN = 200


def of_agency(session: Session, actor: Actor, incoming_id: int) -> Incoming:
    """Return a reply for somebody of the agency that it came from; to others it is not there."""
    row = session.scalar(
        select(Incoming).where(Incoming.id == incoming_id).options(joinedload(Incoming.person))
    )
    if row is None or actor.agency_id is None or row.agency_id != actor.agency_id:
        raise NotFound(what="reply")
    if row.round_id is None or row.kind not in {Kind.NO_CHANGES, Kind.COMMENT}:
        raise NotFound(what="reply")
    return row


def comments(session: Session, round_id: int) -> dict[int, list[Incoming]]:
    """Return the confirmed comments of a round by agency; they are for the office."""
    rows = session.scalars(
        select(Incoming)
        .where(
            Incoming.round_id == round_id,
            Incoming.kind == Kind.COMMENT,
            Incoming.state == Waiting.CONFIRMED,
        )
        .options(joinedload(Incoming.person))
        .order_by(Incoming.id)
    )
    found: dict[int, list[Incoming]] = {}
    for row in rows:
        if row.agency_id is not None:
            found.setdefault(row.agency_id, []).append(row)
    return found


def latest(session: Session) -> Sequence[Incoming]:
    """Return the last mails that came in, the newest first."""
    return session.scalars(
        select(Incoming)
        .options(joinedload(Incoming.person))
        .order_by(Incoming.id.desc())
        .limit(SHOWN)
    ).all()
