"""What must be true afterwards, asked from outside: the rows, the record, the mail server."""

import itertools
import time
from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from tests.faults.load import Load
from tests.faults.relay import Relay
from workflow import db, jobs
from workflow.models import Event, Job, Mail, Passage, Pledge, Revision, Silence, Version
from workflow.rules.permissions import CLOCK
from workflow.services.deciding import merging
from workflow.services.mailing import mail
from workflow.services.proving import record
from workflow.services.upkeep import work

HOST = "onevoice.test"


def wait_for_rest(sessions: sessionmaker[Session], seconds: float) -> float:
    """Wait until nothing waits that is due, and nobody works; return how long it took."""
    began = time.monotonic()
    while left := _left(sessions):
        waited = time.monotonic() - began
        assert waited < seconds, f"after {waited:.0f} s there is still work: {left}"
        time.sleep(0.1)
    return time.monotonic() - began


def _left(sessions: sessionmaker[Session]) -> dict[str, int]:
    with sessions() as session:
        found = session.query(Job).filter(
            Job.state.in_(["working", "waiting"]), Job.due_at <= db.now(session)
        )
        return Counter(f"{job.kind} {job.state} {job.problem}" for job in found)


def _waits_for_its_hour(row: Mail, at: datetime) -> bool:
    """Tell whether a mail is held back on purpose: so soon after another, or for a digest."""
    return row.held and (row.waits_until is None or row.waits_until > at)


def nothing_lost(session: Session, load: Load) -> None:
    """Every acknowledged action is there, merged, locked as a whole, and in the record."""
    assert session.query(Job).filter(Job.state == "given up").count() == 0
    kept = {row[0] for row in session.query(Revision.id)}
    assert set(load.revisions) <= kept
    for round_id in load.rounds:
        assert not merging.merge_round(session, CLOCK, round_id=round_id), "a merge was lost"
        [passage] = session.query(Passage).filter_by(round_id=round_id, current=True)
        assert len(passage.wordings) == 3
    for silence_id in load.silences:
        _is_held(session, session.get_one(Silence, silence_id))
    for version_id in load.locked:
        _is_locked(session, session.get_one(Version, version_id))
    for (pledge_id,) in session.query(Pledge.id):
        record.verify(session, pledge_id)


def all_mails_arrived(session: Session, sink: Relay, *, but: str = "nobody") -> set[str]:
    """Each mail of the outbox reached the mail server; return the ids of those that came twice.

    `but` begins the addresses that the mail server refuses for good.
    """
    arrived: dict[str, list[bytes]] = {}
    for came in sink.mails:
        arrived.setdefault(came["Message-ID"], []).append(came.as_bytes())
    mails = [row for row in session.query(Mail) if not row.address.startswith(but)]
    rows = [row for row in mails if not _waits_for_its_hour(row, db.now(session))]
    written = {mail.message_id(row.key, HOST): row.id for row in rows}
    assert set(written) - set(arrived) == set(), "mails were lost"
    assert set(arrived) - set(written) == set(), "mails came from nowhere"
    assert [row.key for row in rows if row.sent_at is None] == []
    doubles = {one for one, copies in arrived.items() if len(copies) > 1}
    for message_id in doubles:
        _only_unacknowledged(session, sink, message_id, written[message_id])
        assert len(set(arrived[message_id])) == 1, "a second copy is not equal to the first"
    return doubles


def _only_unacknowledged(session: Session, sink: Relay, message_id: str, mail_id: int) -> None:
    """A second copy goes out only after the lease of somebody who never came back ran out."""
    times = sink.times[message_id]
    job = session.query(Job).filter_by(kind=jobs.DELIVER_MAIL, target=mail_id).one()
    lease = work.LEASES[jobs.DELIVER_MAIL].total_seconds()
    assert job.attempts >= len(times)
    # The lease began before the mail was on its way, which takes a loaded machine a while.
    assert all(after - before > lease / 2 for before, after in itertools.pairwise(times))


def _is_held(session: Session, silence: Silence) -> None:
    pledge = session.get_one(Pledge, session.get_one(Version, silence.version_id).pledge_id)
    told = [e.kind for e in session.query(Event).filter_by(pledge_id=pledge.id)]
    letters = session.query(Mail).filter(Mail.key.like(f"silence-held:{silence.id}:%")).count()
    assert (silence.state, pledge.stage, told.count("silence held")) == ("held", "agreed", 1)
    assert letters >= 3


def _is_locked(session: Session, version: Version) -> None:
    pledge = session.get_one(Pledge, version.pledge_id)
    told = [e.kind for e in session.query(Event).filter_by(pledge_id=pledge.id)]
    letters = session.query(Mail).filter(Mail.key.like(f"locked:{version.id}:%")).count()
    assert version.locked_at is not None
    assert pledge.stage == "locked"
    assert sum("lock" in kind for kind in told) == 2, told
    assert letters >= 3
