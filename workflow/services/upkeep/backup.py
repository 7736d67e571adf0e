"""Take everything out of the database into one file, and bring it back into an empty one.

The file is JSON, one row a line, compressed; it is the same for SQLite and PostgreSQL, so a
service can also move from one to the other with it:

    {"onevoice": 1, "revision": "0001", "taken_at": "2026-11-23T20:00:00+00:00"}
    {"table": "agency", "row": {"id": 1, "acronym": "ILO", ...}}
    ...
    {"rows": 1234, "sha256": "..."}        of all lines above; nothing is restored without it

It is one moment of the database. A text that is locked comes back locked: its rows go in first
and the lock after them, because a locked text takes no rows any more.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, LargeBinary, Table, func, select, text, update
from sqlalchemy.orm import Session

from workflow import models
from workflow.db import Model, UTCDateTime, now, promise_to_read
from workflow.errors import BackupBroken, NotEmpty
from workflow.services.proving import record

FORMAT = 1
BATCH = 500
LOCKED_AT = ("version", "locked_at")


def dump(session: Session, *, revision: str) -> Iterator[str]:
    """Yield the lines of a backup. The transaction has to see one moment (`one_moment`)."""
    digest, rows = hashlib.sha256(), 0
    for line in _lines(session, revision):
        digest.update(line.encode())
        rows += 1
        yield line
    yield _line({"rows": rows - 1, "sha256": digest.hexdigest()})


def one_moment(session: Session) -> None:
    """Begin a transaction that sees the database as it is now, and keeps nobody from writing."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    else:
        promise_to_read(session)


def check(lines: Iterable[str]) -> str:
    """Read a backup to its end; return the revision it was taken at, or raise BackupBroken."""
    digest, rows, revision = hashlib.sha256(), -1, ""
    end: Mapping[str, Any] | None = None
    for line in lines:
        entry = _read(line)
        if end is not None:
            raise BackupBroken(reason="there is something after its end")
        if "sha256" in entry:
            end = entry
            continue
        if rows == -1:
            revision = _revision(entry)
        digest.update(line.encode())
        rows += 1
    if end is None:
        raise BackupBroken(reason="its end is missing")
    if end["rows"] != rows or end["sha256"] != digest.hexdigest():
        raise BackupBroken(reason="it does not match its checksum")
    return revision


def load(session: Session, lines: Iterable[str]) -> int:
    """Bring a checked backup into an empty database of the same shape; return the rows."""
    if session.scalar(select(func.count()).select_from(models.Person)):
        raise NotEmpty
    tables = {table.name: table for table in Model.metadata.sorted_tables}
    locks: list[tuple[int, datetime]] = []
    rows, of = 0, ""
    batch: list[dict[str, Any]] = []
    for line in lines:
        entry = _read(line)
        if "table" not in entry:
            continue
        if entry["table"] != of or len(batch) >= _at_once(tables[of]):
            _insert(session, tables.get(of), batch)
            batch, of = [], entry["table"]
        batch.append(_unlocked(tables[of], _typed(tables[of], entry["row"]), locks))
        rows += 1
    _insert(session, tables.get(of), batch)
    for version_id, at in locks:
        table = tables["version"]
        session.execute(update(table).where(table.c.id == version_id).values(locked_at=at))
    _count_on(session)
    return rows


def verify_records(session: Session) -> int:
    """Check the record of every pledge; return how many entries there are in all."""
    session.expire_all()
    pledges = session.scalars(select(models.Pledge.id).order_by(models.Pledge.id)).all()
    return sum(record.verify(session, pledge_id) for pledge_id in pledges)


def _lines(session: Session, revision: str) -> Iterator[str]:
    taken_at = now(session).isoformat()
    yield _line({"onevoice": FORMAT, "revision": revision, "taken_at": taken_at})
    for table in Model.metadata.sorted_tables:
        query = select(table).order_by(*table.primary_key)
        rows = session.execute(query.execution_options(yield_per=_at_once(table)))
        for row in rows.mappings():
            yield _line({"table": table.name, "row": dict(row)})


def _at_once(table: Table) -> int:
    """Say how many rows fit into memory: of files that agencies sent, one."""
    return 1 if any(isinstance(column.type, LargeBinary) for column in table.c) else BATCH


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, default=_written) + "\n"


def _written(value: object) -> str:
    """Write what JSON has no form for: moments, and the bytes of files."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):  # moments are days too
        return value.isoformat()
    raise TypeError(f"a backup cannot hold {type(value).__name__}")


def _read(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise BackupBroken(reason="it holds a line that is not JSON") from error
    if not isinstance(entry, dict):
        raise BackupBroken(reason="it holds a line that is no entry")
    return entry


def _revision(entry: Mapping[str, Any]) -> str:
    if entry.get("onevoice") != FORMAT:
        raise BackupBroken(reason="it is not a backup of this service, or of a newer one")
    return str(entry["revision"])


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the moments of a row into times again, and its files into bytes."""
    return {
        name: value if value is None else _value(table.c[name].type, value)
        for name, value in row.items()
    }


def _value(kind: object, value: Any) -> Any:  # noqa: ANN401  as many types as columns
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


def _unlocked(
    table: Table, row: dict[str, Any], locks: list[tuple[int, datetime]]
) -> dict[str, Any]:
    if table.name == LOCKED_AT[0] and row[LOCKED_AT[1]] is not None:
        locks.append((row["id"], row[LOCKED_AT[1]]))
        row[LOCKED_AT[1]] = None
    return row


def _insert(session: Session, table: Table | None, batch: list[dict[str, Any]]) -> None:
    if table is not None and batch:
        session.execute(table.insert(), batch)


def _count_on(session: Session) -> None:
    """Let new rows get numbers after the restored ones."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in (t for t in Model.metadata.sorted_tables if "id" in t.c):
        highest = session.scalar(select(func.max(table.c.id)))
        if highest is not None:
            session.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :highest)"),
                {"name": table.name, "highest": highest},
            )
