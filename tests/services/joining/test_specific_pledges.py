"""What an agency commits to by itself."""

import pytest
from sqlalchemy import select

from tests.build import REPORTING
from workflow.errors import BadHeading, Missing, NotAllowed, NotFound, Overtaken, TooLong
from workflow.models import Event, SpecificPledge
from workflow.rules.dispositions import Disposition
from workflow.rules.notes import Category, Note, Weight
from workflow.rules.permissions import Role
from workflow.services.joining import specific_pledges

NOTE = Note("Our board asks for it.", Category.SUBSTANTIVE, Weight.PREFERENCE)


def start(session, build, pledge, agency="ILO", **given):
    values = {"title": "Fair hiring", "description": "We will train 500 inspectors by 2030."}
    return specific_pledges.start(
        session, build.focal_point(agency), pledge_id=pledge.id, **(values | given)
    )


def edit(session, actor, own, **given):
    values = {"title": "Fairer hiring", "description": "We will train 600 inspectors."}
    return specific_pledges.edit(session, actor, specific_pledge_id=own.id, **(values | given))


def test_a_redirected_change_becomes_a_draft_of_the_agency_that_proposed_it(session, build):
    round_ = build.round()
    build.revision("ILO", {REPORTING: "We will report twice a year on what we did."}, note=NOTE)
    build.close(round_)
    build.merge()
    for passage in build.passages():
        build.decide(passage, Disposition.REDIRECTED)

    build.publish(round_)

    own = session.scalars(select(SpecificPledge)).all()
    assert len(own) == 1
    assert {one.agency.acronym for one in own} == {"ILO"}
    assert all(one.state == "draft" and one.origin_change_id for one in own)
    assert "Our board asks for it." in own[0].description
    kinds = session.scalars(select(Event.kind)).all()
    assert kinds.count("specific pledge started") == len(own)


def test_an_agency_starts_and_edits_its_own(session, build):
    own = start(session, build, build.pledge())
    build.later(hours=1)

    edit(session, build.principal("ILO"), own)

    assert (own.title, own.description) == ("Fairer hiring", "We will train 600 inspectors.")
    assert own.changed_at == build.now > own.made_at


def test_other_agencies_cannot_even_find_it(session, build):
    own = start(session, build, build.pledge())

    with pytest.raises(NotFound):
        edit(session, build.focal_point("WHO"), own)
    with pytest.raises(NotAllowed):
        edit(session, build.actor(Role.COORDINATOR), own)
    assert own.title == "Fair hiring"


def test_of_two_who_edit_at_once_the_later_is_told(session, build):
    own = start(session, build, build.pledge())
    seen = own.changed_at.isoformat()
    build.later(minutes=1)
    edit(session, build.focal_point("ILO"), own, seen=seen)

    with pytest.raises(Overtaken, match="A colleague"):
        edit(session, build.principal("ILO"), own, title="Mine", seen=seen)
    assert own.title == "Fairer hiring"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"title": " "}, Missing),
        ({"title": "=?utf-8?q?a?="}, BadHeading),
        ({"description": "\n"}, Missing),
        ({"description": "x" * 30_000}, TooLong),
    ],
)
def test_what_is_missing_or_too_much_is_said(session, build, given, error):
    pledge = build.pledge()
    with pytest.raises(error):
        start(session, build, pledge, **given)


def test_an_agency_that_takes_no_part_starts_nothing(session, build):
    with pytest.raises(NotFound):
        start(session, build, build.pledge(), "UPU")
