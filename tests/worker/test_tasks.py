"""Tasks carry nothing, may run twice or not at all, and never lose or double what is due."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.servers.smtp import Mood
from worker import app, post, tasks
from workflow import db, jobs
from workflow.models import Job, Mail, Passage, Round
from workflow.services.mailing import mail
from workflow.services.upkeep import work


@pytest.fixture
def by_smtp(tools, settings, smtp_sink):
    settings = replace(settings, smtp_url=smtp_sink.url)
    return replace(tools, post=post.post_for(settings))


def states(sessions, kind=None):
    with sessions() as session:
        found = session.query(Job).order_by(Job.id)
        return [job.state for job in found if kind in {None, job.kind}]


def make_due(sessions):
    """Let all pauses be over."""
    with db.transaction(sessions) as session:
        session.query(Job).update({"due_at": db.now(session) - timedelta(hours=1)})


def write_mails(change, number=1):
    def write(build):
        for n in range(number):
            mail.write(build.session, "sign-in-link", key=f"k{n}", person=build.person())

    change(write)


def test_every_job_has_a_task_and_the_sweep_is_the_one_scheduled(settings):
    celery, _ = app.create_worker(settings)

    assert {*jobs.KINDS, jobs.SWEEP} <= set(celery.tasks)
    assert [entry["task"] for entry in celery.conf.beat_schedule.values()] == [jobs.SWEEP]
    assert set(tasks.DUTIES) == {*jobs.KINDS} - {jobs.DELIVER_MAIL, jobs.STAMP_SEAL}


def test_an_answer_is_merged_and_the_receipt_arrives(change, tools, sessions, settings):
    change(lambda build: build.revision("ILO", {"b3": "We will listen to all migrants."}))

    tasks.drain(tools, jobs.MERGE_ROUND)
    tasks.drain(tools, jobs.DELIVER_MAIL)

    with sessions() as session:
        assert session.query(Passage).count() == 1
        assert session.query(Mail).filter(Mail.sent_at.is_(None)).count() == 0
    assert set(states(sessions)) <= {"done", "waiting"}


def test_every_task_may_run_twice(change, by_smtp, sessions, smtp_sink):
    change(lambda build: build.revision("ILO", {"b3": "We will listen to all migrants."}))

    for _ in range(2):
        for kind in jobs.KINDS:
            tasks.drain(by_smtp, kind)
        tasks.sweep(by_smtp)

    ids = [m["Message-ID"] for m in smtp_sink.mails]
    with sessions() as session:
        assert len(ids) == len(set(ids)) == session.query(Mail).count()
        assert session.query(Passage).count() == 1


def test_a_job_that_fails_does_not_stop_the_others(change, tools, sessions, monkeypatch):
    done = []

    def fail_for_one(_session, target):
        if target == 1:
            raise RuntimeError("It broke.")
        done.append(target)

    monkeypatch.setattr(tasks, "DUTIES", {jobs.MERGE_ROUND: fail_for_one})

    def three(build):
        for number in (1, 2, 3):
            work.enqueue(build.session, jobs.MERGE_ROUND, number, key=f"j{number}")

    change(three)
    for _ in range(6):
        tasks.drain(tools, jobs.MERGE_ROUND)
        make_due(sessions)

    assert done == [2, 3]
    assert states(sessions) == ["given up", "done", "done"]


def test_what_a_failed_job_wrote_is_undone_with_it(change, tools, sessions, monkeypatch):
    def write_and_fail(session, _target):
        session.query(Round).update({"purpose": "half done"})
        raise RuntimeError("It broke.")

    monkeypatch.setattr(tasks, "DUTIES", {jobs.MERGE_ROUND: write_and_fail})

    def one(build):
        round_ = build.round()
        work.enqueue(build.session, jobs.MERGE_ROUND, round_.id, key="j")

    change(one)

    tasks.drain(tools, jobs.MERGE_ROUND)

    with sessions() as session:
        assert session.query(Round).one().purpose == ""
    assert states(sessions, jobs.MERGE_ROUND) == ["waiting"]


def test_a_busy_mail_server_gets_the_mail_later(change, by_smtp, sessions, smtp_sink):
    write_mails(change, 3)
    smtp_sink.mood = Mood.BUSY
    tasks.drain(by_smtp, jobs.DELIVER_MAIL)
    with sessions() as session:
        assert {m.problem for m in session.query(Mail)} == {"451 Busy, please try again later"}
    assert states(sessions) == ["waiting"] * 3

    smtp_sink.mood = Mood.KIND
    make_due(sessions)
    tasks.drain(by_smtp, jobs.DELIVER_MAIL)

    assert len(smtp_sink.mails) == 3
    assert states(sessions) == ["done"] * 3
    with sessions() as session:
        assert {m.problem for m in session.query(Mail)} == {""}


def test_a_mail_that_is_refused_for_good_is_given_up_at_once(change, by_smtp, sessions, smtp_sink):
    write_mails(change)
    smtp_sink.mood = Mood.STRICT

    tasks.drain(by_smtp, jobs.DELIVER_MAIL)

    assert states(sessions) == ["given up"]


def test_a_server_that_never_acknowledges_gets_few_copies_all_equal(
    change, by_smtp, sessions, smtp_sink
):
    write_mails(change)
    smtp_sink.mood = Mood.FORGETFUL
    for _ in range(10):
        tasks.drain(by_smtp, jobs.DELIVER_MAIL)
        make_due(sessions)

    assert states(sessions) == ["given up"]
    assert len(smtp_sink.mails) == 5
    assert len({m["Message-ID"] for m in smtp_sink.mails}) == 1


def test_after_a_night_without_a_server_one_lost_acknowledgement_does_not_end_it(
    change, by_smtp, sessions, smtp_sink
):
    write_mails(change)
    smtp_sink.mood = Mood.BUSY
    for _ in range(12):
        tasks.drain(by_smtp, jobs.DELIVER_MAIL)
        make_due(sessions)
    smtp_sink.mood = Mood.FORGETFUL
    tasks.drain(by_smtp, jobs.DELIVER_MAIL)
    make_due(sessions)
    smtp_sink.mood = Mood.KIND

    tasks.drain(by_smtp, jobs.DELIVER_MAIL)

    assert states(sessions) == ["done"]
    assert len({m["Message-ID"] for m in smtp_sink.mails}) == 1


def test_a_reminder_is_not_sent_to_who_answered_meanwhile(change, by_smtp, sessions, smtp_sink):
    from workflow.services.chasing import nudges

    round_ = change(lambda build: build.round())
    tasks.drain(by_smtp, jobs.DELIVER_MAIL)
    smtp_sink.clear()
    change(lambda b: nudges.send(b.session, b.coordinator(), round_id=round_.id))
    change(lambda b: b.revision("ILO"))

    tasks.drain(by_smtp, jobs.DELIVER_MAIL)

    reminded = {m["To"] for m in smtp_sink.mails if m["Subject"].startswith("Still open")}
    assert len(reminded) == 2
    assert not any("ilo" in to for to in reminded)
    assert states(sessions, jobs.DELIVER_MAIL) == ["done"] * 7


def test_a_mail_that_cannot_be_looked_at_stops_no_other(change, by_smtp, sessions, smtp_sink):
    write_mails(change, 2)
    with db.transaction(sessions) as session:
        session.query(Mail).filter_by(key="k0").update({"letter": "nudge-t1", "key": "damaged"})

    tasks.drain(by_smtp, jobs.DELIVER_MAIL)

    assert len(smtp_sink.mails) == 1
    assert states(sessions) == ["waiting", "done"]
    with sessions() as session:
        damaged = session.query(Mail).filter_by(key="damaged").one()
        assert damaged.problem.startswith("ValueError")


def test_the_sweep_closes_what_is_over_and_reminds_who_is_silent(change, by_smtp, sessions):
    def long_ago(build):
        build.at(build.now - timedelta(days=8))
        build.round(days=7)
        build.round_the_clock()

    change(long_ago)

    tasks.sweep(by_smtp)
    for kind in jobs.KINDS:
        tasks.drain(by_smtp, kind)

    with sessions() as session:
        assert session.query(Round).one().state == "consolidating"
        assert session.query(Mail).filter(Mail.letter == "nudge-overdue").count() == 3


def test_what_is_wrong_with_one_round_does_not_stop_the_clock_of_another(change, tools, sessions):
    def two_rounds(build):
        build.at(build.now - timedelta(days=8))
        build.round(build.pledge(agencies=["FAO"]), days=7)
        build.agency("FAO").zone = "Mars/Olympus"
        return build.round(build.pledge(agencies=["WHO"]), days=7).id

    other = change(two_rounds)

    tasks.plan(tools)
    tasks.drain(tools, jobs.CLOSE_ROUND)

    with sessions() as session:
        assert session.get(Round, other).state == "consolidating"


def test_the_sweep_leaves_alone_what_the_bell_has_just_rung_for(change, tools, sessions):
    write_mails(change)

    tasks.sweep(tools)
    assert states(sessions) == ["waiting"]

    make_due(sessions)
    tasks.sweep(tools)
    assert states(sessions) == ["done"]


def test_a_worker_that_is_told_to_end_takes_nothing_new(change, tools, sessions):
    write_mails(change, 3)

    tools.stopping.set()
    tasks.drain(tools, jobs.DELIVER_MAIL)

    assert states(sessions) == ["waiting"] * 3


def test_a_worker_whose_lease_ran_out_does_not_do_the_work_again(
    change, tools, sessions, monkeypatch
):
    done = []
    monkeypatch.setattr(tasks, "DUTIES", {jobs.MERGE_ROUND: lambda _s, target: done.append(target)})
    change(lambda build: work.enqueue(build.session, jobs.MERGE_ROUND, 1, key="j"))
    slow = tasks._claim(tools, jobs.MERGE_ROUND)
    with db.transaction(sessions) as session:
        session.query(Job).update({"lease_until": db.now(session) - timedelta(hours=1)})

    tasks.drain(tools, jobs.MERGE_ROUND)
    tasks._do(tools, slow)

    assert done == [1]
