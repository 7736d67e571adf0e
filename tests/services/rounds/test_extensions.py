"""More time for one agency."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import LISTENING
from workflow.errors import DeadlinePast, NotFound, Overtaken, ReasonOwed, RoundNotOpen
from workflow.models import Mail
from workflow.rules.permissions import CLOCK
from workflow.services.rounds import extensions, rounds

OTHER = {LISTENING: "We will listen to all migrants before we decide."}


def asked(build, round_, *, days=2, agency="ILO"):
    return extensions.request(
        build.session,
        build.focal_point(agency),
        round_id=round_.id,
        until=round_.deadline_at + timedelta(days=days),
        reason="Three time zones.",
    )


def answered(build, extension, *, granted=True, reason=""):
    return extensions.answer(
        build.session,
        build.coordinator(),
        extension_id=extension.id,
        granted=granted,
        reason=reason,
    )


def test_a_granted_extension_holds_the_round_open_for_its_agency_alone(build, session):
    round_ = build.round(days=3)
    answered(build, asked(build, round_))
    build.later(days=4)

    assert not rounds.close(session, CLOCK, round_id=round_.id)
    assert build.revision("ILO", OTHER).standing == "in extension"
    assert build.revision("WHO", OTHER, late=True).standing == "late"


def test_without_an_answer_there_is_no_more_time(build, session):
    round_ = build.round(days=3)
    asked(build, round_)
    build.later(days=4)

    assert rounds.close(session, CLOCK, round_id=round_.id)


def test_a_refusal_owes_a_reason(build):
    extension = asked(build, build.round())

    with pytest.raises(ReasonOwed):
        answered(build, extension, granted=False)
    assert answered(build, extension, granted=False, reason="Too late.").state == "refused"


def test_a_request_is_answered_once(build):
    extension = asked(build, build.round())
    answered(build, extension)

    with pytest.raises(Overtaken):
        answered(build, extension, granted=False, reason="No.")


def test_more_time_ends_after_the_deadline(build):
    with pytest.raises(DeadlinePast):
        asked(build, build.round(), days=0)


def test_a_closed_round_gives_no_more_time(build):
    round_ = build.round()
    build.close(round_)

    with pytest.raises(RoundNotOpen):
        asked(build, round_)


def test_an_agency_that_takes_no_part_finds_no_round(build):
    round_ = build.round()

    with pytest.raises(NotFound):
        asked(build, round_, agency="UNFPA")


def test_the_office_and_then_the_agency_are_told(build, session):
    extension = asked(build, build.round())
    answered(build, extension)

    rows = session.execute(
        select(Mail.letter, Mail.address).where(Mail.letter.like("extension-%"))
    ).all()
    assert sorted(map(tuple, rows)) == [
        ("extension-answered", "focal.point.ilo@onevoice.test"),
        ("extension-requested", "coordinator@onevoice.test"),
    ]
