"""Whoever writes into the database beside the service is found out, whatever they touch."""

import json
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, String, delete, insert, inspect, select, text, update
from sqlalchemy.orm import Session

from tests.proof.beside import report_on_a_joint_pledge, say_more_beside_the_text
from workflow import db
from workflow.errors import RecordBroken
from workflow.models import (
    Agency,
    Answer,
    Change,
    Corrigendum,
    CorrigendumObjection,
    Decision,
    Event,
    EventPayload,
    Intake,
    LockRequest,
    Member,
    Objection,
    OnBehalf,
    OptIn,
    Partner,
    Pledge,
    Progress,
    RegisteredText,
    Remark,
    Revision,
    Silence,
    SpecificPledge,
    TextBlock,
    Version,
)
from workflow.services.proving import record, sealing

TABLES = (
    Event,
    EventPayload,
    Version,
    TextBlock,
    OptIn,
    Decision,
    Answer,
    Revision,
    Change,
    Intake,
    SpecificPledge,
    Partner,
    RegisteredText,
    Progress,
    Pledge,
    Member,
    Silence,
    Objection,
    Remark,
    Corrigendum,
    CorrigendumObjection,
    LockRequest,
    OnBehalf,
)


@pytest.fixture(scope="session")
def unguarded(told, tmp_path_factory):
    """A copy of the story without its triggers, as somebody with the file could make it."""
    path = tmp_path_factory.mktemp("tampered") / "story.db"
    path.write_bytes(told.file.read_bytes())
    engine = db.connect(f"sqlite:///{path}")
    with db.transaction(db.sessions(engine)) as session:
        report_on_a_joint_pledge(session, told.pledge_id)
        say_more_beside_the_text(session, told.pledge_id)
    with engine.begin() as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type='trigger'")):
            connection.execute(text(f"DROP TRIGGER {name}"))
    yield engine
    engine.dispose()


@pytest.fixture
def tampered(unguarded, told):
    """A session on that copy, whose changes are never kept."""

    @contextmanager
    def opened():
        with unguarded.connect() as connection:
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            with Session(connection, info=dict(told.sessions.kw["info"])) as session:
                yield session
            connection.rollback()

    return opened


def rows_of(session, table):
    key = inspect(table).primary_key[0]
    return session.execute(select(table.__table__).order_by(key)).mappings().all(), key


def other(value, column, draw):
    """Return another value of the same kind."""
    if isinstance(column.type, JSON):
        return [*value, draw] if isinstance(value, list) else {**(value or {}), "more": draw}
    if isinstance(value, datetime):
        return value + timedelta(microseconds=draw)
    if isinstance(value, int):
        return not value if isinstance(value, bool) else value + 100_000 + draw
    if value is None:
        return "x" if isinstance(column.type, String) else value
    return value[:-1] + ("x" if value[-1:] != "x" else "y")


def edit(session, table, rows, key, data):
    """Give one column of a row another value."""
    row = data.draw(st.sampled_from(rows), label="row")
    column = data.draw(st.sampled_from([c for c in table.__table__.columns if c is not key]))
    value = other(row[column.name], column, data.draw(st.integers(1, 999)))
    assume(value != row[column.name])
    where = key == row[key.name]
    session.execute(update(table).where(where).values({column.name: value}))


def take_out(session, table, rows, key, data):
    """Delete a row."""
    row = data.draw(st.sampled_from(rows), label="row")
    session.execute(delete(table).where(key == row[key.name]))


def replay(session, table, rows, key, data):
    """Let a row happen once more, as far as the table takes it twice."""
    assume(table not in {EventPayload, Answer, Intake})  # the table takes each only once
    again = dict(data.draw(st.sampled_from(rows), label="row"))
    again[key.name] = max(one[key.name] for one in rows) + 1
    for name in {"seq", "number", "position"} & again.keys():
        again[name] = (again[name] or 0) + 1000
    if table in {Partner, Member}:
        again["agency_id"] = draw_other_agency(session, rows, data)
    if "block_id" in again and table is TextBlock:
        again["block_id"] += "-again"
    session.execute(insert(table).values(**again))


def draw_other_agency(session, rows, data):
    named = [row["agency_id"] for row in rows]
    others = session.scalars(select(Agency.id).where(Agency.id.not_in(named))).all()
    return data.draw(st.sampled_from(others), label="agency")


def reorder(session, table, rows, key, data):
    """Let two rows change places."""
    one, two = (data.draw(st.sampled_from(rows), label="row") for _ in range(2))
    assume(one[key.name] != two[key.name])
    swap(session, table, key, one, two)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    table=st.sampled_from(TABLES),
    how=st.sampled_from([edit, take_out, replay, reorder]),
    data=st.data(),
)
def test_no_change_of_rows_behind_the_back_of_the_service_goes_unnoticed(
    tampered, told, table, how, data
):
    assume(table is not Pledge or how is edit)  # one that is gone has no page, and no record
    with tampered() as session:
        rows, key = rows_of(session, table)
        assume(rows)
        how(session, table, rows, key, data)
        session.expire_all()
        with pytest.raises(RecordBroken):
            sealing.verify(session, told.pledge_id)


def swap(session, table, key, one, two):
    """Let two rows change places: each gets all that the other said."""
    free = 1_000_000
    for old, new in ((one[key.name], free), (two[key.name], one[key.name]), (free, two[key.name])):
        session.execute(update(table).where(key == old).values({key.name: new}))


def test_the_story_that_nobody_touched_is_whole(tampered, told):
    with tampered() as session:
        assert sealing.verify(session, told.pledge_id) > 100


def test_the_story_has_a_row_in_every_table_that_is_watched(tampered):
    with tampered() as session:
        assert [t.__tablename__ for t in TABLES if not rows_of(session, t)[0]] == []


def test_every_column_of_every_kind_of_row_is_watched(tampered, told):
    """Not by chance: each column of the first row that has one, one after the other."""
    missed = []
    for table in TABLES:
        with tampered() as session:
            rows, key = rows_of(session, table)
            for column in (c for c in table.__table__.columns if c is not key):
                row = next((one for one in rows if one[column.name] is not None), None)
                if row is None:
                    continue
                value = other(row[column.name], column, 7)
                save = session.begin_nested()
                where = key == row[key.name]
                session.execute(update(table).where(where).values({column.name: value}))
                session.expire_all()
                if not found_out(session, told.pledge_id):
                    missed.append(f"{table.__tablename__}.{column.name}")
                save.rollback()
        assert missed == []


def found_out(session, pledge_id):
    try:
        sealing.verify(session, pledge_id)
    except RecordBroken:
        return True
    return False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE version SET locked_at = NULL WHERE locked_at IS NOT NULL", "is not locked"),
        ("UPDATE version SET locked_at = published_at WHERE number = 1", "was locked then"),
        ("DELETE FROM event_payload WHERE event_id = 3", "was taken out, and no entry says so"),
        ("DELETE FROM opt_in WHERE id = 2", "opt in that it tells of"),
        ("UPDATE decision SET reason = 'Another.' WHERE id = 2", "decision that it tells of"),
        ("UPDATE opt_in SET answer = 'joins' WHERE answer <> 'joins'", "opt in that it tells of"),
        ("UPDATE pledge SET title = 'Another pledge'", "entry 1: the title and kind"),
        ("UPDATE pledge SET settings = '{\"silence_hours\": 1}'", "entry 1: the rules"),
        ("UPDATE pledge SET stage = 'drafting'", "another stage: locked"),
        ("UPDATE version SET label = 'Final' WHERE number = 2", "version that it tells of"),
        ("UPDATE specific_pledge SET title = 'x' WHERE number = 1", "the specific pledge that"),
        ("UPDATE registered_text SET description = 'x'", "registered text that it tells of"),
        ("UPDATE partner SET confirmed_at = NULL", "specific pledge that it tells of"),
        ("DELETE FROM specific_pledge WHERE number IS NULL", "specific pledge that it tells of"),
        ("UPDATE progress SET state = 'fulfilled'", "progress that it tells of"),
        ("UPDATE member SET left_at = since WHERE id = 2", "entry 1: the agencies that"),
        ("DELETE FROM member WHERE id = 2", "entry 1: the agencies that"),
        ("UPDATE silence SET ends_at = started_at", "the silence that it tells of"),
        ("UPDATE objection SET withdrawn_at = NULL", "the objection that it tells of"),
        ("UPDATE objection SET reason = 'Another.'", "the objection that it tells of"),
        ("DELETE FROM remark", "the remark that it tells of"),
        ("UPDATE corrigendum SET new = 'x'", "the corrigendum that it tells of"),
        ("UPDATE corrigendum SET agency_id = 1", "the proposal of a corrigendum that it"),
        ("DELETE FROM corrigendum_objection", "corrigendum objection that it tells of"),
        ("UPDATE lock_request SET requested_by = 1 + requested_by", "lock request that it tells"),
        (
            "UPDATE on_behalf SET said = 'By mail.'",
            "answer on behalf of an agency that it tells of",
        ),
    ],
)
def test_what_was_done_is_named(tampered, told, change, words):
    with tampered() as session:
        session.execute(text(change))
        with pytest.raises(RecordBroken, match=words):
            record.verify(session, told.pledge_id)


def test_an_opt_in_that_no_entry_tells_of_counts_for_nothing(tampered, told):
    with tampered() as session:
        latest = session.get_one(Pledge, told.pledge_id).latest
        row = session.scalars(select(OptIn).where(OptIn.version_id == latest.id)).first()
        copied = {c.name: getattr(row, c.name) for c in OptIn.__table__.columns if c.name != "id"}
        session.execute(insert(OptIn).values(**copied))
        with pytest.raises(RecordBroken, match="does not tell of the opt in with number"):
            record.verify(session, told.pledge_id)


def test_the_entry_of_an_opt_in_keeps_a_hash_of_its_row(told):
    with told.sessions() as session:
        event = session.scalars(select(Event).where(Event.kind == "opt-in given")).first()
        kept = event.payload.told["rows"]["opt_in"]
    assert len(kept["ids"]) == 1
    assert json.dumps(kept["sha256"]).strip('"').isalnum()
