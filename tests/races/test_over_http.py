"""The same instants as people live them: two browsers, one server, PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.build import REPORTING, Build
from tests.journeys.browser import Browser
from tests.journeys.running import programs, wait_ready
from tests.servers.places import free_port
from workflow import db
from workflow.models import Objection, Person, Pledge, Silence
from workflow.rules.permissions import CLOCK, Role
from workflow.services.joining import locking, silence
from workflow.services.people import passwords
from workflow.services.proving import record

PASSWORD = "twelve letters"
TIMES = 3


@pytest.fixture
def served(sessions, postgres_url, broker_url, tmp_path):
    """A web server of four threads, and nothing else: these moments need no worker."""
    port, log = free_port(), tmp_path / "log"
    base = f"http://127.0.0.1:{port}"
    environment = {
        "ONEVOICE_DATABASE_URL": postgres_url,
        "ONEVOICE_BROKER_URL": broker_url,
        "ONEVOICE_SECRET_KEY": "a secret of the tests, long enough",
        "ONEVOICE_SIGNING_KEY": "7" * 64,
        "ONEVOICE_SMTP_URL": "smtp://127.0.0.1:9",
        "ONEVOICE_MAIL_FROM": "office@onevoice.test",
        "ONEVOICE_BASE_URL": base,
    }
    gunicorn = "gunicorn webapp.wsgi:app --worker-class=gthread --workers=1 --threads=4"
    command = [*gunicorn.split(), f"--bind=127.0.0.1:{port}", "--no-control-socket"]
    with programs([command], environment, log):
        wait_ready(base, log)
        yield base


@pytest.fixture
def come_in(served, sessions):
    """Let somebody of a session sign in with a browser."""
    browsers = []

    def opened(person_id):
        with db.transaction(sessions) as session:
            person = session.get_one(Person, person_id)
            person.password_hash = passwords.make(PASSWORD)
            email = person.email
        browsers.append(Browser(served).sign_in(email, PASSWORD))
        return browsers[-1]

    yield opened
    for one in browsers:
        one.close()


def at_once(*acts):
    """Let all act in the same instant, and return what each got."""
    start = Barrier(len(acts))

    def act(one):
        start.wait(30)
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [found.result() for found in [pool.submit(act, one) for one in acts]]


def send(form):
    """Send a form, whatever comes back."""
    return form.page.browser.http.post(form.address, data=dict(form.fields))


def test_of_two_browsers_that_confirm_a_lock_one_locks_and_the_other_is_told(sessions, come_in):
    with db.transaction(sessions) as session:
        build = Build(session)
        two = [build.person(Role.STAFF, name=name).id for name in ("Ada", "Bo")]
    ada, bo = (come_in(one) for one in two)
    for number in range(TIMES):
        with db.transaction(sessions) as session:
            build = Build(session)
            latest = build.pledge(title=f"Pledge {number}").latest
            asked = locking.request(
                session, build.coordinator(), version_id=latest.id, seen=latest.sha256
            )
            pledge_id, request_id, typed = latest.pledge_id, asked.id, latest.sha256[:8]
        forms = [
            one.open(f"/pledges/{pledge_id}/lock")
            .form(f"/lock-requests/{request_id}/confirm")
            .fill(typed=typed)
            for one in (ada, bo)
        ]

        came = at_once(*(lambda form=form: send(form) for form in forms))

        assert sorted(one.status_code for one in came) == [200, 409]
        told = next(one.text for one in came if one.status_code == 409)
        assert "is locked" in told
        with sessions() as session:
            record.verify(session, pledge_id)
            assert session.get_one(Pledge, pledge_id).stage == "locked"


def test_silence_is_broken_or_holds_when_both_happen_in_one_instant(sessions, come_in):
    with db.transaction(sessions) as session:
        principal = Build(session).person(Role.PRINCIPAL, "ILO").id
    ilo = come_in(principal)
    for number in range(TIMES):
        with db.transaction(sessions) as session:
            build = Build(session)
            now = build.now
            build.at(now - timedelta(days=9))
            pledge_id = build.pledge(title=f"Quiet {number}").id
            ends_at = now + timedelta(hours=1)
            running = silence.start(
                session, build.coordinator(), pledge_id=pledge_id, ends_at=ends_at
            ).id
            session.info.pop("clock")
        form = ilo.open(f"/pledges/{pledge_id}/silence").form(f"/silences/{running}/objections")
        form.fill(block=REPORTING, reason="Once a year is too seldom.")

        def expire(ends_at=ends_at):
            with db.transaction(db.sessions(sessions.kw["bind"], clock=lambda: ends_at)) as late:
                return locking.settle_due(late, CLOCK)

        answer, ended = at_once(lambda form=form: send(form), expire)

        with sessions() as session:
            record.verify(session, pledge_id)
            state = session.get_one(Silence, running).state
            made = session.scalars(select(Objection).where(Objection.silence_id == running)).all()
        assert ended == 1
        assert (answer.status_code, state, len(made)) in {(200, "broken", 1), (409, "held", 0)}
        if answer.status_code == 409:
            assert "No silence procedure runs on this text" in answer.text
