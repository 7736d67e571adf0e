"""A mail server that is busy, refuses or hangs: later, never, later, and nobody else waits."""

import logging

import pytest

from tests.build import Build
from tests.faults import scenes, truth
from workflow import db
from workflow.models import Mail
from workflow.queries.rounds import reach
from workflow.services.mailing.mail import message_id

pytestmark = pytest.mark.slow

log = logging.getLogger(__name__)


def test_a_relay_that_is_busy_refuses_or_hangs_holds_up_nobody_else(service, sink, looking):
    with db.transaction(looking) as session:
        build = Build(session)
        for agency, name in (("IOM", "Busy"), ("ILO", "Gone"), ("WHO", "Hangs")):
            build.person(agency=agency, name=name)
        round_id = build.round(build.pledge()).id
        gone = build.agency("ILO").id
    scenes.write_mails(looking, 40)
    service.start_worker()
    service.wait_ready()

    took = scenes.wait_for_mails(looking, 60)

    with looking() as session:
        assert truth.all_mails_arrived(session, sink, but="gone") == set()
        found = reach.reach(session, round_id, at=db.now(session))
        ids = {row.address: message_id(row.key, truth.HOST) for row in session.query(Mail)}
    assert set(found.bounces) == {gone}
    assert "550" in found.bounces[gone][0].why
    tries = {name: sink.tried[f"{name}@onevoice.test"] for name in ("busy", "gone", "hangs")}
    assert tries == {"busy": 2, "gone": 1, "hangs": 2}
    others = [sink.times[one][0] for address, one in ids.items() if address.startswith("well")]
    assert max(others) < sink.times[ids["hangs@onevoice.test"]][0]
    log.warning("%s mails, all done after %.1f s", len(sink.mails), took)
