"""What tests may ask for. Ask for the least that will do; what nobody asks for never starts.

For tests of the database (each test gets one with the schema and nothing in it):

    session         a session; the test runs once on SQLite and once on PostgreSQL
    sessions        a sessionmaker, for several sessions, threads or commits
    engine          the engine below them
    database_url    the address of that database, for a program of its own
    empty_database_url   a new one without the schema, for migrations and for whoever changes tables
    postgres_url    the address of a database with the schema, always on PostgreSQL
    settings        workflow.settings.Settings with that database, a secret and folders in tmp_path

`@pytest.mark.databases("postgresql")` keeps a test to one kind; `pytestmark = ...` a whole file.

Servers (one of each for all tests of a process; a test leaves them as it found them):

    postgres        tests.servers.postgres.Postgres: url(name), create(), drop(name), restart()
    valkey          tests.servers.valkey.Valkey: url, flush(), freeze(), thaw(), kill(), start()
    broker_url      the address of that Valkey, emptied before the test
    smtp_sink       tests.servers.smtp.SmtpSink: url, mails, to(address), wait_for(n), mood,
                    clear(); emptied before the test
    imap            tests.servers.imap.Imap: url, put(mail), lying_in(folder), cut(); emptied
                    before the test
    browser         a Chromium, driven by playwright (its sync Browser)
    page            a fresh page in a context of its own; fails the test on an error in a script
                    and on anything that the content security policy refused

Programs that check files from outside:

    libreoffice     tests.servers.libreoffice.LibreOffice: work(jobs)
    pandoc          tests.servers.pandoc.Pandoc: read(files, between, changes)

Nothing is ever skipped because a part is missing: the test fails and says what to install. Only
tests with LibreOffice and pandoc are left out where these are missing, outside CI, and the run
ends with their names in red (tests/servers/programs.py).
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.servers.places import NotThere
from tests.servers.programs import *  # noqa: F403  fixtures and hooks

KINDS = ("sqlite", "postgresql")

hypothesis_settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.register_profile("explore", deadline=None, max_examples=5_000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_configure() -> None:
    # A polite kill ends the run like Ctrl-C does, so that no server is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("databases")
        metafunc.parametrize("database_kind", marker.args if marker else KINDS, scope="function")


# --- servers ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres():
    from tests.servers.postgres import postgres as run

    with run() as server:
        yield server


@pytest.fixture(scope="session")
def valkey():
    from tests.servers.valkey import valkey as run

    with run() as server:
        yield server


@pytest.fixture
def broker_url(valkey) -> str:
    valkey.flush()
    return valkey.url


@pytest.fixture(scope="session")
def _smtp_sink():
    from tests.servers.smtp import smtp_sink as run

    with run() as sink:
        yield sink


@pytest.fixture
def smtp_sink(_smtp_sink):
    _smtp_sink.clear()
    return _smtp_sink


@pytest.fixture(scope="session")
def _imap():
    from tests.servers.imap import imap as run

    with run() as server:
        yield server


@pytest.fixture
def imap(_imap):
    _imap.clear()
    return _imap


@pytest.fixture(scope="session")
def browser():
    from tests.servers.chromium import chromium

    with chromium() as running:
        yield running


@pytest.fixture
def page(browser):
    from tests.servers.chromium import watched_page

    with watched_page(browser) as fresh:
        yield fresh


# --- databases --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory) -> Path:
    """A SQLite file with the schema, which each test copies."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_with_schema(postgres) -> str:
    """The name of a PostgreSQL database with the schema, which is emptied after each test."""
    name = postgres.create()
    _migrate(postgres.url(name))
    return name


@pytest.fixture
def empty_database_url(database_kind, request, tmp_path) -> Iterator[str]:
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server = request.getfixturevalue("postgres")
        name = server.create()
        yield server.url(name)
        server.drop(name)


@pytest.fixture
def database_url(database_kind, request, tmp_path) -> Iterator[str]:
    if database_kind == "sqlite":
        path = tmp_path / "onevoice.db"
        path.write_bytes(request.getfixturevalue("_sqlite_template").read_bytes())
        yield f"sqlite:///{path}"
    else:
        yield request.getfixturevalue("postgres_url")


@pytest.fixture
def postgres_url(postgres, _postgres_with_schema) -> Iterator[str]:
    yield postgres.url(_postgres_with_schema)
    postgres.empty(_postgres_with_schema)


def _migrate(url: str) -> None:
    from tests.servers.schema import migrate

    migrate(url)


@pytest.fixture(scope="session")
def _compiled_once():
    """By kind of database, the engine whose compiled statements all others of its kind share."""
    return {}


@pytest.fixture
def engine(database_url, _compiled_once):
    from workflow import db

    engine = db.connect(database_url)
    if engine.name not in _compiled_once:
        engine.connect().close()  # the dialect asks the server what it can do
        _compiled_once[engine.name] = engine
    first = _compiled_once[engine.name]
    # Compiling takes a third of the time of a small test, and the schema is always the same.
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine):
    from workflow import db

    return db.sessions(engine)


@pytest.fixture
def session(sessions):
    with sessions() as session:
        yield session
        session.rollback()


@pytest.fixture
def settings(database_url, tmp_path):
    from workflow.settings import Settings

    return Settings(
        database_url=database_url,
        secret_key="a secret of the tests, long enough",
        base_url="http://onevoice.test",
        mail_folder=str(tmp_path / "mails"),
        mail_from="office@onevoice.test",
    )


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    try:
        return (yield)
    except NotThere as missing:
        pytest.fail(str(missing), pytrace=False)
