"""The lock: two people, one fingerprint, for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import REPORTING
from tests.services.joining.test_optins import join
from tests.services.joining.test_silence import MONDAY, THREE_DAYS
from workflow.errors import (
    LockRequested,
    LockRequestEnded,
    NotAllowed,
    NotFound,
    NotLockable,
    Overtaken,
    SamePerson,
    TextLocked,
    WrongFingerprint,
)
from workflow.models import Event, Mail
from workflow.rules.dispositions import Disposition
from workflow.rules.permissions import CLOCK, Role
from workflow.services.joining import locking, silence
from workflow.services.pledging import members
from workflow.services.proving import record


@pytest.fixture
def pledge(build):
    build.at(MONDAY)
    return build.pledge()


def ask(session, build, pledge, seen=None):
    version = pledge.latest
    return locking.request(
        session, build.coordinator(), version_id=version.id, seen=seen or version.sha256
    )


def confirm(session, build, asked, typed=None):
    return locking.confirm(
        session,
        build.actor(Role.STAFF),
        request_id=asked.id,
        typed=asked.version.sha256[:8] if typed is None else typed,
    )


def lock(session, build, pledge):
    return confirm(session, build, ask(session, build, pledge))


def test_two_people_lock_the_text(session, build, pledge):
    colleague = build.actor(Role.STAFF)

    asked = ask(session, build, pledge)
    mails = session.scalars(select(Mail).where(Mail.letter == "lock-requested")).all()
    version = locking.confirm(
        session, colleague, request_id=asked.id, typed=f" {asked.version.sha256[:8].upper()} "
    )

    assert [mail.person_id for mail in mails] == [colleague.person_id]
    assert (pledge.stage, version.locked_at) == ("locked", MONDAY)
    assert (asked.ended, asked.ended_by) == ("confirmed", colleague.person_id)
    assert record.verify(session, pledge.id)


def test_everybody_gets_the_fingerprint_as_a_receipt(session, build, pledge):
    build.principal("ILO"), build.actor(Role.OBSERVER)

    version = lock(session, build, pledge)

    mails = session.scalars(select(Mail).where(Mail.letter == "locked")).all()
    assert {mail.name for mail in mails} == {
        "Focal point IOM",
        "Focal point ILO",
        "Focal point WHO",
        "Principal ILO",
        "Coordinator",
        "Coordinator's staff",
        "Observer",
    }
    assert all(version.sha256 in mail.text for mail in mails)


def test_only_opt_ins_for_exactly_the_locked_text_are_confirmed(session, build, pledge):
    join(session, build, "WHO", version=pledge.latest)
    round_ = build.round(pledge)
    build.revision("ILO", {REPORTING: "We will report twice a year."}, round_=round_)
    build.publish(round_)
    join(session, build, "ILO", "joins with a statement", words="Within our mandate.")
    join(session, build, "IOM", "joins on a condition", must_contain="twice a year")

    lock(session, build, pledge)

    event = session.scalars(select(Event).where(Event.kind == "locked")).one()
    register = {entry.pop("agency"): entry for entry in event.payload.told["opt_ins"]}
    assert register["WHO"] == register["IOM"] == {"standing": "not confirmed"}
    assert register["ILO"]["standing"] == "joins with a statement"
    assert register["ILO"]["statement"] == "Within our mandate."
    assert register["ILO"]["sha256"] == event.payload.told["sha256"] == pledge.latest.sha256


def test_whoever_asked_cannot_confirm(session, build, pledge):
    asked = ask(session, build, pledge)

    with pytest.raises(SamePerson):
        locking.confirm(
            session,
            build.coordinator(),
            request_id=asked.id,
            typed=asked.version.sha256[:8],
        )
    assert pledge.stage == "drafting"


@pytest.mark.parametrize("typed", ["", "00000000", "zzzzzzzz", "0" * 64])
def test_a_wrong_fingerprint_locks_nothing_and_can_be_typed_again(session, build, pledge, typed):
    asked = ask(session, build, pledge)

    with pytest.raises(WrongFingerprint):
        confirm(session, build, asked, typed)

    assert (pledge.stage, asked.ended) == ("drafting", None)
    confirm(session, build, asked)


def test_the_fingerprint_of_the_page_has_to_be_that_of_the_text(session, build, pledge):
    with pytest.raises(Overtaken):
        ask(session, build, pledge, seen="0" * 64)


def test_one_request_at_a_time(session, build, pledge):
    ask(session, build, pledge)

    with pytest.raises(LockRequested, match="Coordinator has already asked"):
        ask(session, build, pledge)


def test_a_declined_request_is_over(session, build, pledge):
    asked = ask(session, build, pledge)

    locking.decline(session, build.actor(Role.STAFF), request_id=asked.id, reason="Wait for WHO.")

    with pytest.raises(LockRequestEnded, match="declined"):
        confirm(session, build, asked)
    assert ask(session, build, pledge).id != asked.id


def test_a_new_version_voids_the_request(session, build, pledge):
    asked = ask(session, build, pledge)
    round_ = build.round(pledge)
    build.revision("ILO", {REPORTING: "We will report twice a year."}, round_=round_)
    with pytest.raises(NotLockable, match="a round is running"):
        confirm(session, build, asked)

    build.publish(round_)

    with pytest.raises(LockRequestEnded, match="void"):
        confirm(session, build, asked)


def test_nothing_is_locked_while_a_round_runs(session, build):
    pledge = build.round().pledge

    with pytest.raises(NotLockable, match="a round is running"):
        ask(session, build, pledge)


def test_nothing_is_locked_with_brackets(session, build, pledge):
    round_ = build.round(pledge)
    build.revision("ILO", {REPORTING: "We will report twice a year on what we did."})
    build.revision("WHO", {REPORTING: "We will report every month on what we did."})
    build.close(round_)
    build.merge()
    for passage in build.passages():
        build.decide(passage, Disposition.BRACKETED)
    build.publish(round_)

    with pytest.raises(NotLockable, match=r"brackets remain in the text \(\["):
        ask(session, build, pledge)


def test_nothing_is_locked_with_a_reference_to_a_paragraph_that_is_not_there(session, build):
    pledge = build.pledge("1. We act as paragraph 7 says.\n\n2. See paragraph 1.")

    with pytest.raises(NotLockable, match="paragraph 1 names paragraph 7"):
        ask(session, build, pledge)


def test_a_reference_into_another_text_is_no_hindrance(session, build):
    pledge = build.pledge("1. We act as paragraph 70 of resolution 70/1 says.")

    assert ask(session, build, pledge)


def test_nothing_is_locked_with_a_reference_to_a_paragraph_that_was_taken_out(session, build):
    text = "1. One.\n\n2. Two.\n\n3. As paragraph 2 says."
    pledge = build.pledge(text)
    round_ = build.round(pledge)
    build.revision("ILO", {"b2": ""}, round_=round_)
    build.publish(round_)

    with pytest.raises(NotLockable, match="paragraph 2 names paragraph 2"):
        ask(session, build, pledge)

    round_ = build.round(pledge)
    build.revision("ILO", {"b3": "As paragraph 1 says."}, round_=round_)
    build.publish(round_)
    assert ask(session, build, pledge)


def test_nothing_is_locked_under_silence(session, build, pledge):
    asked = ask(session, build, pledge)
    silence.start(session, build.coordinator(), pledge_id=pledge.id, ends_at=MONDAY + THREE_DAYS)

    with pytest.raises(NotLockable, match="silence is still running"):
        confirm(session, build, asked)


def test_a_pledge_may_ask_for_silence_before_the_lock(session, build, pledge):
    pledge.settings = {"needs_silence": True}
    with pytest.raises(NotLockable, match="agreement by silence"):
        ask(session, build, pledge)
    running = silence.start(
        session, build.coordinator(), pledge_id=pledge.id, ends_at=MONDAY + THREE_DAYS
    )
    build.at(running.ends_at)
    locking.settle_due(session, CLOCK)

    lock(session, build, pledge)

    assert pledge.stage == "locked"


def test_a_locked_text_refuses_all_that_would_change_it(session, build, pledge):
    version = lock(session, build, pledge)
    build.later(days=1)

    refused = (
        lambda: build.round(pledge),
        lambda: ask(session, build, pledge),
        lambda: silence.start(
            session,
            build.coordinator(),
            pledge_id=pledge.id,
            ends_at=build.now + timedelta(days=9),
        ),
        lambda: members.set_members(
            session, build.coordinator(), pledge_id=pledge.id, agencies=[build.agency("ILO").id]
        ),
    )
    for change in refused:
        with pytest.raises(TextLocked):
            change()
    assert pledge.latest is version


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {"coordinator", "coordinator's staff"}]
)
def test_only_the_office_locks(session, build, pledge, role):
    asked = ask(session, build, pledge)

    with pytest.raises(NotAllowed):
        locking.request(
            session, build.actor(role), version_id=pledge.latest.id, seen=pledge.latest.sha256
        )
    with pytest.raises(NotAllowed):
        locking.confirm(session, build.actor(role), request_id=asked.id, typed="")
    with pytest.raises(NotAllowed):
        locking.decline(session, build.actor(role), request_id=asked.id)


def test_a_request_that_is_not_there_is_not_found(session, build):
    with pytest.raises(NotFound):
        locking.confirm(session, build.coordinator(), request_id=4711, typed="")
    with pytest.raises(NotFound):
        locking.request(session, build.coordinator(), version_id=4711, seen="")
