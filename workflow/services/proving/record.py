"""Write what happened into the record, and check that nobody changed it.

The head of the chain lives on the row of the pledge, so the one lock also keeps the entries in a
row, and a cut-off end of the chain is found.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.db import Model, now
from workflow.errors import NotFound, RecordBroken
from workflow.models import Event, EventPayload, Pledge
from workflow.queries.proving import moving, vouched
from workflow.rules import chain
from workflow.rules.permissions import Actor


def write(
    session: Session,
    actor: Actor,
    pledge: Pledge,
    kind: str,
    told: Mapping[str, Any],
    *,
    rows: Iterable[Model | moving.Part] = (),
) -> Event:
    """Append an entry. The pledge has to be held (`pledges.hold`) by this transaction.

    The entry keeps a hash of the `rows` that it tells of, which have to be flushed, and of title
    and rules of the pledge where it is about them.
    """
    kept = vouched.of_rows([*rows, *moving.of_pledge(pledge, kind)])
    if kept:
        told = {**told, vouched.ROWS: kept}
    salt = secrets.token_hex(16)
    leaf = chain.leaf(salt, told)
    seq = pledge.head_seq + 1
    at = now(session)
    sealed = chain.link(
        pledge.head_hash,
        seq=seq,
        at=at,
        kind=kind,
        person_id=actor.person_id,
        role=actor.role.value,
        agency_id=actor.agency_id,
        leaf=leaf,
    )
    event = Event(
        pledge_id=pledge.id,
        seq=seq,
        at=at,
        kind=kind,
        person_id=actor.person_id,
        role=actor.role.value,
        agency_id=actor.agency_id,
        leaf=leaf,
        previous=pledge.head_hash,
        hash=sealed,
    )
    event.payload = EventPayload(salt=salt, told=dict(told))
    session.add(event)
    pledge.head_seq, pledge.head_hash = seq, sealed
    session.flush()
    return event


def verify(session: Session, pledge_id: int) -> int:
    """Return the number of entries, or raise RecordBroken with the first that does not fit.

    After the chain, the rows are compared with what their entries saw.
    """
    pledge = session.get(Pledge, pledge_id)
    if pledge is None:
        raise NotFound(what="pledge")
    previous, seq = "", 0
    entries = session.scalars(
        select(Event)
        .where(Event.pledge_id == pledge_id)
        .options(joinedload(Event.payload))
        .order_by(Event.seq)
    ).all()
    for event in entries:
        seq += 1
        problem = _problem(event, seq, previous)
        if problem:
            raise RecordBroken(seq=seq, reason=problem)
        previous = event.hash
    if (seq, previous) != (pledge.head_seq, pledge.head_hash):
        raise RecordBroken(seq=seq + 1, reason="the end of the record is missing")
    found = vouched.problem(session, pledge_id, entries)
    found = found or moving.problem(session, pledge, entries)
    if found:
        raise RecordBroken(seq=found.seq, reason=found.reason)
    return seq


def _problem(event: Event, seq: int, previous: str) -> str:
    if event.seq != seq:
        return "an entry is missing or stands twice"
    if event.previous != previous:
        return "it does not follow the entry before"
    if event.payload and chain.leaf(event.payload.salt, event.payload.told) != event.leaf:
        return "its contents were changed"
    expected = chain.link(
        previous,
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        person_id=event.person_id,
        role=event.role,
        agency_id=event.agency_id,
        leaf=event.leaf,
    )
    return "" if expected == event.hash else "it was changed"
