"""One lock, one clock, one doorbell."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from workflow import db


def test_everything_in_a_transaction_happens_at_one_time(sessions):
    with sessions() as session:
        first = db.now(session)

        assert db.now(session) == first
        assert first.tzinfo is UTC


def test_the_time_is_asked_again_after_a_lock_and_after_a_commit(sessions):
    with sessions() as session:
        first = db.now(session)
        db.forget_time(session)
        second = db.now(session)
        session.commit()
        third = db.now(session)

    assert first <= second <= third
    assert third - first < timedelta(minutes=1)


def test_another_clock_can_be_followed(engine):
    moment = datetime(2022, 2, 25, 22, tzinfo=UTC)

    with db.sessions(engine, clock=lambda: moment)() as session:
        assert db.now(session) == moment


def test_the_doorbell_rings_once_for_each_kind_and_only_after_the_commit(engine):
    rung = []
    with db.sessions(engine, ring=rung.append)() as session:
        db.ring_after_commit(session, "merge-round")
        db.ring_after_commit(session, "merge-round")
        db.ring_after_commit(session, "deliver-mail")
        session.execute(text("SELECT 1"))
        before = list(rung)
        session.commit()

    assert (before, rung) == ([], ["deliver-mail", "merge-round"])


def test_the_doorbell_is_silent_after_a_rollback(engine):
    rung = []
    with db.sessions(engine, ring=rung.append)() as session:
        db.ring_after_commit(session, "merge-round")
        session.execute(text("SELECT 1"))
        session.rollback()
        session.execute(text("SELECT 1"))
        session.commit()

    assert rung == []


def test_a_transaction_that_raises_leaves_nothing(sessions):
    def fail_after_writing() -> None:
        with db.transaction(sessions) as session:
            session.execute(text("INSERT INTO attempt (key, at) VALUES ('x', '2026-01-01')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()

    with sessions() as session:
        assert session.scalar(text("SELECT count(*) FROM attempt")) == 0


def test_a_reader_runs_beside_a_writer(sessions):
    with sessions() as writer, sessions() as reader:
        writer.execute(text("INSERT INTO attempt (key, at) VALUES ('x', '2026-01-01')"))
        db.promise_to_read(reader)

        assert reader.scalar(text("SELECT count(*) FROM attempt")) == 0
        writer.commit()


def test_a_time_without_a_zone_is_refused(session):
    bare = datetime(2026, 1, 1)  # noqa: DTZ001  what is refused

    with pytest.raises(ValueError, match="without a zone"):
        db.UTCDateTime().process_bind_param(bare, session.get_bind().dialect)
