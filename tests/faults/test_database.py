"""The database is restarted, politely and not: what was acknowledged is there afterwards."""

import logging
import signal
import time

import pytest

from tests.faults import truth
from tests.faults.load import Crowd

pytestmark = pytest.mark.slow

log = logging.getLogger(__name__)


def test_a_restarted_database_loses_nothing_that_was_acknowledged(
    service, load, sink, looking, postgres
):
    for _ in range(2):
        service.start_worker()
    service.wait_ready()

    with Crowd(load, pause=0.1):
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):
            time.sleep(2)
            postgres.restart(how)
        time.sleep(2)

    rest = truth.wait_for_rest(looking, 90)
    with looking() as session:
        truth.nothing_lost(session, load)
        doubles = truth.all_mails_arrived(session, sink)
    assert doubles == set()
    log.warning(
        "restarted 3 times: at rest %.1f s later; %s; %s mails", rest, load, len(sink.mails)
    )
