"""Reminders of another kind: to the principal's office, and to the coordinator's."""

from datetime import UTC, datetime

import pytest

from tests.services.chasing.test_nudges import OPENED, letters, send
from workflow.models import Job, Mail
from workflow.rules.permissions import CLOCK, Role
from workflow.services.mailing import mail
from workflow.services.rounds import planning, rounds


@pytest.fixture
def round_(build):
    build.at(OPENED)
    return build.round(days=7)


def test_the_principals_office_is_asked_once_a_working_day_after_the_overdue_mail(
    session, build, round_
):
    build.person(Role.PRINCIPAL, "ILO")
    for agency in ("IOM", "WHO"):
        build.revision(agency)
    build.at(datetime(2026, 11, 13, 8, 30, tzinfo=UTC))
    rounds.close(session, CLOCK, round_id=round_.id)
    assert letters_of(send(session, round_)) == {("nudge-overdue", "Focal point ILO")}
    mail.mark_sent(session, session.query(Mail).filter_by(letter="nudge-overdue").one().id)

    build.at(datetime(2026, 11, 14, 9, tzinfo=UTC))
    assert send(session, round_) == []
    build.at(datetime(2026, 11, 16, 8, 30, tzinfo=UTC))
    asked = send(session, round_)
    build.later(days=7)

    assert letters_of(asked) == {("escalation", "Principal ILO"), ("escalation", "Focal point ILO")}
    assert send(session, round_) == []


def test_an_agency_that_no_mail_has_reached_is_not_reminded(session, build, round_):
    invitation = session.query(Mail).filter_by(letter="round-open").first()
    mail.mark_problem(session, invitation.id, "550 No such person here", final=True)
    build.later(days=4)

    assert {reminder.agency.acronym for reminder in send(session, round_)} == {"ILO", "WHO"}


def letters_of(reminders):
    return {(reminder.letter, reminder.person.name) for reminder in reminders}


def test_when_all_have_answered_the_office_hears_of_it_once_and_nobody_else(session, build, round_):
    for agency in ("IOM", "ILO", "WHO"):
        build.revision(agency)
    session.query(Job).delete()
    build.later(days=4)

    planning.plan(session)
    for _ in range(2):
        send(session, round_)
    session.query(Job).delete()
    planning.plan(session)

    assert [m.name for m in session.query(Mail).filter_by(letter="all-in")] == ["Coordinator"]
    assert letters(session) == []
    assert session.query(Job).count() == 0


def test_the_office_hears_of_rivals_that_nobody_touches(session, build, round_):
    build.revision("ILO", {"b3": "We will listen to workers."})
    build.revision("WHO", {"b3": "We will listen to patients."})
    build.merge()
    build.later(days=2, hours=23)
    send(session, round_)
    assert session.query(Mail).filter_by(letter="rivals-waiting").count() == 0

    build.at(datetime(2026, 11, 9, 15, tzinfo=UTC))  # after the weekend, at ten in New York
    send(session, round_)
    [told] = session.query(Mail).filter_by(letter="rivals-waiting")
    build.decide(build.passages()[0])
    build.later(days=4)
    send(session, round_)

    assert "paragraph 1" in told.text
    assert session.query(Mail).filter_by(letter="rivals-waiting").count() == 1
