"""Silence: it settles a text and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.build import HELPING, REPORTING
from workflow import jobs
from workflow.errors import (
    BadText,
    Conflict,
    Missing,
    NotAllowed,
    NotFound,
    NotReadyForSilence,
    NotUnderSilence,
    Overtaken,
    ReasonOwed,
    RoundRunning,
    SilenceTooShort,
    SilenceWithoutWorkingDays,
    TextLocked,
)
from workflow.models import Event, Job, Mail, Objection, OptIn
from workflow.rules.permissions import CLOCK, Role
from workflow.services.joining import locking, silence
from workflow.services.proving import record

MONDAY = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
THREE_DAYS = timedelta(hours=72)


@pytest.fixture
def pledge(build):
    build.at(MONDAY)
    for agency in ("IOM", "ILO", "WHO"):
        build.principal(agency)
    return build.pledge()


@pytest.fixture
def running(session, build, pledge):
    return start(session, build, pledge)


def start(session, build, pledge, lasts=THREE_DAYS):
    return silence.start(
        session, build.coordinator(), pledge_id=pledge.id, ends_at=build.now + lasts
    )


def break_it(session, build, running, agency="ILO", *, block=REPORTING, reason="Too weak.", **more):
    return silence.object_(
        session,
        build.principal(agency),
        silence_id=running.id,
        block_id=block,
        reason=reason,
        **more,
    )


def letters(session, letter):
    return session.scalars(select(Mail).where(Mail.letter == letter)).all()


def kinds(session):
    return session.scalars(select(Event.kind).order_by(Event.seq)).all()


def test_silence_tells_everybody_and_sets_its_end(session, build, pledge):
    running = start(session, build, pledge)

    assert pledge.stage == "under silence"
    assert (running.state, running.ends_at) == ("running", MONDAY + THREE_DAYS)
    addresses = {mail.address for mail in letters(session, "silence-started")}
    assert len(addresses) == 3 * 2 + 1
    job = session.scalars(select(Job).where(Job.kind == jobs.LOCK_DUE)).one()
    assert (job.target, job.due_at) == (running.id, running.ends_at)


def test_silence_that_nobody_breaks_makes_the_text_agreed_and_nobody_join(
    session, build, pledge, running
):
    build.at(running.ends_at)

    assert locking.settle_due(session, CLOCK) == 1

    assert (running.state, pledge.stage) == ("held", "agreed")
    assert running.ended_at == running.ends_at
    assert session.scalars(select(OptIn)).all() == []
    assert kinds(session)[-1] == "silence held"
    assert len(letters(session, "silence-held")) == 7
    assert len(letters(session, "optin-request")) == 3
    assert record.verify(session, pledge.id)


def test_nothing_happens_before_the_end_and_nothing_twice(session, build, pledge, running):
    build.at(running.ends_at - timedelta(milliseconds=1))
    assert locking.settle_due(session, CLOCK) == 0
    assert running.state == "running"

    build.at(running.ends_at + timedelta(hours=1))
    assert [locking.settle_due(session, CLOCK) for _ in range(3)] == [1, 0, 0]
    assert kinds(session).count("silence held") == 1


def test_a_standing_objection_breaks_silence_at_its_end(session, build, pledge, running):
    build.later(hours=1)
    break_it(session, build, running, words="We will report twice a year.")
    assert (running.state, pledge.stage) == ("running", "under silence")

    build.at(running.ends_at)
    locking.settle_due(session, CLOCK)

    assert (running.state, pledge.stage) == ("broken", "drafting")
    assert kinds(session)[-2:] == ["objection made", "silence broken"]
    assert letters(session, "optin-request") == []


def test_everybody_reads_the_reason_at_once(session, build, running):
    break_it(session, build, running, reason="The verb is too weak.")

    mails = letters(session, "silence-broken")
    assert len(mails) == 7
    assert all("The verb is too weak." in mail.text for mail in mails)


def test_an_objection_taken_back_stays_on_record_and_the_clock_goes_on(
    session, build, pledge, running
):
    objection = break_it(session, build, running)
    build.later(hours=24)

    silence.take_back(session, build.principal("ILO"), objection_id=objection.id)

    assert objection.withdrawn_at == build.now
    assert running.ends_at == MONDAY + THREE_DAYS
    build.at(running.ends_at)
    locking.settle_due(session, CLOCK)
    assert (running.state, pledge.stage) == ("held", "agreed")
    assert kinds(session)[-3:] == ["objection made", "objection taken back", "silence held"]
    assert len(session.scalars(select(Objection)).all()) == 1


def test_one_standing_objection_of_several_is_enough(session, build, pledge, running):
    first = break_it(session, build, running, "ILO")
    break_it(session, build, running, "WHO", block=HELPING)
    silence.take_back(session, build.principal("ILO"), objection_id=first.id)

    build.at(running.ends_at)
    locking.settle_due(session, CLOCK)

    assert running.state == "broken"


def test_an_objection_counts_until_the_last_moment_and_not_after(session, build, running):
    build.at(running.ends_at - timedelta(milliseconds=1))
    objection = break_it(session, build, running)

    build.at(running.ends_at)
    with pytest.raises(NotUnderSilence):
        break_it(session, build, running, "WHO")
    with pytest.raises(NotUnderSilence):
        silence.take_back(session, build.principal("ILO"), objection_id=objection.id)


def test_another_agency_cannot_take_an_objection_back(session, build, running):
    objection = break_it(session, build, running)

    with pytest.raises(NotFound):
        silence.take_back(session, build.principal("WHO"), objection_id=objection.id)
    assert objection.withdrawn_at is None
    with pytest.raises(NotFound):
        silence.take_back(session, build.principal("WHO"), objection_id=4711)


def test_an_objection_is_taken_back_once(session, build, running):
    objection = break_it(session, build, running)
    silence.take_back(session, build.focal_point("ILO"), objection_id=objection.id)

    with pytest.raises(Overtaken):
        silence.take_back(session, build.focal_point("ILO"), objection_id=objection.id)


def test_an_objection_names_a_paragraph_and_a_reason(session, build, running):
    with pytest.raises(ReasonOwed):
        break_it(session, build, running, reason=" \n ")
    with pytest.raises(Missing):
        break_it(session, build, running, block="")
    with pytest.raises(NotFound):
        break_it(session, build, running, block="b99")
    with pytest.raises(BadText):
        break_it(session, build, running, reason="left \u202e right")
    with pytest.raises(NotFound):
        break_it(session, build, running, "UPU")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OBSERVER, Role.CLEARING_OFFICER])
def test_only_those_who_speak_for_an_agency_break_silence(session, build, running, role):
    with pytest.raises(NotAllowed):
        silence.object_(
            session, build.actor(role), silence_id=running.id, block_id=HELPING, reason="No."
        )


def test_the_office_stops_silence_with_a_reason(session, build, pledge, running):
    with pytest.raises(ReasonOwed):
        silence.stop(session, build.coordinator(), silence_id=running.id, reason="")

    silence.stop(session, build.coordinator(), silence_id=running.id, reason="A word is wrong.")

    assert (running.state, pledge.stage) == ("broken", "drafting")
    assert {mail.subject[:15] for mail in letters(session, "silence-broken")} == {"Silence stopped"}
    with pytest.raises(NotUnderSilence):
        silence.stop(session, build.coordinator(), silence_id=running.id, reason="Again.")


def test_a_second_attempt_follows_a_broken_one(session, build, pledge, running):
    silence.stop(session, build.coordinator(), silence_id=running.id, reason="A word is wrong.")

    second = start(session, build, pledge)

    assert (second.id != running.id, second.state) == (True, "running")


def test_silence_is_long_enough_for_everybody(session, build, pledge):
    with pytest.raises(SilenceTooShort):
        start(session, build, pledge, timedelta(hours=71, minutes=59))
    build.at(MONDAY + timedelta(days=3))
    with pytest.raises(SilenceWithoutWorkingDays, match=r"fewer: (ILO, IOM|IOM, ILO), WHO"):
        start(session, build, pledge, timedelta(hours=80))
    assert pledge.stage == "drafting"


def test_a_text_with_brackets_or_a_running_round_is_not_ready(session, build):
    build.at(MONDAY)
    bracketed = build.pledge("1. We report [once a year][twice a year].")
    with pytest.raises(NotReadyForSilence, match=r"\[once a year\], \[twice a year\]"):
        start(session, build, bracketed)

    asked = build.round().pledge
    with pytest.raises(RoundRunning):
        start(session, build, asked)


def test_silence_runs_once_at_a_time_and_never_on_a_locked_text(session, build, pledge, running):
    with pytest.raises(Conflict):
        start(session, build, pledge)

    silence.stop(session, build.coordinator(), silence_id=running.id, reason="To lock it.")
    version = pledge.latest
    asked = locking.request(
        session, build.coordinator(), version_id=version.id, seen=version.sha256
    )
    locking.confirm(session, build.actor(Role.STAFF), request_id=asked.id, typed=version.sha256[:8])
    with pytest.raises(TextLocked):
        start(session, build, pledge)


def test_no_round_opens_under_silence(session, build, pledge, running):
    with pytest.raises(Conflict):
        build.round(pledge)


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.FOCAL_POINT, Role.CLOCK])
def test_only_the_office_starts_silence(session, build, pledge, role):
    with pytest.raises(NotAllowed):
        silence.start(session, build.actor(role), pledge_id=pledge.id, ends_at=MONDAY + THREE_DAYS)
    with pytest.raises(NotAllowed):
        locking.settle_due(session, build.coordinator())
