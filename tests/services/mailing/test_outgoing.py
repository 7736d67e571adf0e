"""Roadmaps, packages to outsiders, and pledges that start like an earlier one."""

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest

from tests.build import REPORTING
from workflow.errors import BadChoice, NotAllowed, NotFound, RequestClosed, TooManyInputs
from workflow.models import DraftingGuide, Mail, ReferenceText
from workflow.queries.outside import transmittals as queries
from workflow.rules.checks import written
from workflow.rules.checks.guide import Guide, Use
from workflow.rules.permissions import Role
from workflow.rules.ways import EDITION_OF
from workflow.services.outside import transmittals
from workflow.services.pledging import guides, references, roadmaps, templates

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def pledge(build):
    return build.pledge()


def plan(build, pledge, **more):
    lines = ["Zero draft | 5 working days", "Inside | 2 days | | members"]
    return roadmaps.plan(
        build.session,
        build.coordinator(),
        pledge_id=pledge.id,
        event="The forum",
        event_at=build.now + timedelta(days=60),
        zone="America/New_York",
        lines=lines,
        **more,
    )


def send(build, pledge, actor=None, **more):
    given = {
        "to_name": "The co-facilitators",
        "to_email": "co@mission.example",
        "subject": "Language for the declaration",
        "message": "One voice.",
        "seen": pledge.latest.sha256,
    }
    return transmittals.send(
        build.session, actor or build.coordinator(), pledge_id=pledge.id, **given | more
    )


def token_of(build, letter="transmittal"):
    mail = build.session.query(Mail).filter_by(letter=letter).one()
    return mail.text.split("/packages/")[1].split()[0]


def test_planning_again_keeps_the_addresses(build, pledge):
    first = plan(build, pledge)
    address, feed = first.address, first.feed
    again = plan(build, pledge, public=True)

    assert (again.id, again.address, again.feed) == (first.id, address, feed)
    assert len(again.milestones) == 2


def test_what_is_for_members_is_in_their_calendar_only(build, pledge):
    roadmap = plan(build, pledge)

    assert len(roadmaps.find_feed(build.session, roadmap.feed)[1]) == 2
    with pytest.raises(NotFound):
        roadmaps.find_feed(build.session, roadmap.address)
    plan(build, pledge, public=True)
    (shown,) = roadmaps.find_feed(build.session, roadmap.address)[1]
    assert shown.title == "Zero draft"


def test_a_package_names_no_agency_and_its_hash_is_on_record(build, pledge):
    round_ = build.round(pledge)
    build.revision("ILO", {REPORTING: "We will report twice a year."}, round_=round_)
    build.publish(round_)
    sent = send(build, pledge)

    made = transmittals.package(transmittals.find_by_link(build.session, token_of(build)).version)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert hashlib.sha256(made).hexdigest() == sent.package_sha256
    assert hashlib.sha256(inside["text.md"]).hexdigest() == pledge.latest.sha256
    mail = build.session.query(Mail).filter_by(letter="transmittal").one()
    assert all("ILO" not in words for words in (inside["README.txt"].decode(), mail.text))
    assert queries.page(build.session, build.coordinator(), pledge.id).sent[0].contributors == [
        "ILO"
    ]


def test_only_the_coordinator_sends_and_only_the_text_that_was_shown(build, pledge):
    with pytest.raises(NotAllowed):
        send(build, pledge, build.actor(Role.STAFF))
    with pytest.raises(BadChoice, match="latest"):
        send(build, pledge, seen="0" * 64)


def test_the_reply_stands_beside_the_package_and_the_office_is_told(build, pledge):
    send(build, pledge)
    token = token_of(build)

    transmittals.reply_by_link(build.session, token=token, words="Thank you.")
    (sent,) = queries.page(build.session, build.coordinator(), pledge.id).sent
    transmittals.note_reply(
        build.session, build.coordinator(), transmittal_id=sent.row.id, words="And by phone."
    )

    build.session.expire_all()
    (sent,) = queries.page(build.session, build.coordinator(), pledge.id).sent
    assert [reply.words for reply in sent.row.replies] == ["Thank you.", "And by phone."]
    assert build.session.query(Mail).filter_by(letter="transmittal-reply").count() == 1
    for _ in range(transmittals.REPLIES - 1):
        transmittals.reply_by_link(build.session, token=token, words="Again.")
    with pytest.raises(TooManyInputs):
        transmittals.reply_by_link(build.session, token=token, words="And again.")


def test_a_request_is_closed_by_the_package_that_answers_it(build, pledge):
    kept = transmittals.keep_request(
        build.session,
        build.coordinator(),
        pledge_id=pledge.id,
        kind="language",
        asked_by="The co-facilitators",
        words="Wording on regular pathways, please.",
    )
    send(build, pledge, support_id=kept.id)

    assert kept.closing == "Package 1 was sent."
    with pytest.raises(RequestClosed):
        transmittals.close_request(
            build.session, build.coordinator(), support_id=kept.id, words="Again."
        )


def test_a_new_pledge_takes_rounds_roadmap_and_letters_of_an_earlier_one(build, pledge):
    build.round(pledge, days=9, purpose="General comments first.")
    plan(build, pledge)
    fresh = build.pledge(title="The next one")

    templates.take_over(build.session, build.coordinator(), fresh, from_id=pledge.id)

    assert templates.round_like(fresh, 1) == {"purpose": "General comments first.", "days": 9}
    assert templates.round_like(fresh, 2) == {}
    assert templates.milestones_like(fresh).startswith("Zero draft | 5 working days")


def test_a_new_pledge_like_an_edition_is_no_edition(build, pledge):
    edition = build.pledge(title="The edition", settings={EDITION_OF: pledge.id, "notice_days": 60})
    fresh = build.pledge(title="The next one")

    templates.take_over(build.session, build.coordinator(), fresh, from_id=edition.id)

    assert EDITION_OF not in fresh.settings
    assert fresh.settings["notice_days"] == 60


def test_a_new_pledge_takes_the_drafting_guide_and_reference_texts_of_an_earlier_one(build, pledge):
    office = build.coordinator()
    lines = written.as_lines(Guide()) | {"themes": "children: child protection"}
    guides.save_lines(build.session, office, pledge_id=pledge.id, lines=lines, seen=0)
    references.add(
        build.session,
        office,
        pledge_id=pledge.id,
        title="The report",
        text="1. States should listen to migrants.",
        use=Use.ALIGN,
    )
    fresh = build.pledge(title="The next one")

    templates.take_over(build.session, office, fresh, from_id=pledge.id)

    guide = build.session.query(DraftingGuide).filter_by(pledge_id=fresh.id).one()
    text = build.session.query(ReferenceText).filter_by(pledge_id=fresh.id).one()
    assert "child protection" in str(guide.content)
    assert [one.text for one in text.sections] == ["States should listen to migrants."]
    assert text.sections[0].recommendation
