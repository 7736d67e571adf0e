"""Reminders reach those who have not answered, once, and nobody else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from workflow import jobs
from workflow.errors import NotAllowed, RoundNotOpen
from workflow.models import DutyStation, Event, Holiday, Job, Mail
from workflow.rules.deadlines import Nudge
from workflow.rules.permissions import CLOCK, Role
from workflow.services.answering import revisions
from workflow.services.chasing import nudges
from workflow.services.mailing import mail
from workflow.services.rounds import extensions, planning, rounds, suspending

OPENED = datetime(2026, 11, 5, 17, tzinfo=UTC)
"""A Thursday. A round of seven days then ends on Thursday the 12th, 17:00:

    three days before  Mon 17:00     last hours  Thu 14:00     principal's office  Mon 08:30
    one day before     Wed 17:00     overdue     Fri 08:30
"""


@pytest.fixture
def round_(build):
    build.at(OPENED)
    return build.round(days=7)


def send(session, round_):
    return nudges.send(session, CLOCK, round_id=round_.id)


def letters(session, agency=None):
    found = session.query(Mail).filter(Mail.letter.in_(nudges.LETTERS)).order_by(Mail.id)
    return [(one.letter, one.name.rsplit(" ", 1)[1]) for one in found]


def test_nobody_is_reminded_before_the_time(session, build, round_):
    build.later(days=3)

    assert send(session, round_) == []


def test_three_days_before_all_who_are_silent_are_reminded_once(session, build, round_):
    build.revision("WHO")
    build.later(days=4)

    send(session, round_)
    send(session, round_)

    assert letters(session) == [("nudge-t3", "IOM"), ("nudge-t3", "ILO")]


def test_an_urgent_reminder_is_sent_and_recorded_once_too(session, build, round_):
    build.later(days=7, hours=16)

    assert len(send(session, round_)) == 3
    assert send(session, round_) == []

    assert session.query(Event).filter_by(kind="reminders sent").count() == 1


def test_after_an_outage_only_the_latest_reminder_goes_out(session, build, round_):
    build.later(days=6, hours=22)

    send(session, round_)

    assert {letter for letter, _ in letters(session)} == {Nudge.HOURS}


def test_outside_their_working_hours_nobody_is_reminded(session, build, round_):
    build.later(days=4, hours=1)
    assert send(session, round_) == []

    build.later(hours=15)

    assert len(send(session, round_)) == 3


def test_everybody_is_reminded_where_they_work(session, build, round_):
    holiday = Holiday(day=date(2026, 11, 9), name="A feast")
    station = DutyStation(name="Amman", zone="Asia/Amman", working_days=[6, 0, 1, 2, 3])
    station.holidays = [holiday]
    build.agency("ILO").station = station
    build.person(agency="WHO").station = DutyStation(name="Bangkok", zone="Asia/Bangkok")
    session.flush()

    build.at(datetime(2026, 11, 8, 14, tzinfo=UTC))  # Sunday: Amman works, and not on Monday
    sunday = {reminder.agency.acronym for reminder in send(session, round_)}
    build.at(datetime(2026, 11, 9, 9, tzinfo=UTC))  # Monday, 16:00 in Bangkok
    monday = {reminder.agency.acronym for reminder in send(session, round_)}

    assert (sunday, monday) == ({"ILO"}, {"WHO"})


def test_alternates_are_reminded_too(session, build, round_):
    build.person(Role.ALTERNATE, "ILO")
    build.person(Role.PRINCIPAL, "ILO")
    build.later(days=4)

    reminded = {reminder.person.name for reminder in send(session, round_)}

    assert {"Focal point ILO", "Alternate ILO"} <= reminded
    assert "Principal ILO" not in reminded


def test_no_changes_is_an_answer_and_a_saved_draft_is_none(session, build, round_):
    build.revision("WHO")
    build.draft("ILO", {"b3": "We will listen to everybody."})
    build.later(days=4)

    reminded = {reminder.agency.acronym for reminder in send(session, round_)}

    assert reminded == {"IOM", "ILO"}


def test_who_took_the_answer_back_is_silent_again(session, build, round_):
    build.revision("WHO")
    revisions.withdraw(session, build.focal_point("WHO"), round_id=round_.id)

    assert {agency.acronym for agency in nudges.silent(session, round_)} == {"IOM", "ILO", "WHO"}


def test_a_late_answer_stops_the_overdue_reminder(session, build, round_):
    build.later(days=7, hours=16)
    rounds.close(session, CLOCK, round_id=round_.id)
    build.revision("ILO", {"b3": "We will listen."}, late=True)

    reminded = {reminder.agency.acronym for reminder in send(session, round_)}

    assert reminded == {"IOM", "WHO"}
    assert {letter for letter, _ in letters(session)} == {Nudge.OVERDUE}


def test_the_principals_office_is_asked_a_working_day_after_the_last_has_been_told(
    session, build, round_
):
    build.person(Role.ALTERNATE, "ILO")
    build.person(Role.PRINCIPAL, "ILO")
    build.at(datetime(2026, 11, 13, 8, 30, tzinfo=UTC))
    send(session, round_)
    *_, held_back = session.query(Mail).filter_by(letter=Nudge.OVERDUE).order_by(Mail.person_id)
    for one in session.query(Mail).filter(Mail.id != held_back.id):
        mail.mark_sent(session, one.id)

    build.at(datetime(2026, 11, 16, 8, 30, tzinfo=UTC))
    assert send(session, round_) == []
    mail.mark_sent(session, held_back.id)
    assert send(session, round_) == []
    build.at(datetime(2026, 11, 17, 8, 30, tzinfo=UTC))

    asked = [reminder.person.name for reminder in send(session, round_)]
    assert asked == ["Focal point ILO", "Alternate ILO", "Principal ILO"]


def test_a_mail_that_was_given_up_keeps_nobody_from_asking_the_principals_office(
    session, build, round_
):
    build.person(Role.PRINCIPAL, "ILO")
    build.person(Role.ALTERNATE, "ILO")
    build.at(datetime(2026, 11, 13, 8, 30, tzinfo=UTC))
    send(session, round_)
    first, *others = session.query(Mail).filter_by(letter=Nudge.OVERDUE).order_by(Mail.id.desc())
    mail.mark_problem(session, first.id, "550 unknown", final=True)
    for one in others:
        mail.mark_sent(session, one.id)
    build.at(datetime(2026, 11, 16, 8, 30, tzinfo=UTC))

    assert {reminder.letter for reminder in send(session, round_)} == {Nudge.ESCALATION}


def test_after_publishing_nobody_is_reminded(session, build, round_):
    build.publish(round_)
    build.later(days=8)

    assert send(session, round_) == []
    with pytest.raises(RoundNotOpen):
        nudges.send(session, build.coordinator(), round_id=round_.id)


def test_more_time_moves_the_reminders_of_that_agency_only(session, build, round_):
    build.later(days=1)
    asked = extensions.request(
        session,
        build.focal_point("WHO"),
        round_id=round_.id,
        until=round_.deadline_at.replace(day=1, month=1, year=2100),
        reason="Holidays.",
    )
    extensions.answer(session, build.coordinator(), extension_id=asked.id, granted=True)
    build.later(days=3)

    assert {reminder.agency.acronym for reminder in send(session, round_)} == {"IOM", "ILO"}


def test_a_new_deadline_brings_new_reminders(session, build, round_):
    build.later(days=4)
    first = send(session, round_)
    rounds.move_deadline(
        session,
        build.coordinator(),
        round_id=round_.id,
        deadline=datetime(2027, 11, 11, 17, tzinfo=UTC),
        reason="Elections.",
    )
    assert send(session, round_) == []
    build.at(datetime(2027, 11, 8, 17, tzinfo=UTC))

    second = send(session, round_)

    assert len(first) == len(second) == 3
    assert not {r.key for r in first} & {r.key for r in second}


def test_a_reminder_waits_when_the_reader_had_a_mail_about_the_round_just_now(
    session, build, round_
):
    build.at(datetime(2026, 11, 11, 16, tzinfo=UTC))
    nudges.send(session, build.coordinator(), round_id=round_.id)
    build.later(hours=1)
    assert send(session, round_) == []

    build.at(datetime(2026, 11, 12, 14, tzinfo=UTC))

    assert len(send(session, round_)) == 3


def test_the_office_reminds_exactly_these(session, build, round_):
    build.revision("WHO")
    chosen = [build.agency("ILO").id, build.agency("WHO").id]

    reminded = nudges.send(session, build.coordinator(), round_id=round_.id, agencies=chosen)

    assert [reminder.agency.acronym for reminder in reminded] == ["ILO"]
    assert letters(session) == [("reminder", "ILO")]


def test_reminders_are_in_the_record(session, build, round_):
    nudges.send(session, build.coordinator(), round_id=round_.id)

    event = session.query(Event).order_by(Event.id.desc()).first()
    assert event.kind == "reminders sent"
    assert event.payload.told["agencies"] == ["ILO", "IOM", "WHO"]


def test_only_the_office_and_the_clock_may_remind(session, build, round_):
    with pytest.raises(NotAllowed):
        nudges.send(session, build.focal_point(), round_id=round_.id)


def test_a_reminder_that_waited_too_long_in_the_outbox_is_no_longer_wanted(session, build, round_):
    build.later(days=4)
    keys = {reminder.agency.acronym: reminder.key for reminder in send(session, round_)}
    assert all(nudges.goes_at(session, key) == build.now for key in keys.values())

    build.revision("ILO")
    assert nudges.goes_at(session, keys["ILO"]) is None
    assert nudges.goes_at(session, keys["IOM"]) == build.now

    build.later(hours=2)
    assert nudges.goes_at(session, keys["IOM"]) == datetime(2026, 11, 10, 8, 30, tzinfo=UTC)

    build.later(days=2)
    assert nudges.goes_at(session, keys["IOM"]) is None


def test_a_suspended_round_reminds_nobody_and_gives_the_time_back(session, build, round_):
    build.later(days=1)
    suspending.suspend(session, build.coordinator(), round_id=round_.id, reason="Elections.")
    build.later(days=14)
    assert send(session, round_) == []

    suspending.resume(session, build.coordinator(), round_id=round_.id)

    assert round_.deadline_at == OPENED + timedelta(days=21)
    build.at(datetime(2026, 11, 23, 17, tzinfo=UTC))
    assert {reminder.letter for reminder in send(session, round_)} == {Nudge.THREE_DAYS}


def test_the_plan_finds_what_time_has_made_due_and_writes_it_once(session, build, round_):
    session.query(Job).delete()
    build.later(days=4)
    for _ in range(2):
        planning.plan(session)
    assert [(j.kind, j.target) for j in session.query(Job)] == [(jobs.SEND_NUDGES, round_.id)]

    build.later(days=3, hours=15, minutes=30)
    for _ in range(2):
        planning.plan(session)

    kinds = [j.kind for j in session.query(Job).order_by(Job.id)]
    assert sorted(kinds) == [jobs.CLOSE_ROUND, jobs.SEND_NUDGES, jobs.SEND_NUDGES]
