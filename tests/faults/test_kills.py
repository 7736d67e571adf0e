"""The worker dies at any moment, again and again; nothing is lost, halved or doubled.

`benchmarks/faults.py` kills more often, and amid mails only.
"""

import logging
import random
import time

import pytest

from tests.build import Build
from tests.faults import truth
from tests.faults.load import Crowd
from tests.faults.service import wait_until
from workflow import db
from workflow.models import Job, Mail
from workflow.services.mailing import mail

KILLS = 20
SEED = 20261123
WORKERS = 3
BACKLOG = 4
"""Rounds of each kind that lie ready, so that no worker is killed while it has nothing to do."""

pytestmark = pytest.mark.slow

log = logging.getLogger(__name__)


def test_twenty_kills_lose_nothing_and_double_only_what_was_not_acknowledged(
    service, load, sink, looking
):
    chance = random.Random(SEED)
    for _ in range(WORKERS):
        service.start_quickly()
    for _ in range(BACKLOG):
        load.one_of_each()
    service.wait_ready()

    began = time.monotonic()
    with Crowd(load, pause=0.2):
        for number in range(KILLS):
            victim = service.workers.popleft()
            wait_until(lambda v=victim: v.ready, 60, "a worker starts")
            moment = chance.uniform(0, 0.5)
            time.sleep(moment)
            victim.kill()
            service.start_quickly()
            log.warning("kill %s after %.3f s, %s mails so far", number, moment, len(sink.mails))
    took = time.monotonic() - began

    rest = truth.wait_for_rest(looking, 90)
    with looking() as session:
        truth.nothing_lost(session, load)
        doubles = truth.all_mails_arrived(session, sink)
    log.warning(
        "seed %s: %s kills in %.0f s, at rest %.1f s later; %s; %s mails, %s of them twice",
        *(SEED, KILLS, took, rest, load, len(sink.mails), len(doubles)),
    )


def test_a_worker_that_is_told_to_end_finishes_what_it_has_in_hand(service, sink, looking):
    worker = service.start_worker()
    service.wait_ready()
    with db.transaction(looking) as session:
        person = Build(session).person()
        for number in range(1000):
            mail.write(session, "sign-in-link", key=f"k{number}", person=person)
    sink.wait_for(20)

    began = time.monotonic()
    service.stop()
    took = time.monotonic() - began

    with looking() as session:
        assert session.query(Job).filter_by(state="working").count() == 0
        sent = session.query(Mail).filter(Mail.sent_at.is_not(None)).count()
        assert sent == len(sink.mails) == len({m["Message-ID"] for m in sink.mails}) < 1000
    assert "Warm shutdown" in worker.log.read_text()
    log.warning("told to end with 1000 mails waiting: ended after %.1f s and %s mails", took, sent)
