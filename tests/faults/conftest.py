"""A service of real programs on real servers."""

import asyncio
import time

import pytest

from tests.faults.load import Load
from tests.faults.service import Service
from webapp import doorbell
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
def sink(smtp_sink, monkeypatch):
    """A mail server as slow as real ones, which notes when a mail came."""
    keep, accept = smtp_sink._keep, smtp_sink.handle_DATA
    smtp_sink.times = {}

    def note(envelope):
        keep(envelope)
        smtp_sink.times.setdefault(smtp_sink.mails[-1]["Message-ID"], []).append(time.monotonic())

    async def take_time(*mail):
        await asyncio.sleep(0.03)
        return await accept(*mail)

    monkeypatch.setattr(smtp_sink, "_keep", note)
    monkeypatch.setattr(smtp_sink, "handle_DATA", take_time)
    return smtp_sink


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
