"""A round that rests, a round that is only planned, an agency that no mail has reached."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from workflow.errors import AlreadyReached, ReasonOwed, RoundNotOpen
from workflow.models import Extension, Job, Mail, Round
from workflow.queries.rounds import board
from workflow.rules.permissions import CLOCK
from workflow.services.answering import revisions
from workflow.services.mailing import mail
from workflow.services.rounds import extensions, inviting, rounds, suspending

MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)


@pytest.fixture
def round_(build):
    build.at(MONDAY)
    return build.round(days=7)


def entries(session, person):
    mails = session.query(Mail).filter_by(address=person.email).order_by(Mail.id)
    return [icalendar.Calendar.from_ical(one.calendar) for one in mails if one.calendar]


def test_a_round_that_has_rested_gives_everybody_their_time_back(build, session, round_):
    asked = extensions.request(
        session,
        build.focal_point("WHO"),
        round_id=round_.id,
        until=round_.deadline_at + timedelta(days=2),
        reason="Holidays.",
    )
    extensions.answer(session, build.coordinator(), extension_id=asked.id, granted=True)
    build.later(days=1)
    suspending.suspend(session, build.coordinator(), round_id=round_.id, reason="Elections.")
    build.later(days=30)

    suspending.resume(session, build.coordinator(), round_id=round_.id)

    assert round_.deadline_at == MONDAY + timedelta(days=37)
    assert session.get_one(Extension, asked.id).until == MONDAY + timedelta(days=39)


def test_a_resting_round_takes_what_is_ready_and_is_not_closed(build, session, round_):
    suspending.suspend(session, build.coordinator(), round_id=round_.id, reason="Elections.")
    build.later(days=20)

    revision = revisions.no_changes(session, build.focal_point("ILO"), round_id=round_.id)

    assert revision.standing == "on time"
    assert not rounds.close(session, CLOCK, round_id=round_.id)
    with pytest.raises(RoundNotOpen):
        suspending.suspend(session, build.coordinator(), round_id=round_.id, reason="Again.")


def test_suspending_owes_every_agency_a_reason(build, session, round_):
    with pytest.raises(ReasonOwed):
        suspending.suspend(session, build.coordinator(), round_id=round_.id, reason=" ")

    assert round_.state == "open"


def test_a_calendar_entry_keeps_its_name_and_each_word_is_newer_than_the_last(
    build, session, round_
):
    office, focal_point = build.coordinator(), build.person(agency="ILO")
    later = round_.deadline_at + timedelta(days=1)
    rounds.move_deadline(session, office, round_id=round_.id, deadline=later, reason="Feast.")
    suspending.suspend(session, office, round_id=round_.id, reason="Elections.")
    build.later(days=3)
    suspending.resume(session, office, round_id=round_.id)
    rounds.close(session, office, round_id=round_.id, reason="All are in.")

    found = entries(session, focal_point)

    events = [calendar.events[0] for calendar in found]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2, 3, 4]
    methods = [str(calendar["method"]) for calendar in found]
    assert methods == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    moments = [event.start for event in events]
    assert moments[1] == MONDAY + timedelta(days=8)
    assert moments[3] == MONDAY + timedelta(days=11)


def test_a_planned_round_opens_by_itself_on_the_text_that_is_the_latest_then(build, session):
    build.at(MONDAY)
    pledge = build.pledge()
    opens = MONDAY + timedelta(days=2)
    planned = rounds.open_round(
        session,
        build.coordinator(),
        pledge_id=pledge.id,
        deadline=MONDAY + timedelta(days=9),
        opens_at=opens,
    )
    assert (planned.state, session.query(Mail).count()) == ("planned", 0)
    assert session.query(Job).filter_by(kind="open-round").one().due_at == opens
    with pytest.raises(RoundNotOpen):
        revisions.no_changes(session, build.focal_point("ILO"), round_id=planned.id)
    assert not rounds.open_planned(session, CLOCK, round_id=planned.id)

    build.at(opens)

    assert rounds.open_planned(session, CLOCK, round_id=planned.id)
    assert (planned.state, session.query(Mail).count()) == ("open", 3)


def test_a_plan_that_is_dropped_leaves_nothing(build, session):
    build.at(MONDAY)
    pledge = build.pledge()
    planned = rounds.open_round(
        session,
        build.coordinator(),
        pledge_id=pledge.id,
        deadline=MONDAY + timedelta(days=9),
        opens_at=MONDAY + timedelta(days=2),
    )

    rounds.drop_plan(session, build.coordinator(), round_id=planned.id)

    assert session.query(Round).count() == session.query(Mail).count() == 0


def test_an_agency_that_no_mail_reached_is_never_tacit_and_gets_its_time_when_asked(build, session):
    build.at(MONDAY)
    round_ = build.round(build.pledge(tacit=True), days=7)
    for one in session.query(Mail):
        if "ILO" in one.name:
            mail.mark_problem(session, one.id, "550 No such person here", final=True)
        else:
            mail.mark_sent(session, one.id)
    build.later(days=6)

    def state(acronym):
        page = board.board(session, build.coordinator(), round_.id)
        return next(row.state.words for row in page.rows if row.agency.acronym == acronym)

    assert state("ILO") == "not reached"
    inviting.again(
        session, build.coordinator(), round_id=round_.id, agency_id=build.agency("ILO").id
    )
    assert state("ILO") == "not started"
    with pytest.raises(AlreadyReached):
        inviting.again(
            session, build.coordinator(), round_id=round_.id, agency_id=build.agency("WHO").id
        )
    build.later(days=6)

    assert not rounds.close(session, CLOCK, round_id=round_.id)
    assert (state("WHO"), state("ILO")) == ("tacit", "not started")
    sent = revisions.no_changes(session, build.focal_point("ILO"), round_id=round_.id)
    assert sent.standing == "in extension"
