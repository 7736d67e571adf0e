"""Corrigenda stand beside a locked text; whatever is more than spelling is a new edition."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import LISTENING, REPORTING
from tests.services.joining.test_silence import MONDAY
from workflow.errors import (
    CorrectionOver,
    NotAllowed,
    NotEditorial,
    NothingCorrected,
    NotLocked,
    NotThere,
    ReasonOwed,
    SilenceTooShort,
    SilenceWithoutWorkingDays,
)
from workflow.models import Event, Mail
from workflow.queries.joining import corrections as queries
from workflow.rules.permissions import CLOCK, Role
from workflow.services.joining import corrections, locking
from workflow.services.proving import record

OLD, NEW = "report once a year", "report, once a year,"


@pytest.fixture
def pledge(build):
    build.at(MONDAY)
    pledge = build.pledge()
    version = pledge.latest
    asked = locking.request(
        build.session, build.coordinator(), version_id=version.id, seen=version.sha256
    )
    locking.confirm(
        build.session,
        build.actor(Role.STAFF),
        request_id=asked.id,
        typed=version.sha256[:8],
    )
    return pledge


def propose(session, build, pledge, *, by=None, **given):
    words = {"block_id": REPORTING, "old": OLD, "new": NEW, "reason": "Two commas are missing."}
    return corrections.propose(
        session, by or build.coordinator(), version_id=pledge.latest.id, **{**words, **given}
    )


def open_(session, build, row, days=3.0):
    return corrections.open_to_objections(
        session,
        build.coordinator(),
        corrigendum_id=row.id,
        ends_at=build.now + timedelta(days=days),
    )


def test_without_an_objection_it_is_issued_and_the_text_keeps_its_bytes(session, build, pledge):
    before = (pledge.latest.text, pledge.latest.sha256, pledge.latest.locked_at)
    row = propose(session, build, pledge)
    open_(session, build, row)

    build.later(days=2)
    assert not corrections.issue(session, CLOCK, corrigendum_id=row.id)
    build.later(days=1)
    assert corrections.issue(session, CLOCK, corrigendum_id=row.id)
    assert not corrections.issue(session, CLOCK, corrigendum_id=row.id)

    assert (row.state, row.number) == ("issued", 1)
    assert (pledge.latest.text, pledge.latest.sha256, pledge.latest.locked_at) == before
    event = session.scalars(select(Event).order_by(Event.seq.desc())).first()
    assert event.kind == "corrigendum issued"
    assert (event.payload.told["for"], event.payload.told["read"]) == (OLD, NEW)
    assert record.verify(session, pledge.id)
    letters = set(session.scalars(select(Mail.letter)))
    assert {"corrigendum-open", "corrigendum-issued"} <= letters


def test_one_objection_stops_it_and_the_office_decides_anew(session, build, pledge):
    row = propose(session, build, pledge)
    open_(session, build, row)

    corrections.object_(
        session, build.focal_point("ILO"), corrigendum_id=row.id, reason="It says more."
    )

    build.later(days=5)
    assert not corrections.issue(session, CLOCK, corrigendum_id=row.id)
    assert row.state == "proposed"
    corrections.keep(session, build.coordinator(), corrigendum_id=row.id, reason="Next edition.")
    assert (row.state, row.answer) == ("kept for a new edition", "Next edition.")
    with pytest.raises(CorrectionOver):
        open_(session, build, row)


@pytest.mark.parametrize("new", ["report twice a year", "not report once a year", "report"])
def test_whatever_says_something_else_is_no_corrigendum(session, build, pledge, new):
    row = propose(session, build, pledge, new=new)

    with pytest.raises(NotEditorial):
        open_(session, build, row)
    assert row.state == "proposed"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"old": "no such words"}, NotThere),
        ({"old": "w"}, NotThere),
        ({"old": ""}, NotThere),
        ({"new": OLD}, NothingCorrected),
        ({"reason": " "}, ReasonOwed),
        ({"block_id": LISTENING}, NotThere),
    ],
)
def test_what_cannot_be_corrected_is_said(session, build, pledge, given, error):
    with pytest.raises(error):
        propose(session, build, pledge, **given)


def test_agencies_have_a_day_and_a_working_day(session, build, pledge):
    row = propose(session, build, pledge)

    with pytest.raises(SilenceTooShort):
        open_(session, build, row, days=0.9)
    build.at(MONDAY + timedelta(days=4, hours=2))  # Friday evening
    with pytest.raises(SilenceWithoutWorkingDays):
        open_(session, build, row, days=2)
    assert open_(session, build, row, days=3)


def test_too_late_to_object_is_too_late(session, build, pledge):
    row = propose(session, build, pledge)
    open_(session, build, row)
    build.later(days=3)

    with pytest.raises(CorrectionOver):
        corrections.object_(
            session, build.focal_point("ILO"), corrigendum_id=row.id, reason="Wait."
        )


def test_an_open_text_gets_changes_and_no_corrigenda(session, build):
    pledge = build.pledge()

    with pytest.raises(NotLocked):
        propose(session, build, pledge)
    with pytest.raises(NotLocked):
        corrections.start_edition(
            session, build.coordinator(), pledge_id=pledge.id, title="Second edition"
        )


def test_agencies_propose_and_the_office_opens(session, build, pledge):
    row = propose(session, build, pledge, by=build.focal_point("ILO"))

    with pytest.raises(NotAllowed):
        corrections.open_to_objections(
            session, build.focal_point("ILO"), corrigendum_id=row.id, ends_at=build.now
        )
    seen = {
        name: len(queries.page(session, actor, pledge.id).lines)
        for name, actor in {
            "office": build.coordinator(),
            "own": build.principal("ILO"),
            "other": build.principal("IOM"),
            "observer": build.actor(Role.OBSERVER),
        }.items()
    }
    assert seen == {"office": 1, "own": 1, "other": 0, "observer": 0}


def test_a_new_edition_is_a_pledge_of_its_own(session, build, pledge):
    edition = corrections.start_edition(
        session, build.coordinator(), pledge_id=pledge.id, title="Second edition"
    )

    assert edition.latest.sha256 == pledge.latest.sha256
    assert edition.stage == "drafting"
    assert [b.id for b in edition.latest.blocks] == [b.id for b in pledge.latest.blocks]
    page = queries.page(session, build.coordinator(), pledge.id)
    assert [one.id for one in page.editions] == [edition.id]
    assert record.verify(session, edition.id)
