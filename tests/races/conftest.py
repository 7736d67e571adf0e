"""Races need the database that has them: PostgreSQL."""

import pytest

from tests.races.crowd import Crowd
from workflow import db


@pytest.fixture
def sessions(postgres_url):
    engine = db.connect(postgres_url)
    yield db.sessions(engine)
    engine.dispose()


@pytest.fixture
def crowd(sessions):
    crowds = []

    def gather(size: int) -> Crowd:
        crowds.append(Crowd(sessions, size))
        return crowds[-1]

    yield gather
    for one in crowds:
        one.go_home()
