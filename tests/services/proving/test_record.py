"""The record: everything in a row, and nobody changes it without being found out."""

import pytest
from sqlalchemy import text

from workflow.errors import NotFound, RecordBroken
from workflow.rules.permissions import CLOCK
from workflow.services.pledging import pledges
from workflow.services.proving import record


def written(build, session, count=3):
    pledge = pledges.hold(session, build.pledge().id)
    for number in range(count):
        record.write(session, CLOCK, pledge, "something happened", {"number": number})
    return pledge


def unguarded(session, change):
    """Change the tables behind the back of the triggers, as somebody with the file could."""
    if session.get_bind().dialect.name == "sqlite":
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in session.execute(text(triggers)).all():
            session.execute(text(f'DROP TRIGGER "{name}"'))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text(change))
    session.expire_all()


def test_a_record_that_nobody_touched_verifies(build, session):
    pledge = written(build, session)

    assert record.verify(session, pledge.id) == pledge.head_seq == 4


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE event SET kind = 'nothing happened' WHERE seq = 3", 3),
        ("UPDATE event SET role = 'coordinator' WHERE seq = 2", 2),
        ("UPDATE event SET at = '2020-01-01 00:00:00' WHERE seq = 2", 2),
        ("UPDATE event SET seq = 9 WHERE seq = 4", 4),
        ("UPDATE pledge SET head_seq = 3", 5),
        ("UPDATE pledge SET head_hash = 'other'", 5),
    ],
)
def test_a_change_is_found_where_it_was_made(build, session, change, seq):
    pledge = written(build, session)

    unguarded(session, change)

    with pytest.raises(RecordBroken, match=f"entry {seq}"):
        record.verify(session, pledge.id)


def test_changed_contents_are_found(build, session):
    pledge = written(build, session)

    unguarded(session, "UPDATE event_payload SET told = '{\"number\": 7}' WHERE event_id = 3")

    with pytest.raises(RecordBroken, match="contents were changed"):
        record.verify(session, pledge.id)


def test_erased_contents_leave_the_chain_whole(build, session):
    pledge = written(build, session)
    told = {"entries": [3]}
    record.write(session, CLOCK, pledge, "words erased for data protection", told)

    unguarded(session, "DELETE FROM event_payload WHERE event_id = 3")

    assert record.verify(session, pledge.id) == 5


def test_contents_that_no_entry_calls_erased_are_missed(build, session):
    pledge = written(build, session)

    unguarded(session, "DELETE FROM event_payload WHERE event_id = 3")

    with pytest.raises(RecordBroken, match="entry 3: what it tells was taken out"):
        record.verify(session, pledge.id)


def test_a_cut_off_end_is_found(build, session):
    pledge = written(build, session)

    unguarded(
        session,
        "DELETE FROM event_payload WHERE event_id = (SELECT max(id) FROM event)",
    )
    unguarded(session, "DELETE FROM event WHERE seq = 4")

    with pytest.raises(RecordBroken, match="the end of the record is missing"):
        record.verify(session, pledge.id)


def test_there_is_no_record_of_what_is_not_there(session):
    with pytest.raises(NotFound):
        record.verify(session, 4711)
