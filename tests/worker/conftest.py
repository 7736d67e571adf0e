"""Tools of a worker on the database of the test."""

import pytest

from tests.build import Build
from worker.post import post_for
from worker.tasks import Tools
from workflow import db


@pytest.fixture
def sessions(engine):
    return db.sessions(engine)


@pytest.fixture
def tools(sessions, settings):
    return Tools(sessions=sessions, post=post_for(settings))


@pytest.fixture
def change(sessions):
    """Do something with a builder in a transaction of its own."""

    def do(what):
        with db.transaction(sessions) as session:
            return what(Build(session))

    return do
