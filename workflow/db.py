"""The database: one lock, one clock, one doorbell.

Every write goes the same way: lock the row of the pledge, ask the database for the time once,
check, change, write the event, put mails and jobs beside it, commit. What must not be lost is a
row. After the commit the doorbell rings for the worker; if it fails, the sweep finds the row.

The same code runs on PostgreSQL (row lock, READ COMMITTED) and on SQLite in WAL mode, where
BEGIN IMMEDIATE lets one writer in at a time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import JSON, TypeDecorator

from workflow.clock import Clock
from workflow.translation import mark

Ring = Callable[[str], None]
READ_ONLY = "onevoice_read_only"

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC; refuses times without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC; SQLite has no zones, so it gets the bare time."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a time without a zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  the interface of SQLAlchemy
        """Give back an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {  # noqa: RUF012  the interface of SQLAlchemy
        datetime: UTCDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def connect(url: str) -> Engine:
    """Make an engine for SQLite or PostgreSQL with the settings that were tried under load."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 10, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    if parsed.get_driver_name() != "psycopg":
        parsed = parsed.set(drivername="postgresql+psycopg")
    options = (
        "-c lock_timeout=10s -c statement_timeout=30s -c timezone=UTC"
        " -c idle_in_transaction_session_timeout=60s"
    )
    return create_engine(
        parsed,
        pool_size=12,
        max_overflow=4,
        pool_timeout=10,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": options, "connect_timeout": 5},
    )


def sessions(
    engine: Engine, *, ring: Ring | None = None, clock: Clock | None = None
) -> sessionmaker[Session]:
    """Make sessions that ring `ring(kind)` after a commit and may follow another clock."""
    return sessionmaker(engine, expire_on_commit=False, info={"ring": ring, "clock": clock})


def now(session: Session) -> datetime:
    """Return the time of the database, asked once per transaction after the lock was taken.

    Everything that happens in one transaction happens at one time. Call `lock` first where the
    time decides something: a time read before the wait for the lock would let answers in that
    came after the deadline.
    """
    known = session.info.get("now")
    if isinstance(known, datetime):
        return known
    clock: Clock | None = session.info.get("clock")
    moment = clock() if clock else _database_time(session)
    session.info["now"] = moment
    return moment


def time_source(session: Session) -> str:
    """Say whose clock `now` reads: for the record, where a moment decides something."""
    if session.info.get("clock"):
        return mark("the clock of this service")
    dialect = session.get_bind().dialect
    version = ".".join(str(part) for part in getattr(dialect, "server_version_info", None) or ())
    if dialect.name == "sqlite":
        return mark("the clock of this machine, read by SQLite")
    return f"clock_timestamp() of PostgreSQL {version}".strip()


def forget_time(session: Session) -> None:
    """Ask the database again at the next `now`; for the moment just after a lock was taken."""
    session.info.pop("now", None)


def ring_after_commit(session: Session, kind: str) -> None:
    """Ring the worker for this kind of job once the transaction is in the database."""
    session.info.setdefault("bells", set()).add(kind)


@contextmanager
def transaction(make: sessionmaker[Session]) -> Iterator[Session]:
    """Open a session that commits at the end and rolls back when something is raised."""
    with make() as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def _database_time(session: Session) -> datetime:
    if session.get_bind().dialect.name == "sqlite":
        stamp = session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(stamp)).replace(tzinfo=UTC)
    moment = session.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(moment, datetime)  # noqa: S101  tells mypy what PostgreSQL promises
    return moment.astimezone(UTC)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    bells = session.info.pop("bells", set())
    forget_time(session)
    ring: Ring | None = session.info.get("ring")
    if ring:
        for kind in sorted(bells):
            ring(kind)


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("bells", None)
    forget_time(session)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own type
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later fails on SQLite however long it waits, so
    # every transaction takes the one write lock at once unless it promised only to read.
    reading = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def promise_to_read(session: Session) -> None:
    """Begin a transaction that only reads, so that SQLite lets it run beside a writer."""
    session.connection(execution_options={READ_ONLY: True})
