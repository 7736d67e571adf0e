"""Clearance inside an agency."""

import pytest
from sqlalchemy import select

from tests.build import LISTENING
from workflow.errors import NotAllowed, NotCleared, Overtaken, ReasonOwed
from workflow.models import Mail
from workflow.rules.permissions import Role
from workflow.services.answering import clearances, revisions

ALL = {LISTENING: "We will listen to all migrants before we decide."}
MOST = {LISTENING: "We will listen to most migrants before we decide."}


@pytest.fixture
def round_(build):
    build.agency("ILO", clears=True)
    build.person(Role.CLEARING_OFFICER, "ILO")
    return build.round()


def officer(build):
    return build.actor(Role.CLEARING_OFFICER, "ILO")


def send(build, round_, saved):
    return revisions.submit(
        build.session, build.focal_point("ILO"), round_id=round_.id, seen=saved.draft.number
    )


def test_an_agency_that_clears_sends_nothing_uncleared(build, round_):
    saved = build.draft("ILO", ALL)

    with pytest.raises(NotCleared):
        send(build, round_, saved)


def test_what_was_cleared_goes_out_and_says_by_whom(build, session, round_):
    saved = build.draft("ILO", ALL)
    clearances.request(session, build.focal_point(), round_id=round_.id, seen=saved.draft.number)
    clearances.clear(session, officer(build), round_id=round_.id, seen=saved.draft.number)

    assert send(build, round_, saved).cleared_by == officer(build).person_id


def test_a_later_save_needs_clearance_again(build, session, round_):
    saved = build.draft("ILO", ALL)
    clearances.clear(session, officer(build), round_id=round_.id, seen=saved.draft.number)
    newer = build.draft("ILO", MOST)

    with pytest.raises(NotCleared):
        send(build, round_, newer)


def test_nobody_clears_what_they_did_not_see(build, session, round_):
    saved = build.draft("ILO", ALL)
    build.draft("ILO", MOST)

    with pytest.raises(Overtaken):
        clearances.clear(session, officer(build), round_id=round_.id, seen=saved.draft.number)


def test_a_clearing_officer_clears_by_sending(build, session, round_):
    saved = build.draft("ILO", ALL)

    revision = revisions.submit(
        session, officer(build), round_id=round_.id, seen=saved.draft.number
    )

    assert revision.cleared_by == officer(build).person_id


def test_giving_back_owes_a_sentence_which_the_focal_point_reads(build, session, round_):
    build.draft("ILO", ALL)

    with pytest.raises(ReasonOwed):
        clearances.give_back(session, officer(build), round_id=round_.id, comment=" ")
    clearances.give_back(session, officer(build), round_id=round_.id, comment="Say why.")

    mail = session.scalars(select(Mail).where(Mail.letter == "clearance-returned")).one()
    assert mail.address == "focal.point.ilo@onevoice.test"
    assert "Say why." in mail.text


def test_without_a_draft_there_is_nothing_to_clear(build, session, round_):
    with pytest.raises(NotCleared):
        clearances.clear(session, officer(build), round_id=round_.id, seen=0)


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.COORDINATOR])
def test_who_drafts_does_not_clear_and_the_office_never(build, session, round_, role):
    saved = build.draft("ILO", ALL)

    with pytest.raises(NotAllowed):
        clearances.clear(
            session, build.actor(role, "ILO"), round_id=round_.id, seen=saved.draft.number
        )
