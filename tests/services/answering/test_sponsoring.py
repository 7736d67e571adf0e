"""What a stakeholder said becomes a change, is decided, and the answer goes back."""

import pytest
from sqlalchemy import select

from tests.build import HELPING, LISTENING
from tests.services.outside.outside import admitted, publish, said, sponsor, start
from workflow.errors import (
    NoRoundToSponsor,
)
from workflow.models import Change, Mail
from workflow.queries.outside import consultations as queries
from workflow.rules.dispositions import Disposition
from workflow.rules.permissions import CLOCK
from workflow.services.answering import revisions, sponsoring
from workflow.services.outside import consultations
from workflow.services.rounds import planning

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def pledge(build):
    return build.pledge()


@pytest.fixture
def asked(build, pledge):
    return start(build, pledge, open_to_all=True)


def test_an_input_reaches_the_text_and_the_answer_reaches_the_stakeholder(build, asked):
    build.round(asked.pledge)
    words = said(name="Amina", email="amina@example.org", language="fr", block_id=LISTENING)
    found = admitted(build, asked, words)
    sponsor(build, found)

    publish(build)
    planning.plan(build.session)
    sponsoring.settle(build.session, CLOCK, round_id=build.last_round().id)

    reply = found.replies[0].text
    assert "Une organisation" in reply
    assert "migrants and children" in reply
    assert "ILO" not in reply
    mails = [m for m in build.session.query(Mail) if m.address == "amina@example.org"]
    assert [m.letter for m in mails] == ["stakeholder-received", "stakeholder-reply"]
    assert "migrants and children" in mails[1].text
    assert mails[1].person_id is None


def test_the_way_of_an_input_is_told_from_change_to_decision(build, asked):
    build.round(asked.pledge)
    found = admitted(build, asked)
    sponsor(build, found)

    publish(build)
    sponsoring.settle(build.session, CLOCK, round_id=build.last_round().id)
    (trace,) = queries.page(build.session, build.focal_point("WHO"), asked.id).read

    (taken,) = trace.taken
    assert (taken.change.label, taken.answer.disposition) == ("ILO-1", "accepted")
    assert "input 1" in taken.change.reason
    assert len(trace.replies) == 1


def test_nobody_outside_the_agency_learns_of_a_sponsorship_before_it_is_sent(build, asked):
    build.round(asked.pledge)
    found = admitted(build, asked)
    sponsor(build, found)

    def seen(actor):
        (trace,) = queries.page(build.session, actor, asked.id).read
        return [one.row.agency.acronym for one in trace.taken]

    assert seen(build.focal_point("ILO")) == ["ILO"]
    assert seen(build.focal_point("WHO")) == seen(build.coordinator()) == []


def test_what_was_not_taken_waits_for_an_answer_of_the_office(build, asked):
    build.round(asked.pledge)
    found = admitted(build, asked)
    sponsor(build, found)
    revisions.no_changes(build.session, build.focal_point("ILO"), round_id=build.last_round().id)
    build.publish()
    sponsoring.settle(build.session, CLOCK, round_id=build.last_round().id)

    page = queries.page(build.session, build.coordinator(), asked.id)
    assert [trace.row.id for trace in page.owed] == [found.id]
    assert found.sponsorships[0].outcome == "not proposed in the end"

    consultations.reply(build.session, build.coordinator(), input_id=found.id, text="Not now.")
    assert queries.page(build.session, build.coordinator(), asked.id).owed == []


def test_a_new_paragraph_can_be_sponsored_too(build, asked):
    build.round(asked.pledge)
    found = admitted(build, asked)

    sponsoring.sponsor(
        build.session,
        build.focal_point("ILO"),
        input_id=found.id,
        block_id=HELPING,
        text="We will ask children.",
        seen=0,
        new=True,
    )
    publish(build)
    sponsoring.settle(build.session, CLOCK, round_id=build.last_round().id)

    assert build.session.scalars(select(Change.kind)).all() == ["new block"]
    assert "We will ask children." in found.replies[0].text


def test_a_carried_change_is_answered_when_it_is_decided_at_last(build, asked):
    first = build.round(asked.pledge)
    found = admitted(build, asked)
    sponsor(build, found)
    revisions.submit(build.session, build.focal_point("ILO"), round_id=first.id, seen=1)
    build.close(first)
    build.merge(first)
    build.decide(build.passages(first)[0], Disposition.CARRIED)
    build.publish(first)
    sponsoring.settle(build.session, CLOCK, round_id=first.id)
    assert found.replies == []

    second = build.round(asked.pledge)
    build.publish(second)
    sponsoring.settle(build.session, CLOCK, round_id=second.id)

    assert len(found.replies) == 1


def test_without_an_open_round_nothing_can_be_taken_up(build, asked):
    found = admitted(build, asked)

    with pytest.raises(NoRoundToSponsor):
        sponsor(build, found)
