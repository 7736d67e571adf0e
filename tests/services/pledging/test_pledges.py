"""Starting a pledge and saying who takes part."""

import pytest

from tests.build import Build
from workflow.errors import (
    BadChoice,
    BadHeading,
    EmptyText,
    Missing,
    NoMembers,
    NotAllowed,
    NotFound,
    UnknownAgency,
)
from workflow.services.pledging import members, pledges
from workflow.text import canonical
from workflow.text.blocks import Block, Kind


def start(build: Build, **changed):
    asked = {"title": "A pledge", "text": "One.\n\nTwo.", "agencies": [build.agency().id]}
    return pledges.start(build.session, build.coordinator(), **(asked | changed))


def test_the_first_version_is_the_zero_draft_with_its_fingerprint(build):
    pledge = start(build)

    (version,) = pledge.versions
    assert (version.number, version.label, version.text) == (1, "Zero draft", "One.\n\nTwo.\n")
    assert version.sha256 == canonical.fingerprint(version.text)
    assert [block.id for block in version.blocks] == ["b1", "b2"]


def test_blocks_with_known_ids_keep_them(build):
    blocks = (Block("pp1", Kind.PARAGRAPH, "We."), Block("a", Kind.NUMBERED, "Listen."))

    pledge = start(build, text="", blocks=blocks)

    assert pledge.latest.blocks == blocks
    assert [row.label for row in pledge.latest.rows] == ["PP1", "1"]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"title": " "}, Missing),
        ({"title": "A\r\nBcc: all@example.org"}, BadHeading),
        ({"title": "=?utf-8?q?A=0ABcc:_all?="}, BadHeading),
        ({"title": "A" * 201}, BadHeading),
        ({"text": " \n\n "}, EmptyText),
        ({"agencies": []}, NoMembers),
        ({"agencies": [4711]}, UnknownAgency),
        ({"zone": "Mars/Olympus"}, BadChoice),
    ],
)
def test_what_makes_no_sense_is_refused(build, changed, error):
    with pytest.raises(error):
        start(build, **changed)


def test_only_the_office_starts_a_pledge(build, session):
    with pytest.raises(NotAllowed):
        pledges.start(session, build.focal_point(), title="A", text="B.", agencies=[1])


def test_an_agency_that_leaves_stays_on_record_and_may_come_back(build, session):
    pledge = build.pledge(agencies=["IOM", "ILO"])
    iom, ilo = build.agency("IOM"), build.agency("ILO")

    members.set_members(session, build.coordinator(), pledge_id=pledge.id, agencies=[iom.id])
    assert [m.agency_id for m in pledge.members if m.left_at is None] == [iom.id]
    assert len(pledge.members) == 2

    both = [iom.id, ilo.id]
    members.set_members(session, build.coordinator(), pledge_id=pledge.id, agencies=both)
    assert [m.left_at for m in pledge.members] == [None, None]


def test_a_pledge_that_is_not_there_cannot_be_held(session):
    with pytest.raises(NotFound):
        pledges.hold(session, 4711)
