"""The worker asks an outside authority after a lock, which never waits for it."""

import io
import zipfile

import pytest
from cryptography import x509
from sqlalchemy import select

from tests.build import Build
from tests.servers.authority import authority as run_authority
from worker.post import Folder
from worker.tasks import Tools, drain
from workflow import db, jobs
from workflow.files import checking
from workflow.files.package import STAMP
from workflow.files.seal import Signer
from workflow.models import Event, Job, TimeStamp
from workflow.rules.permissions import Role
from workflow.services.joining import locking
from workflow.services.proving import packaging, record
from workflow.services.rounds import planning

SEED = "7" * 64


@pytest.fixture
def authority():
    with run_authority() as running:
        yield running


@pytest.fixture
def tools(sessions, authority, tmp_path):
    info = {"signing_key": SEED, "time_stamp_url": authority.url}
    sessions.configure(info={**(sessions.kw.get("info") or {}), **info})
    return Tools(sessions, lambda: Folder(tmp_path, "office@onevoice.test"))


@pytest.fixture
def pledge_id(tools):
    with db.transaction(tools.sessions) as session:
        build = Build(session)
        pledge = build.pledge()
        version = pledge.latest
        asked = locking.request(
            session, build.coordinator(), version_id=version.id, seen=version.sha256
        )
        locking.confirm(
            session, build.actor(Role.STAFF), request_id=asked.id, typed=version.sha256[:8]
        )
        return pledge.id


def plan(tools):
    with db.transaction(tools.sessions) as session:
        planning.plan(session)
    return drain(tools, jobs.STAMP_SEAL)


def test_a_lock_is_stamped_once_and_the_package_carries_it(tools, authority, pledge_id):
    assert plan(tools) == 1
    assert plan(tools) == 0

    assert authority.asked == 1
    with tools.sessions() as session:
        stamp = session.scalar(select(TimeStamp))
        assert stamp.at == authority.at
        assert session.scalars(select(Event.kind).order_by(Event.seq)).all()[-1] == "time stamped"
        assert record.verify(session, pledge_id)
        made = packaging.make(session, pledge_id=pledge_id).data
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert STAMP in package.namelist()
    verdict = checking.check(made)
    assert verdict.holds
    words = [one.words for one in verdict.findings if one.place == STAMP]
    assert "CN=Time of the tests says that the lock existed on 2026-01-31" in words[0]
    assert "issuer not known" in words[1]
    assert Signer(SEED).public == verdict.key

    certificate = x509.load_der_x509_certificate(authority.certificate)
    trusting = checking.check(made, roots=[certificate])
    said = [one.words for one in trusting.findings if one.place == STAMP]
    assert said[1] == "time stamp trusted: you named its root certificate"


@pytest.mark.parametrize("mood", ["refuses", "talks nonsense"])
def test_an_authority_that_does_not_stamp_is_asked_again_later(tools, authority, pledge_id, mood):
    authority.mood = mood
    assert plan(tools) == 1

    with tools.sessions() as session:
        assert session.scalar(select(TimeStamp)) is None
        job = session.scalar(select(Job).where(Job.kind == jobs.STAMP_SEAL))
        assert (job.state, job.attempts) == ("waiting", 1)
        assert "The time stamp cannot be used" in job.problem
        assert packaging.make(session, pledge_id=pledge_id).data
