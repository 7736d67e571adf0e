"""Two schedulers, and a clock that is set back: all happens once, and nothing early."""

import logging
from datetime import timedelta

import pytest

from tests.build import Build
from tests.faults import scenes, truth
from tests.faults.clock import stepping
from tests.faults.service import wait_until
from workflow import db
from workflow.models import Event, Mail, Round
from workflow.rules.stages import RoundState

pytestmark = pytest.mark.slow

log = logging.getLogger(__name__)

ROUNDS = 4


def test_two_schedulers_do_nothing_twice(service, load, sink, looking):
    def long_ago(build: Build) -> None:
        build.at(build.now - timedelta(days=8))
        for _ in range(ROUNDS):
            build.round(build.pledge(), days=7)
        build.round_the_clock()

    with db.transaction(looking) as session:
        long_ago(Build(session))
    for _ in range(2):
        service.start_beat()
        service.start_worker()
    service.wait_ready()

    def all_reminded() -> bool:
        with looking() as session:
            return session.query(Mail).filter_by(letter="nudge-overdue").count() >= 3 * ROUNDS

    took = wait_until(all_reminded, 60, "all are reminded")
    truth.wait_for_rest(looking, 60)

    with looking() as session:
        assert {r.state for r in session.query(Round)} == {RoundState.CONSOLIDATING}
        told = [e.kind for e in session.query(Event)]
        assert told.count("round closed") == told.count("reminders sent") == ROUNDS
        assert session.query(Mail).filter_by(letter="nudge-overdue").count() == 3 * ROUNDS
        truth.nothing_lost(session, load)
        assert truth.all_mails_arrived(session, sink) == set()
    log.warning("two schedulers: all reminded after %.1f s, %s mails", took, len(sink.mails))


def test_a_clock_set_back_an_hour_loses_and_doubles_nothing_and_closes_nothing_early(
    service, sink, looking, postgres_url
):
    with stepping(postgres_url) as clock:
        over, runs = scenes.open_rounds(looking)
        service.start_worker()
        service.wait_ready()

        scenes.step_back(clock, looking, over, runs, mails=40)

        truth.wait_for_rest(looking, 60)
        scenes.only_once(looking, over)
        with looking() as session:
            assert truth.all_mails_arrived(session, sink) == set()
        service.stop()
        looking.kw["bind"].dispose()
