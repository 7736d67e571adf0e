"""A service of real programs on real servers."""

import pytest

from tests.faults.load import Load
from tests.faults.relay import Relay
from tests.faults.service import Service
from tests.servers.smtp import smtp_sink
from webapp.frame import doorbell
from workflow import db


@pytest.fixture
def sessions(postgres_url, broker_url):
    """Sessions as the web has them: each commit rings."""
    engine = db.connect(postgres_url)
    sessions = db.sessions(engine, ring=doorbell.ring_with(broker_url))
    yield sessions
    engine.dispose()


@pytest.fixture
def looking(postgres_url):
    """Sessions for looking at what became of it."""
    engine = db.connect(postgres_url)
    yield db.sessions(engine)
    engine.dispose()


@pytest.fixture
def load(sessions):
    return Load(sessions)


@pytest.fixture
def sink():
    """A mail server as slow as real ones, which notes when a mail came."""
    with smtp_sink(Relay) as running:
        yield running


@pytest.fixture
def service(postgres_url, broker_url, sink, tmp_path):
    running = Service(
        environment={
            "ONEVOICE_DATABASE_URL": postgres_url,
            "ONEVOICE_BROKER_URL": broker_url,
            "ONEVOICE_SECRET_KEY": "a secret of the tests, long enough",
            "ONEVOICE_SMTP_URL": sink.url,
            "ONEVOICE_MAIL_FROM": "office@onevoice.test",
            "ONEVOICE_BASE_URL": "http://onevoice.test",
        },
        folder=tmp_path,
    )
    yield running
    running.stop()
