"""What the clock looks for every few seconds costs as much with many as with few."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from workflow.rules.permissions import Role
from workflow.services.mailing import digests, mail
from workflow.services.outside import action_points, chasing, meetings

MONDAY = datetime(2026, 11, 9, 15, tzinfo=UTC)


def questions(session, look) -> int:
    """Count what is asked of the database, with nothing remembered from before."""
    session.flush()
    session.expire_all()
    heard = []
    listener = lambda *given: heard.append(given[2])  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", listener)
    look(session)
    event.remove(session.get_bind(), "before_cursor_execute", listener)
    return sum(one.startswith("SELECT") for one in heard)


def wait_for_a_digest(build, acronym):
    reader = build.person(Role.FOCAL_POINT, acronym)
    reader.digest = True
    mail.write(build.session, "cleared", key=f"cleared:{acronym}", person=reader)


@pytest.fixture
def meeting(build):
    build.at(MONDAY - timedelta(days=30))
    return meetings.call(
        build.session,
        build.coordinator(),
        pledge_id=build.pledge().id,
        body="Executive Committee",
        level="Principals",
        starts_at=build.now,
        ends_at=build.now + timedelta(hours=1),
        zone="UTC",
        place="Geneva",
    )


def owe(build, meeting, owner, *, done=False):
    row = action_points.add(
        build.session,
        build.coordinator(),
        meeting_id=meeting.id,
        text="Send the numbers.",
        owners=[owner],
    )
    for part in row.obligations if done else ():
        part.done_at = build.now


def test_the_readers_of_digests_are_found_at_once(build, session):
    build.at(MONDAY - timedelta(days=3))
    wait_for_a_digest(build, "A0")
    build.at(MONDAY)
    few = questions(session, digests.due)

    for number in range(1, 6):
        wait_for_a_digest(build, f"A{number}")

    assert len(digests.due(session)) == 6
    assert questions(session, digests.due) == few


def test_who_owes_something_is_found_at_once_and_what_is_done_costs_nothing(
    build, session, meeting
):
    owe(build, meeting, f"agency:{build.agency('ILO').id}")
    build.at(MONDAY)
    few = questions(session, chasing.plan)

    for _ in range(3):
        owe(build, meeting, "members", done=True)
        owe(build, meeting, f"agency:{build.agency('WHO').id}")

    assert questions(session, chasing.plan) == few
