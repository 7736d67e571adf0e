"""Opt-ins: given for one text, worth nothing for another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import HELPING, REPORTING
from workflow.errors import (
    BadChoice,
    ConditionOwed,
    ConditionTooLate,
    Missing,
    NotAllowed,
    NotFound,
    Overtaken,
)
from workflow.models import Event, Mail, OptIn
from workflow.queries.joining import standing
from workflow.rules.consent import Standing
from workflow.rules.permissions import Role
from workflow.services.joining import locking, optins
from workflow.services.proving import record


def join(session, build, agency="ILO", answer="joins", *, version=None, seen=None, **words):
    version = version or build.last_round().pledge.latest
    return optins.answer(
        session,
        build.principal(agency),
        version_id=version.id,
        seen=seen or version.sha256,
        answer=answer,
        **words,
    )


def where(session, pledge):
    return {s.agency.acronym: s.standing for s in standing.stands(session, pledge)}


def publish_change(build, edits):
    round_ = build.round(build.last_round().pledge)
    build.revision("ILO", edits, round_=round_)
    return build.publish(round_)


@pytest.fixture
def pledge(build):
    pledge = build.pledge()
    round_ = build.round(pledge)
    build.publish(round_)
    return pledge


def test_a_principal_joins_exactly_the_text_that_was_shown(session, build, pledge):
    opt_in = join(session, build)

    assert (opt_in.answer, opt_in.sha256) == ("joins", pledge.latest.sha256)
    assert where(session, pledge) == {
        "ILO": Standing.IN,
        "IOM": Standing.OPEN,
        "WHO": Standing.OPEN,
    }
    event = session.scalars(select(Event).order_by(Event.seq.desc())).first()
    assert event.kind == "opt-in given"
    assert event.payload.told["sha256"] == pledge.latest.sha256
    assert record.verify(session, pledge.id)


def test_another_fingerprint_than_the_page_showed_is_refused(session, build, pledge):
    with pytest.raises(Overtaken):
        join(session, build, seen="0" * 64)

    assert session.scalars(select(OptIn)).all() == []


def test_an_older_version_cannot_be_joined_any_more(session, build, pledge):
    old = pledge.latest
    publish_change(build, {REPORTING: "We will report twice a year."})

    with pytest.raises(Overtaken, match=r"Rev\.2 was published since"):
        join(session, build, version=old)


def test_a_new_text_leaves_every_opt_in_to_be_confirmed(session, build, pledge):
    join(session, build, "ILO")
    join(session, build, "WHO", "joins with a statement", words="Within our mandate.")
    join(session, build, "IOM", "does not join", words="Not our field.")

    publish_change(build, {REPORTING: "We will report twice a year."})

    assert where(session, pledge) == {
        "ILO": Standing.TO_CONFIRM,
        "IOM": Standing.OUT,
        "WHO": Standing.TO_CONFIRM,
    }
    assert len(session.scalars(select(OptIn)).all()) == 3

    join(session, build, "ILO")
    assert where(session, pledge)["ILO"] == Standing.IN


def test_the_same_text_again_leaves_opt_ins_valid(session, build, pledge):
    join(session, build)
    before = pledge.latest

    build.publish(build.round(pledge))

    assert pledge.latest.id != before.id
    assert pledge.latest.sha256 == before.sha256
    assert where(session, pledge)["ILO"] == Standing.IN


def test_a_condition_is_met_or_broken_by_each_text(session, build, pledge):
    join(session, build, answer="joins on a condition", must_contain="in every country")
    assert where(session, pledge)["ILO"] == Standing.CONDITION_MET

    publish_change(build, {HELPING: "We will help each other where we can."})

    assert where(session, pledge)["ILO"] == Standing.CONDITION_BROKEN


def test_a_broken_condition_can_be_waived(session, build, pledge):
    join(session, build, answer="joins on a condition", must_contain="for ever")

    join(session, build)

    assert where(session, pledge)["ILO"] == Standing.IN


def test_an_agency_may_change_its_mind_and_all_its_answers_stay(session, build, pledge):
    for answer in ("joins", "undecided", "does not join"):
        join(session, build, answer=answer)

    rows = session.scalars(select(OptIn.answer).order_by(OptIn.id)).all()
    assert rows == ["joins", "undecided", "does not join"]
    assert where(session, pledge)["ILO"] == Standing.OUT


def test_pressing_twice_joins_once(session, build, pledge):
    assert join(session, build) is join(session, build)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("joins with a statement", Missing),
        ("joins on a condition", ConditionOwed),
        ("maybe", BadChoice),
    ],
)
def test_what_is_missing_is_asked_for(session, build, pledge, answer, error):
    with pytest.raises(error):
        join(session, build, answer=answer)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRINCIPAL])
def test_nobody_but_the_principal_joins(session, build, pledge, role):
    with pytest.raises(NotAllowed):
        optins.answer(
            session,
            build.actor(role),
            version_id=pledge.latest.id,
            seen=pledge.latest.sha256,
            answer="joins",
        )


def test_an_agency_that_takes_no_part_finds_nothing_to_join(session, build, pledge):
    with pytest.raises(NotFound):
        join(session, build, "UPU")
    with pytest.raises(NotFound):
        optins.answer(session, build.principal(), version_id=4711, seen="", answer="joins")


def test_late_joining_and_leaving_are_later_entries(session, build, pledge):
    join(session, build, "ILO")
    version = pledge.latest
    asked = locking.request(
        session, build.coordinator(), version_id=version.id, seen=version.sha256
    )
    locking.confirm(session, build.actor(Role.STAFF), request_id=asked.id, typed=version.sha256[:8])
    build.later(days=3)

    join(session, build, "WHO", version=version)
    join(session, build, "ILO", "does not join", words="Our board decided.", version=version)
    with pytest.raises(ConditionTooLate):
        join(session, build, "IOM", "joins on a condition", words="If.", version=version)

    assert where(session, pledge)["WHO"] == Standing.IN
    assert where(session, pledge)["ILO"] == Standing.LEAVING
    assert session.scalars(select(OptIn.answer)).all() == ["joins", "joins", "leaves"]
    build.later(days=30)
    assert where(session, pledge)["ILO"] == Standing.OUT


def test_principals_who_have_not_decided_are_asked_once_per_text(session, build, pledge):
    build.principal("IOM"), build.principal("WHO")
    join(session, build, "ILO")

    for _ in range(2):
        asked = optins.ask(
            session,
            build.coordinator(),
            version_id=pledge.latest.id,
            seen=pledge.latest.sha256,
        )
        assert asked == 2

    mails = session.scalars(select(Mail.address).where(Mail.letter == "optin-request")).all()
    assert sorted(mails) == ["principal.iom@onevoice.test", "principal.who@onevoice.test"]


def test_times_are_those_of_the_database(session, build, pledge):
    build.at(build.now + timedelta(days=1))

    assert join(session, build).given_at == build.now


def test_a_new_text_that_breaks_a_condition_is_told_at_once(session, build, pledge):
    words = {"words": "For the countries.", "must_contain": "in every country\nonce a year"}
    join(session, build, answer="joins on a condition", **words)
    join(session, build, "WHO", "joins on a condition", must_contain="once a year")

    publish_change(build, {HELPING: "We will help each other where we can."})

    mails = session.scalars(select(Mail).where(Mail.letter == "condition-broken")).all()
    assert {mail.name for mail in mails} == {"Principal ILO", "Focal point ILO", "Coordinator"}
    assert all("> in every country" in mail.text for mail in mails)
    assert not any("> once a year" in mail.text for mail in mails)
