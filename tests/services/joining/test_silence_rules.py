"""What the rules of a pledge say about silence, and what is said during it that breaks nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import REPORTING
from tests.services.joining.test_silence import MONDAY
from workflow import jobs
from workflow.errors import BadNumber, Conflict, Missing, SilenceTooShort
from workflow.files.seal import Signer
from workflow.models import Event, Incoming, Job, Mail
from workflow.queries.joining import silence as queries
from workflow.queries.joining.silence_certificate import certificate
from workflow.rules.permissions import CLOCK, Role
from workflow.rules.ways import Ways
from workflow.services.joining import locking, on_behalf, optins, silence, silence_notes
from workflow.services.mailing import mail
from workflow.services.pledging import pledges
from workflow.services.proving import keys, record
from workflow.services.upkeep.duties import DUTIES


@pytest.fixture
def pledge(build):
    build.at(MONDAY)
    for agency in ("IOM", "ILO", "WHO"):
        build.principal(agency)
    return build.pledge()


def rules(session, build, pledge, **ways):
    return pledges.set_ways(session, build.coordinator(), pledge_id=pledge.id, ways=Ways(**ways))


def start(session, build, pledge, days=7.0):
    return silence.start(
        session,
        build.coordinator(),
        pledge_id=pledge.id,
        ends_at=build.now + timedelta(days=days),
    )


def join(session, build, pledge, agency):
    optins.answer(
        session,
        build.principal(agency),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        answer="joins",
    )


def test_the_rules_of_a_pledge_can_ask_for_more_time_and_never_for_less(session, build, pledge):
    rules(session, build, pledge, silence_hours=120)

    with pytest.raises(SilenceTooShort, match="120 hours"):
        start(session, build, pledge, days=4)
    assert start(session, build, pledge, days=5)
    for less in ({"silence_hours": 71}, {"silence_days": 1}, {"notice_days": -1}):
        with pytest.raises(BadNumber):
            Ways(**less).checked()


def test_rules_stand_in_the_record_and_not_while_silence_runs(session, build, pledge):
    rules(session, build, pledge, needs_silence=True)
    kinds = session.scalars(select(Event.kind).order_by(Event.seq)).all()
    assert kinds[-1] == "rules set"
    start(session, build, pledge)

    with pytest.raises(Conflict):
        rules(session, build, pledge)


def test_half_time_reaches_those_who_have_not_said_whether_they_join(session, build, pledge):
    join(session, build, pledge, "ILO")
    running = start(session, build, pledge, days=8)
    job = session.scalar(select(Job).where(Job.kind == "half-time"))
    assert job.due_at == MONDAY + timedelta(days=4)
    build.later(days=4)

    for _ in range(2):
        assert silence_notes.remind_missing(session, CLOCK, silence_id=running.id) == 4

    told = session.scalars(select(Mail.address).where(Mail.letter == "silence-half-time")).all()
    assert sorted(told) == [
        "focal.point.iom@onevoice.test",
        "focal.point.who@onevoice.test",
        "principal.iom@onevoice.test",
        "principal.who@onevoice.test",
    ]


def test_nobody_is_reminded_of_a_silence_that_is_over(session, build, pledge):
    running = start(session, build, pledge)
    silence.stop(session, build.coordinator(), silence_id=running.id, reason="A slip.")

    assert silence_notes.remind_missing(session, CLOCK, silence_id=running.id) == 0


def test_a_remark_on_spelling_does_not_break_silence(session, build, pledge):
    running = start(session, build, pledge)

    silence_notes.remark(
        session,
        build.focal_point("ILO"),
        silence_id=running.id,
        block_id=REPORTING,
        words="A comma is missing.",
    )
    with pytest.raises(Missing):
        silence_notes.remark(
            session, build.focal_point("ILO"), silence_id=running.id, block_id="", words="Hm."
        )

    build.later(days=8)
    locking.settle_due(session, CLOCK)
    assert pledge.stage == "agreed"
    page = queries.page(session, build.principal("IOM"), pledge.id)
    assert [one.words for one in page.over[0].remarks] == ["A comma is missing."]
    assert queries.page(session, build.actor(Role.OBSERVER), pledge.id).over[0].remarks == []


def test_names_of_objectors_can_be_kept_from_other_agencies(session, build, pledge):
    rules(session, build, pledge, hides_objectors=True)
    running = start(session, build, pledge)
    silence.object_(
        session,
        build.principal("ILO"),
        silence_id=running.id,
        block_id=REPORTING,
        reason="Too weak.",
    )

    names = {
        actor.name: queries.page(session, actor, pledge.id).running.objections[0].acronym
        for actor in (build.coordinator(), build.principal("ILO"), build.principal("IOM"))
    }

    assert names == {"Coordinator": "ILO", "Principal ILO": "ILO", "Principal IOM": ""}
    mails = session.scalars(select(Mail).where(Mail.letter == "silence-broken"))
    assert all("ILO" not in m.text for m in mails if "ilo" not in m.address)


def test_where_the_rules_say_so_the_text_is_locked_in_the_moment_silence_holds(
    session, build, pledge
):
    rules(session, build, pledge, locks_itself=True)
    join(session, build, pledge, "ILO")
    start(session, build, pledge)
    build.later(days=7)

    locking.settle_due(session, CLOCK)

    assert pledge.stage == "locked"
    assert pledge.latest.locked_at == build.now
    held, locked = session.scalars(
        select(Event).where(Event.kind.in_(["silence held", "locked"])).order_by(Event.seq)
    )
    assert held.at == locked.at
    assert locked.payload.told["rule"] == "locked at the end of silence"
    assert held.payload.told["time source"] == "the clock of this service"
    assert record.verify(session, pledge.id)


def test_what_stands_in_the_way_keeps_the_clock_from_locking(session, build, pledge):
    rules(session, build, pledge, locks_itself=True)
    start(session, build, pledge)
    on_behalf.write_down(
        session,
        build.coordinator(),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        agency_id=build.agency("WHO").id,
        answer="joins",
        said="By telephone.",
    )
    build.later(days=7)

    locking.settle_due(session, CLOCK)

    assert pledge.stage == "agreed"
    told = session.scalars(select(Mail).where(Mail.letter == "lock-not-possible")).all()
    assert [m.address for m in told] == ["coordinator@onevoice.test"]
    assert "written down for WHO is not confirmed" in " ".join(told[0].text.split())


def test_a_text_that_cannot_be_sealed_holds_up_no_other(session, build, pledge):
    other = build.pledge(title="Another pledge")
    session.info[keys.SEED] = "7" * 64
    keys.signer_for_writing(session)
    keys.rotate(session, Signer("8" * 64))  # this worker was not started again with the new key
    rules(session, build, pledge, locks_itself=True)
    running = [start(session, build, one) for one in (pledge, other)]
    build.later(days=7)

    DUTIES[jobs.LOCK_DUE](session, running[1].id)

    assert (pledge.stage, other.stage) == ("under silence", "agreed")


def came_back(session, build, row):
    told = {"kind": "bounce", "state": "noted", "status": "5.1.1", "sender": ""}
    session.add(Incoming(**told, key=f"{row.id}", mail_id=row.id, received_at=build.now))


def test_the_certificate_says_what_happened_and_who_was_told(session, build, pledge):
    running = start(session, build, pledge)
    for row in session.scalars(select(Mail).where(Mail.letter == "silence-started")):
        mail.mark_sent(session, row.id)
        if row.agency_id == build.agency("WHO").id:
            came_back(session, build, row)
    objection = silence.object_(
        session,
        build.principal("ILO"),
        silence_id=running.id,
        block_id=REPORTING,
        reason="Too weak.",
    )
    build.later(days=1)
    silence.take_back(session, build.principal("ILO"), objection_id=objection.id)
    build.later(days=6)
    locking.settle_due(session, CLOCK)

    member = certificate(session, build.principal("IOM"), running.id)
    observer = certificate(session, build.actor(Role.OBSERVER), running.id)

    assert member.held
    assert member.hours == 7 * 24
    assert member.sha256 == pledge.latest.sha256
    ending = session.scalar(select(Event).where(Event.kind == "silence held"))
    assert (member.entry, member.head) == (ending.seq, ending.hash)
    told = [(one.acronym, one.people, one.sent, one.returned) for one in member.told]
    assert told == [("ILO", 2, 2, 0), ("IOM", 2, 2, 0), ("WHO", 2, 2, 2)]
    assert [one.first_at is not None for one in member.told] == [True, True, False]
    assert len(member.attempt.objections) == 1
    assert (observer.told, observer.attempt.objections) == ([], [])
