"""The clock is set back an hour: what was due at once leaves, what hangs on a time waits for it."""

from datetime import timedelta

import pytest

from workflow import jobs
from workflow.models import Job, Mail
from workflow.rules.deadlines import Nudge
from workflow.rules.permissions import CLOCK
from workflow.services.chasing import nudges
from workflow.services.mailing import mail
from workflow.services.rounds import planning
from workflow.services.upkeep import setting_back, work


@pytest.fixture
def set_back(session, build):
    def an_hour():
        build.later(hours=-1)
        planning.plan(session)

    build.at(build.now)
    return an_hour


def due_at(session, kind):
    (found,) = session.query(Job).filter_by(kind=kind).populate_existing()
    return found.due_at


def test_mails_and_merges_that_were_due_at_once_do_not_wait_for_the_hour(session, build, set_back):
    mail.write(session, "sign-in-link", key="one", person=build.person())
    work.enqueue(session, jobs.MERGE_ROUND, 1, key="merge")

    set_back()

    assert work.claim(session, jobs.DELIVER_MAIL) is not None
    assert work.claim(session, jobs.MERGE_ROUND) is not None


def test_the_job_of_a_worker_that_died_waits_for_its_lease_and_no_longer(session, build, set_back):
    work.enqueue(session, jobs.MERGE_ROUND, 1, key="merge")
    work.claim(session)

    set_back()

    assert work.claim(session) is None
    build.later(seconds=setting_back.LONGEST_LEASE.total_seconds() + 1)
    assert work.claim(session).attempt == 2


def test_a_round_is_closed_when_its_time_has_come_and_not_before(session, build, set_back):
    round_ = build.round(days=7)

    set_back()

    assert due_at(session, jobs.CLOSE_ROUND) > round_.deadline_at


def test_a_reminder_waits_until_its_words_are_true_again(session, build, set_back):
    round_ = build.round(days=7)
    build.round_the_clock()
    session.query(Job).delete()
    build.at(round_.deadline_at + timedelta(hours=3, minutes=30))
    nudges.send(session, CLOCK, round_id=round_.id)
    written = build.now

    set_back()

    reminders = session.query(Job).filter_by(kind=jobs.DELIVER_MAIL).populate_existing()
    assert {job.due_at for job in reminders} == {written}
    assert session.query(Mail).filter_by(letter=Nudge.OVERDUE).count() == 3


@pytest.mark.parametrize(("failures", "pause"), [(1, 5), (3, 20), (20, 3600)])
def test_a_mail_that_pauses_after_a_failure_keeps_its_pause_and_waits_no_longer(
    session, build, set_back, failures, pause
):
    mail.write(session, "sign-in-link", key="one", person=build.person())
    for _ in range(failures):
        work.fail(session, work.claim(session, jobs.DELIVER_MAIL), "451 later", patient=True)
        waits = due_at(session, jobs.DELIVER_MAIL) - build.now
        build.later(seconds=waits.total_seconds())
    build.later(seconds=-pause)

    planning.plan(session)
    assert due_at(session, jobs.DELIVER_MAIL) == build.now + timedelta(seconds=pause)
    set_back()

    assert due_at(session, jobs.DELIVER_MAIL) == build.now + timedelta(seconds=pause)


def test_a_reminder_that_was_put_off_waits_until_its_words_are_true_again(session, build, set_back):
    round_ = build.round(days=7)
    build.round_the_clock()
    session.query(Job).delete()
    build.at(round_.deadline_at + timedelta(hours=3, minutes=30))
    nudges.send(session, CLOCK, round_id=round_.id)
    work.fail(session, work.claim(session, jobs.DELIVER_MAIL), "451 later", patient=True)
    failed = build.now

    set_back()

    reminders = session.query(Job).filter_by(kind=jobs.DELIVER_MAIL).populate_existing()
    assert min(job.due_at for job in reminders) >= failed
