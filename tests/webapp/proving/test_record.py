"""Read the record and have its chain checked."""

from sqlalchemy import text

from tests.webapp.conftest import acting
from tests.webapp.visitor import Visitor
from workflow import db
from workflow.services.pledging import pledges
from workflow.services.proving import record


def test_the_record_tells_what_happened_and_who_did_it(visitor, cast, pledge):
    visitor.sign_in(cast.iris)
    visitor.open(f"/pledges/{pledge.id}/record")
    assert "Pledge started" in visitor.text
    assert "Anna, coordinator" in visitor.text


def test_the_chain_is_checked_on_request(visitor, cast, pledge):
    visitor.sign_in(cast.iris)
    page = visitor.open(f"/pledges/{pledge.id}/record?check=yes")
    assert "The chain is whole: 1 entry checked" in page.get_text()


def test_a_record_that_somebody_changed_behind_our_back_is_told(
    visitor, cast, pledge, sessions, database_kind
):
    with db.transaction(sessions) as session:
        if database_kind == "postgresql":
            session.execute(text("SET session_replication_role = replica"))
        else:
            for name in session.scalars(
                text("SELECT name FROM sqlite_master WHERE type='trigger'")
            ):
                session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE event_payload SET salt = 'other'"))
    visitor.sign_in(cast.anna)
    page = visitor.open(f"/pledges/{pledge.id}/record?check=yes")
    assert "broken at entry 1" in page.get_text()


def test_an_agency_does_not_read_what_another_did_inside(app, cast, pledge, sessions):
    with db.transaction(sessions) as session:
        held = pledges.hold(session, pledge.id)
        record.write(session, acting(cast.lena), held, "clearance requested", {"comment": "CANARY"})
    said = {
        name: Visitor(app).sign_in(getattr(cast, name)).open(f"/pledges/{pledge.id}/record")
        for name in ("anna", "lena", "iris", "olga")
    }
    knows = {name: "CANARY" in page.get_text() for name, page in said.items()}
    assert knows == {"anna": True, "lena": True, "iris": False, "olga": False}
    assert "An entry that is not open to you" in said["iris"].get_text()
