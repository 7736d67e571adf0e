"""Opening a round, moving its deadline, closing it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from workflow.errors import (
    DeadlineEarlier,
    DeadlinePast,
    NobodyToAsk,
    NotAllowed,
    NotFound,
    ReasonOwed,
    RoundNotOpen,
    RoundRunning,
)
from workflow.models import Agency, Grant, Job, Mail
from workflow.rules.permissions import CLOCK, Role
from workflow.services.pledging import pledges
from workflow.services.rounds import rounds

COURTESY = timedelta(seconds=rounds.COURTESY)


def letters(session, kind):
    return sorted(session.scalars(select(Mail.address).where(Mail.letter == kind)))


def test_a_round_invites_every_focal_point_once(build, session):
    build.round()

    assert letters(session, "round-open") == [
        "focal.point.ilo@onevoice.test",
        "focal.point.iom@onevoice.test",
        "focal.point.who@onevoice.test",
    ]


def test_who_drafts_for_two_agencies_hears_of_each(build, session):
    pledge = build.pledge()
    both = build.person(Role.FOCAL_POINT, "ILO")
    both.grants.append(
        Grant(role="focal point", agency_id=build.agency("WHO").id, granted_at=build.now)
    )
    round_ = build.round(pledge)
    later = round_.deadline_at + timedelta(days=1)
    rounds.move_deadline(
        session, build.coordinator(), round_id=round_.id, deadline=later, reason="A holiday."
    )
    build.revision("ILO", {"b3": "We will listen."})
    build.revision("WHO", {"b4": "We will report."})
    build.publish()

    for kind in ("round-open", "deadline-moved", "answers"):
        mails = select(Agency.acronym).join(Mail, Mail.agency_id == Agency.id)
        of_both = mails.where(Mail.letter == kind, Mail.person_id == both.id)
        assert sorted(session.scalars(of_both)) == ["ILO", "WHO"], kind


def test_a_round_plans_its_own_end(build, session):
    round_ = build.round(days=3)

    job = session.scalars(select(Job).where(Job.kind == "close-round")).one()
    assert (job.target, job.due_at) == (round_.id, round_.deadline_at + COURTESY)


def test_one_round_at_a_time(build):
    round_ = build.round()

    with pytest.raises(RoundRunning):
        build.round(round_.pledge)


def test_a_deadline_lies_ahead(build):
    with pytest.raises(DeadlinePast):
        build.round(days=-1)


def test_an_agency_nobody_speaks_for_cannot_be_asked(build, session):
    lonely = build.agency("UNFPA")
    pledge = pledges.start(
        session, build.coordinator(), title="A", text="One.", agencies=[lonely.id]
    )

    with pytest.raises(NobodyToAsk):
        build.round(pledge)


def test_a_moved_deadline_owes_a_reason_and_is_told_to_all(build, session):
    round_ = build.round(days=3)
    later = round_.deadline_at + timedelta(days=2)
    office = build.coordinator()

    with pytest.raises(ReasonOwed):
        rounds.move_deadline(session, office, round_id=round_.id, deadline=later, reason=" ")
    rounds.move_deadline(session, office, round_id=round_.id, deadline=later, reason="Holidays.")

    assert (round_.deadline_at, round_.deadline_number) == (later, 2)
    assert len(letters(session, "deadline-moved")) == 3


def test_the_clock_closes_when_the_deadline_has_passed_and_not_before(build, session):
    round_ = build.round(days=3)

    assert not rounds.close(session, CLOCK, round_id=round_.id)
    build.at(round_.deadline_at + COURTESY)
    assert not rounds.close(session, CLOCK, round_id=round_.id)
    build.later(microseconds=1)
    assert rounds.close(session, CLOCK, round_id=round_.id)
    assert not rounds.close(session, CLOCK, round_id=round_.id)

    assert round_.state == "consolidating"
    assert letters(session, "round-closed") == ["coordinator@onevoice.test"]


def test_a_deadline_moves_only_to_a_later_time(build, session):
    round_ = build.round(days=3)
    earlier = round_.deadline_at - timedelta(days=1)

    with pytest.raises(DeadlineEarlier):
        rounds.move_deadline(
            session, build.coordinator(), round_id=round_.id, deadline=earlier, reason="Hurry."
        )


def test_the_clock_waits_for_a_moved_deadline(build, session):
    round_ = build.round(days=3)
    later = round_.deadline_at + timedelta(days=2)
    rounds.move_deadline(
        session, build.coordinator(), round_id=round_.id, deadline=later, reason="Holidays."
    )
    build.later(days=4)

    assert not rounds.close(session, CLOCK, round_id=round_.id)


def test_the_office_closes_early_with_a_reason(build, session):
    round_ = build.round()

    with pytest.raises(ReasonOwed):
        rounds.close(session, build.coordinator(), round_id=round_.id)
    assert rounds.close(session, build.coordinator(), round_id=round_.id, reason="All are in.")

    with pytest.raises(RoundNotOpen):
        rounds.close(session, build.coordinator(), round_id=round_.id, reason="Again.")


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.PRINCIPAL, Role.OBSERVER])
def test_only_the_office_opens_rounds(build, session, role):
    pledge = build.pledge()
    deadline = build.now + timedelta(days=3)

    with pytest.raises(NotAllowed):
        rounds.open_round(session, build.actor(role), pledge_id=pledge.id, deadline=deadline)


def test_a_round_that_is_not_there_cannot_be_held(session):
    with pytest.raises(NotFound):
        rounds.hold(session, 4711)
