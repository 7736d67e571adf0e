"""The database refuses to change facts, whoever asks."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from workflow import db, migrations
from workflow.db import Model
from workflow.models import Event, EventPayload, Pledge, TextBlock, Version

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _pledge_with_event(session) -> Pledge:
    pledge = Pledge(title="One voice", created_at=NOW)
    version = Version(
        number=1, label="Zero draft", text="We agree.\n", sha256="f" * 64, published_at=NOW
    )
    version.rows = [
        TextBlock(position=0, block_id="b1", kind="paragraph", level=0, text="We agree.", label="")
    ]
    pledge.versions = [version]
    session.add(pledge)
    session.flush()
    event = Event(
        pledge_id=pledge.id,
        seq=1,
        at=NOW,
        kind="pledge started",
        role="coordinator",
        leaf="a",
        previous="",
        hash="b",
    )
    event.payload = EventPayload(salt="s", told={"title": "One voice"})
    session.add(event)
    session.flush()
    return pledge


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE event SET kind = 'nothing happened'",
        "DELETE FROM event",
        "UPDATE event_payload SET salt = 'other'",
        "UPDATE version SET text = 'We disagree.'",
        "UPDATE version SET sha256 = 'other'",
        "DELETE FROM version",
        "UPDATE text_block SET text = 'We disagree.'",
        "DELETE FROM text_block",
    ],
)
def test_the_database_refuses_to_change_a_fact(session, forbidden):
    _pledge_with_event(session)

    with pytest.raises(DatabaseError, match="never"):
        session.execute(text(forbidden))


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE version SET locked_at = NULL",
        "UPDATE version SET published_by = NULL",
        (
            "INSERT INTO text_block (version_id, position, block_id, kind, level, text, label)"
            " SELECT id, 9, 'b9', 'paragraph', 0, 'More.', '' FROM version"
        ),
        (
            "INSERT INTO version (pledge_id, number, label, text, sha256, published_at)"
            " SELECT pledge_id, 2, 'Rev.1', 'More.', 'x', published_at FROM version"
        ),
    ],
)
def test_the_database_refuses_to_change_a_locked_text(session, forbidden):
    pledge = _pledge_with_event(session)
    pledge.latest.locked_at = NOW
    session.flush()

    with pytest.raises(DatabaseError, match="locked text"):
        session.execute(text(forbidden))


def test_what_was_told_can_be_erased_for_data_protection(session):
    _pledge_with_event(session)

    session.execute(text("DELETE FROM event_payload"))

    assert session.scalar(text("SELECT count(*) FROM event")) == 1


def test_models_and_migrations_agree(empty_database_url):
    engine = db.connect(empty_database_url)

    migrations.upgrade(engine)
    migrations.upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []
    assert migrations.present(engine) == migrations.newest()
    engine.dispose()
