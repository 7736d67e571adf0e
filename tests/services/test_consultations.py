"""What stakeholders say: taken in, read by the office, made a change, decided, answered."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import HELPING, LISTENING
from workflow.errors import (
    AlreadyJudged,
    ConsultationClosed,
    Missing,
    NoRoundToSponsor,
    NotAdmitted,
    NotAllowed,
    OnlyInvited,
    TooManyInputs,
    TooManyWords,
)
from workflow.models import Change, Input, Mail, Sponsorship
from workflow.queries import consultations as queries
from workflow.queries import voices
from workflow.rules.inputs import wish
from workflow.rules.permissions import CLOCK, Role
from workflow.services import consultations, inputs, planning, sponsoring, stakeholders
from workflow.services.inputs import Said


@pytest.fixture
def pledge(build):
    return build.pledge()


@pytest.fixture
def asked(build, pledge):
    return start(build, pledge, open_to_all=True)


def start(build, pledge, **more):
    return consultations.start(
        build.session,
        build.coordinator(),
        pledge_id=pledge.id,
        title="What do you say?",
        question="Tell us.",
        closes_at=build.now + timedelta(days=10),
        **more,
    )


def said(text="Please add children.", identity="public", publish=True, **more):
    return Said(text=text, wish=wish(identity, publish=publish), **more)


def send(build, asked, words=None, connection="203.0.113.7"):
    words = words or said()
    token = inputs.from_anybody(
        build.session, address=asked.address, said=words, connection=connection
    )
    inputs.count(build.session, connection=connection)
    return token


def last_input(build) -> Input:
    return build.session.scalars(select(Input).order_by(Input.id.desc())).first()


def admitted(build, asked, words=None) -> Input:
    send(build, asked, words)
    found = last_input(build)
    consultations.judge(build.session, build.coordinator(), input_id=found.id, admit=True)
    return found


def sponsor(build, found, text="We will listen to migrants and children before we decide."):
    return sponsoring.sponsor(
        build.session,
        build.focal_point("ILO"),
        input_id=found.id,
        block_id=LISTENING,
        text=text,
        seen=0,
    )


def publish(build):
    revision = build.session.scalars(select(Sponsorship)).first()
    round_ = build.last_round()
    from workflow.services import revisions

    revisions.submit(build.session, build.focal_point("ILO"), round_id=round_.id, seen=1)
    build.publish(round_)
    return revision


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
    from workflow.services import revisions

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
    from workflow.rules.dispositions import Disposition
    from workflow.services import revisions

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


def test_an_input_waits_until_the_office_has_read_it(build, asked):
    send(build, asked)
    found = last_input(build)

    assert queries.page(build.session, build.focal_point("ILO"), asked.id).traces == []
    assert voices.page(build.session, asked).others == []
    build.round(asked.pledge)
    with pytest.raises(NotAdmitted):
        sponsor(build, found)


def test_a_name_stands_only_where_its_owner_said(build, asked):
    for number, identity in enumerate(("public", "agencies", "nobody", "made up")):
        words = said(f"Words {number}", identity, name=f"NAME-{number}", organization="ORG")
        admitted(build, asked, words)

    public = [one.name for one in voices.page(build.session, asked).others]
    members = [t.name for t in queries.page(build.session, build.coordinator(), asked.id).read]

    assert public == ["NAME-0", "", "", ""]
    assert members == ["NAME-0", "NAME-1", "", ""]


def test_what_may_not_be_published_stays_with_the_agencies(build, asked):
    admitted(build, asked, said(publish=False))

    assert voices.page(build.session, asked).others == []
    assert len(queries.page(build.session, build.focal_point("WHO"), asked.id).read) == 1


def test_only_who_was_invited_writes_in_a_closed_circle(build, pledge):
    asked = start(build, pledge)
    people = [("Amina", "amina@example.org"), ("", "bo@example.org")]
    fresh = consultations.invite(
        build.session,
        build.coordinator(),
        consultation_id=asked.id,
        people=[*people, ("Again", "AMINA@example.org")],
        language="ar",
    )

    assert [one.email for one in fresh] == ["amina@example.org", "bo@example.org"]
    letters = [m for m in build.session.query(Mail) if m.letter == "stakeholder-invitation"]
    assert all('dir="rtl"' in m.html for m in letters)
    with pytest.raises(OnlyInvited):
        send(build, asked)
    token = stakeholders.make_link(build.session, fresh[0])
    received = inputs.from_invited(
        build.session, token=token, said=said(language="ar"), connection="x"
    )
    assert received.stakeholder.name == "Amina"


def test_a_form_sent_twice_is_one_input(build, asked):
    for _ in range(2):
        send(build, asked, said(once="the key of the form"))

    assert build.session.query(Input).count() == 1


def test_too_many_words_are_refused_with_both_numbers(build, pledge):
    asked = start(build, pledge, open_to_all=True, words_limit=20)

    with pytest.raises(TooManyWords, match="21 words, and 20"):
        send(build, asked, said("word " * 21))
    with pytest.raises(TooManyWords):
        send(build, asked, said("x" * 5000))
    with pytest.raises(Missing):
        send(build, asked, said(" \n... "))


def test_a_flood_from_one_connection_is_stopped_and_others_are_not(build, asked):
    for number in range(inputs.PER_CONNECTION):
        send(build, asked, said(f"Words {number}"))

    with pytest.raises(TooManyInputs, match="5 minutes"):
        send(build, asked)
    send(build, asked, connection="198.51.100.1")
    build.later(minutes=6)
    send(build, asked)


def test_what_a_program_fills_in_is_kept_aside_and_can_be_brought_back(build, asked):
    send(build, asked, said(trap="https://casino.example", email="bot@example.org"))
    found = last_input(build)

    assert found.state == "set aside"
    assert build.session.query(Mail).count() == 0
    consultations.judge(build.session, build.coordinator(), input_id=found.id, admit=True)
    assert found.state == "admitted"


def test_equal_inputs_of_a_campaign_are_judged_in_one_step(build, asked):
    for words in ("Sign  here", "sign here", "Something else"):
        send(build, asked, said(words))
    first = build.session.scalars(select(Input).order_by(Input.id)).first()

    judged = consultations.judge(
        build.session, build.coordinator(), input_id=first.id, admit=True, alike=True
    )

    assert [one.number for one in judged] == [1, 2]


def test_a_declined_input_is_answered_with_its_reason_and_judged_once(build, asked):
    send(build, asked)
    found = last_input(build)
    office = build.coordinator()

    with pytest.raises(Missing):
        consultations.judge(build.session, office, input_id=found.id, admit=False)
    consultations.judge(build.session, office, input_id=found.id, admit=False, reason="Off topic.")

    assert found.replies[0].text == "Off topic."
    with pytest.raises(AlreadyJudged):
        consultations.judge(build.session, office, input_id=found.id, admit=True)


def test_a_closed_consultation_takes_nothing_more(build, asked):
    build.later(days=11)

    with pytest.raises(ConsultationClosed):
        send(build, asked)


def test_without_an_open_round_nothing_can_be_taken_up(build, asked):
    found = admitted(build, asked)

    with pytest.raises(NoRoundToSponsor):
        sponsor(build, found)


def test_only_the_office_runs_a_consultation(build, pledge):
    with pytest.raises(NotAllowed):
        consultations.start(
            build.session,
            build.actor(Role.OBSERVER),
            pledge_id=pledge.id,
            title="T",
            question="Q",
            closes_at=build.now,
        )
