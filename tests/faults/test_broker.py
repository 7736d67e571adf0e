"""The broker is only the doorbell: flushed, frozen or dead, it costs seconds and nothing else."""

import logging
import time

import pytest

from tests.faults import truth
from webapp.frame.doorbell import QUIET_SECONDS
from workflow import jobs

pytestmark = pytest.mark.slow

log = logging.getLogger(__name__)

PATIENCE = 60


@pytest.fixture(autouse=True)
def thawed(valkey):
    yield
    valkey.thaw()
    if valkey.process.poll() is not None:
        valkey.start()


def check(load, sink, looking) -> None:
    with looking() as session:
        truth.nothing_lost(session, load)
        assert truth.all_mails_arrived(session, sink) == set()


def test_a_flushed_broker_loses_no_work(service, load, sink, looking, valkey):
    service.start_worker()
    service.wait_ready()
    for _ in range(6):
        load.one_of_each()
        valkey.flush()

    rest = truth.wait_for_rest(looking, PATIENCE)

    check(load, sink, looking)
    log.warning("flushed 6 times: at rest after %.1f s; %s; %s mails", rest, load, len(sink.mails))


def test_while_the_broker_is_frozen_work_goes_on_and_nobody_waits_for_it(
    service, load, sink, looking, valkey
):
    service.start_worker()
    service.wait_ready()
    load.one_of_each()
    valkey.freeze()

    ring, waits = load.sessions.kw["info"]["ring"], []
    for _ in range(3):
        load.one_of_each()
        time.sleep(QUIET_SECONDS / 2)
        began = time.monotonic()
        ring(jobs.MERGE_ROUND)
        waits.append(time.monotonic() - began)
    rest = truth.wait_for_rest(looking, PATIENCE)

    # The broker is still frozen, and all is done. A second is allowed, the rest is this machine.
    assert max(waits) < 1.5
    check(load, sink, looking)
    valkey.thaw()
    load.one_of_each()
    truth.wait_for_rest(looking, PATIENCE)
    check(load, sink, looking)
    log.warning("frozen: at rest after %.1f s, longest ring %.2f s; %s", rest, max(waits), load)


def test_a_broker_that_dies_and_comes_back_empty_is_no_harm(service, load, sink, looking, valkey):
    service.start_worker()
    service.wait_ready()
    load.one_of_each()
    valkey.kill()
    load.one_of_each()
    truth.wait_for_rest(looking, PATIENCE)
    valkey.start()
    load.one_of_each()

    rest = truth.wait_for_rest(looking, PATIENCE)

    check(load, sink, looking)
    log.warning("killed and started: at rest after %.1f s; %s", rest, load)


def test_a_worker_that_never_finds_its_broker_works_all_the_same(
    service, load, sink, looking, valkey
):
    valkey.kill()
    worker = service.start_worker()

    load.one_of_each()
    rest = truth.wait_for_rest(looking, PATIENCE)

    assert not worker.ready
    check(load, sink, looking)
    log.warning("no broker at all: at rest after %.1f s; %s", rest, load)
