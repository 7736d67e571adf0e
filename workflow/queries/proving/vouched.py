"""Which rows an entry of the record vouches for, and whether they still are what it saw.

The chain shows that nobody changed an entry. An entry that tells of an answer, a decision, an
opt-in or a version also keeps a hash over every column of its rows; so whoever changes, deletes,
moves or doubles such a row beside the record is found as well.

    "rows": {"opt_in": {"ids": [12], "sha256": "..."}}
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session

from workflow.db import Model
from workflow.models import (
    Answer,
    Change,
    Decision,
    Event,
    Intake,
    OptIn,
    Passage,
    Progress,
    RegisteredText,
    Revision,
    Round,
    SpecificPledge,
    TextBlock,
    Version,
)
from workflow.rules import chain

ROWS = "rows"
"""The name under which an entry keeps the hashes."""

ERASED = "words erased for data protection"
"""The kind of the entry that names the entries whose words were erased."""

LOCKED = "locked"
_LATER = frozenset({("version", "locked_at")})
"""Columns that are filled in once, later, by an entry of their own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The entry at which the record and the rows part, and how."""

    seq: int
    reason: str


def of_rows(rows: Iterable[Any]) -> dict[str, Any]:
    """Return what an entry keeps of the rows that it tells of."""
    by_table: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_table[row.__tablename__].append(row)
    return {table: _kept(found) for table, found in sorted(by_table.items())}


def problem(session: Session, pledge_id: int, events: Sequence[Event]) -> Problem | None:
    """Return the first place at which rows of a pledge are not what its record saw."""
    rows = {
        table: {row.id: row for row in session.scalars(query(pledge_id))}
        for table, query in _TABLES.items()
    }
    return next(_problems(rows, events), None)


def _problems(rows: Mapping[str, Mapping[int, Any]], events: Sequence[Event]) -> Iterator[Problem]:
    erased = _erased(events)
    for event in events:
        if event.payload is not None:
            yield from _changed(rows, event, event.payload.told)
        elif event.seq not in erased:
            yield Problem(event.seq, "what it tells was taken out, and no entry says so")
    yield from _locks(rows["version"].values(), events)
    yield from _beside(rows, events)


def _changed(
    rows: Mapping[str, Mapping[int, Any]], event: Event, told: Mapping[str, Any]
) -> Iterator[Problem]:
    """Compare the rows of one entry with what it saw."""
    for table, kept in told.get(ROWS, {}).items():
        if table not in rows:  # it may change: see `moving`
            continue
        found = [rows[table][one] for one in kept["ids"] if one in rows[table]]
        if _kept(found) != kept:
            words = called(table)
            yield Problem(event.seq, f"the {words} that it tells of was changed or taken out")


def _beside(rows: Mapping[str, Mapping[int, Any]], events: Sequence[Event]) -> Iterator[Problem]:
    """Find rows of which no entry tells. What erased entries told of is known by its time."""
    silent = {event.at for event in events if event.payload is None}
    told = [event.payload.told.get(ROWS, {}) for event in events if event.payload]
    for table, known in rows.items():
        seen = {one for kept in told if table in kept for one in kept[table]["ids"]}
        for number in sorted(known.keys() - seen):
            if _moment_of(known[number], rows["version"]) not in silent:
                words = called(table)
                yield Problem(len(events), f"it does not tell of the {words} with number {number}")


def _locks(versions: Iterable[Version], events: Sequence[Event]) -> Iterator[Problem]:
    """Compare when texts were locked with the entries that locked them."""
    locked = {event.at: event for event in events if event.kind == LOCKED}
    for version in versions:
        event = locked.pop(version.locked_at, None) if version.locked_at else None
        if version.locked_at and event is None:
            yield Problem(len(events), f"it does not tell that {version.label} was locked then")
        elif event and event.payload and event.payload.told.get("sha256") != version.sha256:
            yield Problem(event.seq, "it locked another text")
    for event in locked.values():
        yield Problem(event.seq, "the text that it locked is not locked")


def _erased(events: Sequence[Event]) -> set[int]:
    """Return the entries whose words were erased, as the record itself says."""
    naming = [event.payload.told for event in events if event.kind == ERASED and event.payload]
    return {seq for told in naming for seq in told["entries"]}


def called(table: str) -> str:
    """Return what people call a row of a table."""
    return _CALLED.get(table, table.replace("_", " "))


_CALLED = {"on_behalf": "answer on behalf of an agency"}


def _kept(rows: Iterable[Any]) -> dict[str, Any]:
    ordered = sorted(rows, key=lambda row: row.id)
    values = [[row.__tablename__, columns(row)] for row in ordered]
    sha256 = hashlib.sha256(chain.canonical(values)).hexdigest()
    return {"ids": [row.id for row in ordered], "sha256": sha256}


def columns(row: Any) -> dict[str, Any]:  # noqa: ANN401  a row or a part of one
    """Return what a hash is made over: all columns of a row, or what a part names."""
    if not isinstance(row, Model):
        return dict(row.columns)
    names = [column.key for column in inspect(type(row)).column_attrs]
    table = row.__tablename__
    return {name: plain(getattr(row, name)) for name in names if (table, name) not in _LATER}


def plain(value: Any) -> Any:  # noqa: ANN401  whatever a column holds
    """Return a value as it is hashed."""
    return chain.moment(value) if isinstance(value, datetime) else value


def _moment_of(row: Any, versions: Mapping[int, Version]) -> datetime | None:  # noqa: ANN401
    """Return when a row was made; parts of others were made with them."""
    if isinstance(row, Answer | TextBlock):
        return versions[row.version_id].published_at
    if isinstance(row, Change):
        return row.revision.submitted_at
    names = ("published_at", "submitted_at", "given_at", "made_at", "at")
    return next((getattr(row, name) for name in names if hasattr(row, name)), None)


def below(*path: Any) -> Callable[[int], Select[Any]]:  # noqa: ANN401  classes of rows
    """Return what selects the rows of the first table that belong to a pledge by way of the others.

    Each table of the path refers to the next one, and the last one to the pledge.
    """
    query = select(path[0])
    for there in path[1:]:
        query = query.join(there)
    return lambda pledge: query.where(path[-1].pledge_id == pledge)


_TABLES: Mapping[str, Callable[[int], Select[Any]]] = {
    path[0].__tablename__: below(*path)
    for path in (
        (Version,),
        (TextBlock, Version),
        (OptIn, Version),
        (Answer, Version),
        (Revision, Round),
        (Change, Revision, Round),
        (Intake, Revision, Round),
        (Decision, Passage, Round),
        (RegisteredText, SpecificPledge),
        (Progress, SpecificPledge),
    )
}
