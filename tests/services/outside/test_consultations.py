"""What stakeholders say: taken in, read by the office, shown as far as they allow."""

import pytest
from sqlalchemy import select

from tests.services.outside.outside import admitted, last_input, said, send, sponsor, start
from workflow.errors import (
    AlreadyJudged,
    ConsultationClosed,
    Missing,
    NotAdmitted,
    NotAllowed,
    OnlyInvited,
    TooManyInputs,
    TooManyWords,
)
from workflow.models import Input, Mail
from workflow.queries.outside import consultations as queries
from workflow.queries.outside import voices
from workflow.rules.permissions import Role
from workflow.services.outside import consultations, inputs, stakeholders


@pytest.fixture
def pledge(build):
    return build.pledge()


@pytest.fixture
def asked(build, pledge):
    return start(build, pledge, open_to_all=True)


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
