"""The worker inside the web process, with a real Celery in it."""

import threading
import time
from dataclasses import replace

import pytest

from tests.build import Build
from worker import embedded
from workflow import db, jobs
from workflow.models import Job, Mail
from workflow.services.mailing import mail
from workflow.services.upkeep import work

pytestmark = pytest.mark.databases("sqlite")


def wait_until(true, seconds=10):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def unsent(sessions) -> int:
    with sessions() as session:
        db.promise_to_read(session)
        return session.query(Mail).filter(Mail.sent_at.is_(None)).count()


@pytest.fixture
def worker(settings):
    running = embedded.start(settings)
    yield running
    running.stop()


def write(sessions, *keys):
    with db.transaction(sessions) as session:
        for key in keys:
            mail.write(session, "sign-in-link", key=key, person=Build(session).person())


def test_a_commit_is_followed_by_its_mail(worker, tmp_path):
    write(worker.sessions, "k")

    wait_until(lambda: unsent(worker.sessions) == 0)

    assert len(list((tmp_path / "mails").iterdir())) == 1


def test_a_lost_bell_costs_seconds_and_nothing_else(worker, sessions):
    write(sessions, *(f"k{n}" for n in range(20)))

    wait_until(lambda: unsent(sessions) == 0)


def test_an_answer_is_merged_without_anybody_waiting(worker):
    with db.transaction(worker.sessions) as session:
        Build(session).revision("ILO", {"b3": "We will listen to all."})

    def merged():
        with worker.sessions() as session:
            db.promise_to_read(session)
            return session.query(Job).filter_by(kind=jobs.MERGE_ROUND, state="done").count()

    wait_until(merged)


def test_what_a_dead_process_was_doing_is_taken_up_at_once(settings, sessions):
    write(sessions, "k")
    with db.transaction(sessions) as session:
        assert work.claim(session, jobs.DELIVER_MAIL)

    began = time.monotonic()
    running = embedded.start(settings)
    try:
        wait_until(lambda: unsent(sessions) == 0, seconds=8)
        assert time.monotonic() - began < 8
    finally:
        running.stop()


def test_stopping_finishes_what_was_begun_and_leaves_no_thread(settings, sessions):
    before = set(threading.enumerate())
    running = embedded.start(settings)
    write(running.sessions, *(f"k{n}" for n in range(50)))

    running.stop()

    with sessions() as session:
        assert session.query(Job).filter_by(state="working").count() == 0
    left = {t.name for t in set(threading.enumerate()) - before if t.is_alive()}
    assert left == set()


def test_two_services_after_each_other_in_one_process_both_work(settings, sessions):
    for number in range(2):
        running = embedded.start(replace(settings, mail_from=f"office{number}@onevoice.test"))
        write(running.sessions, f"k{number}")
        wait_until(lambda: unsent(sessions) == 0)
        running.stop()
