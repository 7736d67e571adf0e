"""One mail a day for those who want it so."""

from datetime import UTC, datetime

import pytest

from workflow.models import Job, Mail
from workflow.rules.permissions import CLOCK
from workflow.services.mailing import digests, mail
from workflow.services.rounds import planning, rounds


@pytest.fixture
def waiting(build, session):
    """The coordinator wants one mail a day, and a round was closed in the evening."""
    build.at(datetime(2026, 11, 2, 15, tzinfo=UTC))
    round_ = build.round(days=7)
    person = build.person(build.coordinator().role)
    person.digest = True
    build.at(datetime(2026, 11, 6, 23, tzinfo=UTC))
    rounds.close(session, build.coordinator(), round_id=round_.id, reason="All are in.")
    return person


def test_what_can_wait_waits_for_the_next_working_morning(build, session, waiting):
    [held] = session.query(Mail).filter_by(letter="round-closed")
    assert held.held
    assert digests.due(session) == []
    build.at(datetime(2026, 11, 9, 14, tzinfo=UTC))

    for _ in range(2):
        digests.send(session, CLOCK, person_id=waiting.id)

    [digest] = session.query(Mail).filter_by(letter="digest")
    assert held.subject in digest.text
    session.refresh(held)
    assert held.gathered_in == digest.id


def test_only_a_digest_says_where_it_can_be_turned_off(build, session, waiting):
    build.at(datetime(2026, 11, 9, 14, tzinfo=UTC))
    digests.send(session, CLOCK, person_id=waiting.id)

    waits = session.query(Mail).filter_by(sent_at=None)
    parcels = [mail.find_parcel(session, row.id) for row in waits]
    assert {one.choices for one in parcels if one.letter == "digest"} == {
        "http://localhost/account"
    }
    assert {one.choices for one in parcels if one.letter != "digest"} == {""}


def test_deadlines_never_wait_for_a_digest(build, session, waiting):
    early = session.query(Mail).filter_by(letter="round-closed-early")

    assert {one.held for one in early} == {False}


def test_the_plan_finds_a_digest_once(build, session, waiting):
    build.at(datetime(2026, 11, 9, 14, tzinfo=UTC))
    session.query(Job).delete()

    for _ in range(2):
        planning.plan(session)

    assert [job.kind for job in session.query(Job).filter_by(kind="send-digest")] == ["send-digest"]
