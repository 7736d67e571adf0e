"""Tools of a worker on the database of the test."""

import pytest

from tests.build import Build
from tests.worker.letters import RELAY, SECRET
from worker.intake import Desk
from worker.post import post_for
from worker.tasks import Tools
from workflow import db
from workflow.models import Mail
from workflow.rules.permissions import Role


@pytest.fixture
def sessions(engine):
    made = db.sessions(engine)
    made.configure(info={**made.kw["info"], "secret_key": SECRET})
    return made


@pytest.fixture
def desk(sessions):
    return Desk(sessions, RELAY)


@pytest.fixture
def invited(change):
    """The round and the mail that invited ILO."""

    def open_it(build):
        build.person(Role.ALTERNATE, "ILO")
        round_ = build.round(days=9)
        mail = build.session.query(Mail).filter_by(address="focal.point.ilo@onevoice.test").one()
        return round_.id, mail.id

    return change(open_it)


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
