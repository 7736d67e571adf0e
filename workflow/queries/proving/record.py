"""The record of a pledge as people read it.

The chain is there for everybody who may read the record: each entry shows its number, time and
hash. What an entry tells follows who may know it: the office reads all, an agency its own acts
and what happened in the open. Nobody learns of another agency's clearance or of a decision before
the round is published.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from workflow.models import Agency, Event, Person, Pledge
from workflow.queries.pledging.pledges import find_pledge
from workflow.queries.proving import vouched
from workflow.rules.permissions import OFFICE, Actor

PAGE = 200
LINE = 60
"""Characters; what an entry tells in more than that is folded."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

IN_THE_OPEN = frozenset(
    {
        "pledge started",
        "members set",
        "round opened",
        "deadline moved",
        "extension granted",
        "round closed",
        "version published",
        "silence started",
        "silence held",
        "silence broken",
        "silence stopped",
        "remark made",
        "corrigendum open to objections",
        "corrigendum issued",
        "new edition started",
        "rules set",
        "lock requested",
        "lock declined",
        "locked",
        "text locked",
        "consultation started",
        "consultation moved",
        "hearing announced",
        "meeting called",
        "action point made",
        "action point done",
        "action point dropped",
        "summary circulated",
        "roadmap planned",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the record; `open` tells whether this reader may know what it tells."""

    seq: int
    at: datetime
    kind: str
    who: str
    role: str
    agency: str
    told: Sequence[tuple[str, str]]
    """What fits a line; the rest is in `more`."""
    more: Sequence[tuple[str, str]]
    hash: str
    open: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the record, the newest entry first."""

    pledge: Pledge
    entries: Sequence[Entry]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


def page(session: Session, actor: Actor, pledge_id: int, *, number: int = 1) -> RecordPage:
    """Return a page of the record as this reader may see it."""
    pledge = find_pledge(session, actor, pledge_id)
    rows = session.execute(
        select(Event, Person.name, Agency.acronym)
        .outerjoin(Person, Event.person_id == Person.id)
        .outerjoin(Agency, Event.agency_id == Agency.id)
        .where(Event.pledge_id == pledge_id)
        .options(joinedload(Event.payload))
        .order_by(Event.seq.desc())
        .limit(PAGE)
        .offset(PAGE * (max(1, number) - 1))
    )
    total = session.scalar(select(func.count()).where(Event.pledge_id == pledge_id)) or 0
    entries = [_entry(actor, event, name or "", acronym or "") for event, name, acronym in rows]
    return RecordPage(pledge=pledge, entries=entries, total=total, number=max(1, number))


def may_know(actor: Actor, event: Event) -> bool:
    """Tell whether this reader may know what an entry tells."""
    if actor.role in OFFICE or event.kind in IN_THE_OPEN:
        return True
    return actor.agency_id is not None and event.agency_id == actor.agency_id


def _entry(actor: Actor, event: Event, name: str, acronym: str) -> Entry:
    known = may_know(actor, event)
    everything = event.payload.told if event.payload and known else {}
    everything = {key: value for key, value in everything.items() if key != vouched.ROWS}
    told = {key: value for key, value in everything.items() if _fits(value)}
    return Entry(
        seq=event.seq,
        at=event.at,
        kind=event.kind if known else "",
        who=name if known else "",
        role=event.role if known else "",
        agency=acronym if known else "",
        told=[(_name(key), _words(value)) for key, value in told.items()],
        more=[(_name(k), _words(value)) for k, value in everything.items() if k not in told],
        hash=event.hash,
        open=known,
    )


def _name(key: str) -> str:
    return key.replace("_", " ")


def _fits(value: Any) -> bool:  # noqa: ANN401  whatever an event tells
    return not isinstance(value, dict | list) and len(str(value)) <= LINE


def _words(value: Any) -> str:  # noqa: ANN401  whatever an event tells
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        at = datetime.fromisoformat(value).astimezone(UTC)
        return f"{at.day} {at:%b %Y, %H:%M} UTC"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None or value == "" else str(value)
