"""A meeting on its page, and its summary as the files that people pass on."""

import io
import zipfile
from datetime import timedelta

import pytest

from tests.webapp.conftest import acting
from tests.webapp.visitor import Visitor
from workflow import db
from workflow.services.outside import meetings
from workflow.services.pledging import roadmaps

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def meeting(sessions, cast, pledge):
    """The number of a meeting with one note, not circulated yet."""
    with db.transaction(sessions) as session:
        office, now = acting(cast.anna), db.now(session)
        row = meetings.call(
            session,
            office,
            pledge_id=pledge.id,
            body="Executive Committee",
            level="Principals",
            starts_at=now,
            ends_at=now + timedelta(hours=1),
            zone="Europe/Zurich",
            place="virtual",
        )
        meetings.add_note(session, office, meeting_id=row.id, text="There was broad agreement.")
        return row.id


def test_a_summary_leaves_as_word_file_and_pdf_with_its_status(app, cast, meeting):
    office = Visitor(app).sign_in(cast.anna)

    word = office.get(f"/meetings/{meeting}/summary.docx").data
    printed = office.get(f"/meetings/{meeting}/summary.pdf").data

    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        parts = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "DRAFT Summary" in parts
    assert "There was broad agreement." in parts
    assert printed.startswith(b"%PDF")


def test_agencies_get_no_summary_before_it_is_circulated(app, cast, meeting):
    agency = Visitor(app).sign_in(cast.iris)

    assert agency.get(f"/meetings/{meeting}/summary.docx").status_code == 404
    assert "broad agreement" not in agency.get(f"/meetings/{meeting}").text


def test_a_stranger_reads_the_roadmap_on_their_own_clock(app, sessions, cast, pledge):
    with db.transaction(sessions) as session:
        roadmap = roadmaps.plan(
            session,
            acting(cast.anna),
            pledge_id=pledge.id,
            event="The forum",
            event_at=db.now(session) + timedelta(days=40),
            zone="America/New_York",
            lines=["Zero draft | 5 working days"],
            public=True,
        )
    stranger = Visitor(app)

    assert "Bangkok time" in stranger.get(f"/roadmaps/{roadmap.address}?zone=Asia/Bangkok").text
    assert stranger.get(f"/roadmaps/{roadmap.address}?zone=../../etc").status_code == 200
