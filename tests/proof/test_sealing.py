"""Signed heads and seals: what a chain alone cannot find."""

import pytest
from sqlalchemy import select, text

from tests.proof.conftest import OTHER, SEED
from tests.services.joining.test_locking import lock
from workflow import jobs
from workflow.errors import NoSigningKey, NotAllowed, RecordBroken
from workflow.files.seal import Signer
from workflow.models import Checkpoint, Event, Job, Pledge, Seal, SigningKey
from workflow.rules import chain
from workflow.rules.permissions import CLOCK
from workflow.services.pledging import members
from workflow.services.proving import keys, record, sealing
from workflow.services.rounds import planning


@pytest.fixture
def pledge(build, signing):
    return build.pledge()


def sign(session, pledge):
    return sealing.sign_head(session, CLOCK, pledge_id=pledge.id)


def as_intruder(session):
    """Get past the guards, as whoever has the password of the database can."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET session_replication_role = replica"))
        return
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
        session.execute(text(f"DROP TRIGGER {name}"))


def write_anew(session, pledge):
    """Recompute the whole chain after a change, so that it is in order again."""
    session.expire_all()
    previous = ""
    for event in session.scalars(
        select(Event).where(Event.pledge_id == pledge.id).order_by(Event.seq)
    ).all():
        event.leaf = chain.leaf(event.payload.salt, event.payload.told)
        event.previous = previous
        event.hash = chain.link(
            previous,
            seq=event.seq,
            at=event.at,
            kind=event.kind,
            person_id=event.person_id,
            role=event.role,
            agency_id=event.agency_id,
            leaf=event.leaf,
        )
        previous = event.hash
        last = event.seq
    session.get_one(Pledge, pledge.id).head_hash = previous
    session.get_one(Pledge, pledge.id).head_seq = last
    session.flush()


# --- once a day -----------------------------------------------------------------------------


def test_the_head_of_a_record_is_signed_once_for_each_day_on_which_it_grew(session, build, pledge):
    first = sign(session, pledge)
    assert (first.seq, first.head) == (pledge.head_seq, pledge.head_hash)
    assert sign(session, pledge) is None
    assert sealing.due(session) == []

    build.later(days=1)
    assert sealing.due(session) == []

    build.round(pledge)
    assert sealing.due(session) == [pledge.id]
    assert sign(session, pledge).seq == pledge.head_seq

    members.set_members(session, build.coordinator(), pledge_id=pledge.id, agencies=[1, 2])
    assert sealing.due(session) == []


def test_the_plan_has_one_job_for_each_record_and_day(session, pledge):
    planning.plan(session)
    planning.plan(session)

    job = session.scalars(select(Job).where(Job.kind == jobs.SIGN_HEAD)).one()
    assert job.target == pledge.id


def test_a_service_without_a_key_signs_nothing_and_plans_nothing(session, build):
    pledge = build.pledge()
    planning.plan(session)

    assert session.scalars(select(Job).where(Job.kind == jobs.SIGN_HEAD)).all() == []
    with pytest.raises(NoSigningKey):
        sign(session, pledge)


def test_only_the_clock_signs(session, build, pledge):
    with pytest.raises(NotAllowed):
        sealing.sign_head(session, build.coordinator(), pledge_id=pledge.id)


# --- the lock -------------------------------------------------------------------------------


def test_a_lock_is_sealed_in_the_same_transaction(session, build, pledge):
    version = lock(session, build, pledge)

    sealed = session.scalars(select(Seal)).one()
    assert (sealed.version_id, sealed.seq) == (version.id, pledge.head_seq)
    assert sealing.verify(session, pledge.id) == pledge.head_seq


def test_a_text_that_was_locked_without_a_key_is_sealed_when_there_is_one(session, build):
    pledge = build.pledge()
    version = lock(session, build, pledge)
    assert sealing.find_seal(session, version.id) is None

    session.info[keys.SEED] = SEED
    sign(session, pledge)

    assert sealing.find_seal(session, version.id).seq == pledge.head_seq


# --- tampering ------------------------------------------------------------------------------


@pytest.fixture
def grown(session, build, pledge):
    """A record of some entries, whose head was signed; two more came after."""
    build.round(pledge)
    build.revision("ILO", {"b3": "We will always listen to migrants."})
    sign(session, pledge)
    build.revision("WHO")
    build.close()
    return pledge


TAMPERED = {
    "an entry is deleted": "DELETE FROM event WHERE seq = 2",
    "the last entry is deleted": "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
    "two entries change places": (
        "UPDATE event SET seq = CASE seq WHEN 2 THEN 3 ELSE 2 END + 100 WHERE seq IN (2, 3);"
        "UPDATE event SET seq = seq - 100 WHERE seq > 100"
    ),
    "an entry is played again": (
        "INSERT INTO event (pledge_id, seq, at, kind, person_id, role, agency_id, leaf, previous,"
        " hash) SELECT pledge_id, (SELECT max(seq) + 1 FROM event), at, kind, person_id, role,"
        " agency_id, leaf, previous, hash FROM event WHERE seq = 2"
    ),
    "a kind is changed": "UPDATE event SET kind = 'nothing' WHERE seq = 2",
    "a time is changed": "UPDATE event SET at = '2020-01-01 00:00:00' WHERE seq = 2",
    "a person is changed": "UPDATE event SET person_id = NULL WHERE seq = 1",
    "what was told is changed": "UPDATE event_payload SET told = '{}' WHERE event_id = 1",
    "a salt is changed": "UPDATE event_payload SET salt = 'x' WHERE event_id = 1",
    "a hash is changed": "UPDATE event SET hash = 'x' WHERE seq = 2",
    "the head is changed": "UPDATE pledge SET head_hash = 'x'",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_the_chain_finds_that(session, grown, what):
    as_intruder(session)
    if what == "an entry is deleted" or what.startswith("the last"):
        session.execute(text("DELETE FROM event_payload"))
    for statement in TAMPERED[what].split(";"):
        session.execute(text(statement))
    session.expire_all()

    with pytest.raises(RecordBroken):
        record.verify(session, grown.id)


def test_a_chain_that_was_written_anew_is_found_by_the_signed_head(session, grown):
    as_intruder(session)
    payload = session.scalars(select(Event).where(Event.seq == 1)).one().payload
    payload.told = {**payload.told, "title": "Another pledge"}
    session.flush()
    write_anew(session, grown)

    assert record.verify(session, grown.id) == grown.head_seq
    with pytest.raises(RecordBroken, match="not the entry that was signed"):
        sealing.verify(session, grown.id)


def test_a_record_cut_off_behind_the_signed_head_is_found(session, grown):
    signed = session.scalars(select(Checkpoint)).one().seq
    as_intruder(session)
    ids = f"SELECT id FROM event WHERE seq >= {signed}"
    session.execute(text(f"DELETE FROM event_payload WHERE event_id IN ({ids})"))
    session.execute(text(f"DELETE FROM event WHERE seq >= {signed}"))
    for table in ("support", "change", "revision"):  # and what they told of
        session.execute(text(f"DELETE FROM {table}"))
    write_anew(session, grown)

    assert record.verify(session, grown.id) == signed - 1
    with pytest.raises(RecordBroken, match="not the entry that was signed"):
        sealing.verify(session, grown.id)


def test_a_head_that_was_signed_by_nobody_is_found(session, grown):
    as_intruder(session)
    session.execute(text("UPDATE checkpoint SET signature = 'ff'"))
    session.expire_all()

    with pytest.raises(RecordBroken, match="signature"):
        sealing.verify(session, grown.id)


def test_what_is_broken_is_never_signed(session, build, grown):
    as_intruder(session)
    session.execute(text("UPDATE event SET kind = 'nothing' WHERE seq = 2"))
    session.expire_all()

    with pytest.raises(RecordBroken):
        sign(session, grown)


def test_erasing_what_an_entry_tells_keeps_everything_valid(session, grown):
    numbers = {"entries": list(range(1, grown.head_seq + 1))}
    record.write(session, CLOCK, grown, "words erased for data protection", numbers)
    session.execute(text("DELETE FROM event_payload WHERE event_id <= 2"))
    session.expire_all()

    assert sealing.verify(session, grown.id) == grown.head_seq


# --- keys -----------------------------------------------------------------------------------


def test_a_new_key_is_vouched_for_by_the_old_one_which_is_retired(session, build, pledge):
    sign(session, pledge)
    keys.rotate(session, Signer(OTHER))
    old, new = keys.every(session)

    assert old.retired_at is not None
    assert (new.retired_at, new.endorsed_by) == (None, old.name)
    with pytest.raises(NoSigningKey, match="started again"):
        keys.signer_for_writing(session)

    session.info[keys.SEED] = OTHER
    build.later(days=1)
    build.round(pledge)
    assert sign(session, pledge).key == new.name
    assert sealing.verify(session, pledge.id) == pledge.head_seq


def test_a_lost_key_is_replaced_and_nobody_vouches_for_the_new_one(session, build, pledge):
    sign(session, pledge)
    session.info[keys.SEED] = OTHER
    build.later(days=1)
    build.round(pledge)
    sign(session, pledge)

    assert [key.endorsed_by for key in keys.every(session)] == [None, None]
    assert [key.retired_at is None for key in keys.every(session)] == [False, True]


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE checkpoint SET head = 'x'",
        "DELETE FROM checkpoint",
        "UPDATE seal SET head = 'x'",
        "DELETE FROM seal",
        "UPDATE signing_key SET public = 'x'",
        "DELETE FROM signing_key",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(session, build, pledge, forbidden):
    sign(session, pledge)
    lock(session, build, pledge)

    with pytest.raises(Exception, match="never"):
        session.execute(text(forbidden))


def test_the_private_key_is_not_in_the_database(session, pledge):
    sign(session, pledge)

    for column in SigningKey.__table__.columns:
        assert session.scalar(select(column)) not in {SEED, bytes.fromhex(SEED)}
    assert SEED not in repr(Signer(SEED))
