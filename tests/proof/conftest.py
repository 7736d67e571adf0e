"""The story told to its locked end by a service with a signing key, and its packages."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from tests.build import Build
from tests.story.telling import NOW
from workflow import db
from workflow.services.proving import keys, packaging
from workflow.story import play

SEED = "5e" * 32
OTHER = "07" * 32


@pytest.fixture
def build(session):
    return Build(session)


@pytest.fixture
def signing(session):
    """A session of a service that has a key."""
    session.info[keys.SEED] = SEED
    return session


@pytest.fixture(scope="session")
def told(_sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("sealed") / "story.db"
    path.write_bytes(_sqlite_template.read_bytes())
    engine = db.connect(f"sqlite:///{path}")
    sessions = db.sessions(engine)
    sessions.configure(
        info={**sessions.kw["info"], keys.SEED: SEED, "base_url": "http://onevoice.test"}
    )
    story = play(sessions, until="locked", now=NOW, password="twelve letters")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the file can be copied
    yield SimpleNamespace(sessions=sessions, pledge_id=story.pledge_id, file=path)
    engine.dispose()


def package_of(told, *, members=False) -> bytes:
    with told.sessions() as session:
        return packaging.make(session, pledge_id=told.pledge_id, members=members).data


@pytest.fixture(scope="session")
def public(told):
    return package_of(told)


@pytest.fixture(scope="session")
def for_members(told):
    return package_of(told, members=True)
