"""Jobs: written once, done once, never lost, never in each other's way."""

import threading
from datetime import timedelta

import pytest

from workflow import db, jobs
from workflow.models import Job
from workflow.rules.retries import MOST_ATTEMPTS
from workflow.services.upkeep import work

KIND = jobs.MERGE_ROUND


def enqueue(session, number: int = 1, **due) -> None:
    work.enqueue(session, KIND, number, key=f"job:{number}", **due)


def test_a_job_exists_once_however_often_it_is_written(session):
    enqueue(session)
    enqueue(session)

    assert session.query(Job).count() == 1


def test_the_bell_rings_after_the_commit_and_only_for_what_is_due(engine):
    rung = []
    sessions = db.sessions(engine, ring=rung.append)

    with db.transaction(sessions) as session:
        enqueue(session, 1)
        enqueue(session, 2, due_at=db.now(session) + timedelta(days=1))
        assert rung == []
    with db.transaction(sessions) as session:
        enqueue(session, 1)

    assert rung == [KIND]


def test_the_bell_does_not_ring_for_what_never_happened(engine):
    rung = []
    with db.sessions(engine, ring=rung.append)() as session:
        enqueue(session)
        session.rollback()

    assert rung == []


def test_a_claimed_job_is_nobody_elses(session):
    enqueue(session)

    claim = work.claim(session, KIND)

    assert (claim.kind, claim.target, claim.attempt) == (KIND, 1, 1)
    assert work.claim(session, KIND) is None


def test_a_job_of_tomorrow_is_not_done_today(session, build):
    enqueue(session, due_at=build.now + timedelta(hours=1))
    assert work.claim(session, KIND) is None

    build.later(hours=2)

    assert work.claim(session, KIND) is not None


def test_what_has_waited_longest_comes_first(session, build):
    build.at(build.now)
    for number, minutes in ((1, 5), (2, 9), (3, 7)):
        enqueue(session, number, due_at=build.now - timedelta(minutes=minutes))

    assert [work.claim(session, KIND).target for _ in range(3)] == [2, 3, 1]


def test_a_finished_job_stays_finished(session, build):
    enqueue(session)
    claim = work.claim(session, KIND)

    assert work.finish(session, claim)

    build.later(days=1)
    assert work.claim(session, KIND) is None
    assert not work.finish(session, claim)


def test_the_job_of_a_dead_worker_goes_to_the_next_when_its_lease_ends(session, build):
    build.at(build.now)
    enqueue(session)
    dead = work.claim(session, KIND)

    build.later(seconds=work.LEASE.total_seconds() - 1)
    assert work.claim(session, KIND) is None
    build.later(seconds=2)
    heir = work.claim(session, KIND)

    assert (heir.id, heir.attempt) == (dead.id, 2)


def test_a_worker_that_comes_back_too_late_changes_nothing(session, build):
    build.at(build.now)
    enqueue(session)
    slow = work.claim(session, KIND)
    build.later(seconds=work.LEASE.total_seconds() + 1)
    heir = work.claim(session, KIND)

    assert not work.finish(session, slow)
    assert work.finish(session, heir)


def test_a_failed_job_is_tried_again_after_growing_pauses_and_then_given_up(session, build):
    build.at(build.now)
    enqueue(session)
    pauses = []
    while claim := work.claim(session, KIND):
        again = work.fail(session, claim, "It broke.")
        if again:
            job = session.get_one(Job, claim.id, populate_existing=True)
            pauses.append(job.due_at - build.now)
            build.at(job.due_at)

    job = session.get_one(Job, claim.id if claim else 1, populate_existing=True)
    assert pauses == sorted(pauses)
    assert len(pauses) == MOST_ATTEMPTS - 1
    assert (job.state, job.problem) == ("given up", "It broke.")


def test_a_job_that_kills_its_workers_is_given_up_and_the_next_one_is_done(session, build):
    build.at(build.now)
    enqueue(session, 1)
    for _ in range(MOST_ATTEMPTS):
        assert work.claim(session, KIND).target == 1
        build.later(seconds=work.LEASE.total_seconds() + 1)
    enqueue(session, 2)

    assert work.claim(session, KIND).target == 2
    assert work.count_by_state(session) == {"given up": 1, "working": 1}


@pytest.mark.parametrize("kind", sorted(jobs.OUTSIDE))
def test_what_waits_for_a_server_of_others_is_tried_for_a_day(session, build, kind):
    build.at(build.now)
    work.enqueue(session, kind, 1, key="outside")

    for _ in range(MOST_ATTEMPTS + 5):
        work.fail(session, work.claim(session, kind), "It is away.", patient=True)
        build.later(hours=1)

    assert work.count_by_state(session) == {"waiting": 1}


def test_what_was_given_up_can_have_another_start(session):
    enqueue(session)
    work.fail(session, work.claim(session, KIND), "It broke.", hopeless=True)
    assert work.claim(session, KIND) is None

    assert work.try_again(session) == 1

    assert work.claim(session, KIND).attempt == 1


def test_the_leases_of_a_dead_machine_can_be_taken_back_at_once(session):
    enqueue(session)
    work.claim(session, KIND)

    assert work.free_leases(session) == 1

    assert work.claim(session, KIND).attempt == 2


def test_only_what_was_left_lying_is_found_by_the_sweep(session, build):
    build.at(build.now)
    enqueue(session)

    assert work.due_kinds(session) == [KIND]
    assert work.due_kinds(session, left_for=timedelta(seconds=2)) == []
    build.later(seconds=3)
    assert work.due_kinds(session, left_for=timedelta(seconds=2)) == [KIND]


@pytest.mark.parametrize("workers", [8])
def test_eight_workers_take_each_job_once(sessions, workers):
    total = 200
    with db.transaction(sessions) as session:
        for number in range(total):
            enqueue(session, number)
    taken: list[int] = []

    def take_all() -> None:
        while True:
            with db.transaction(sessions) as session:
                claim = work.claim(session, KIND)
                if claim is None:
                    return
                taken.append(claim.target)

    threads = [threading.Thread(target=take_all) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(total))
