"""Which reminder is due, as a table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.deadlines import QUIET, SCHEDULE, Nudge, nudge_due, too_soon

OPENED = datetime(2026, 11, 2, 9, tzinfo=UTC)
DEADLINE = datetime(2026, 11, 27, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours_before", "nudge"),
    [
        (100, None),
        (72.1, None),
        (72, Nudge.THREE_DAYS),
        (24.1, Nudge.THREE_DAYS),
        (24, Nudge.ONE_DAY),
        (3.1, Nudge.ONE_DAY),
        (3, Nudge.HOURS),
        (0.1, Nudge.HOURS),
        (0, Nudge.OVERDUE),
        (-500, Nudge.OVERDUE),
    ],
)
def test_the_latest_reminder_whose_time_has_come_is_due(hours_before, nudge):
    due = nudge_due(DEADLINE, opened_at=OPENED, now=DEADLINE - hours_before * HOUR)

    assert (due.nudge if due else None) == nudge


@pytest.mark.parametrize(("runs", "after"), [(24, 1), (71, 1), (75, 3), (76, 4), (26, 3)])
def test_a_reminder_that_would_only_repeat_the_invitation_is_left_out(runs, after):
    opened = DEADLINE - runs * HOUR

    assert nudge_due(DEADLINE, opened_at=opened, now=opened + after * HOUR) is None


def test_even_the_shortest_round_has_an_overdue():
    opened = DEADLINE - HOUR

    assert nudge_due(DEADLINE, opened_at=opened, now=DEADLINE).nudge == Nudge.OVERDUE


def test_nobody_is_reminded_right_after_another_mail_unless_time_is_short():
    now = DEADLINE
    for due in SCHEDULE:
        assert too_soon(due, last_mail_at=now - HOUR, now=now) != due.urgent
        assert not too_soon(due, last_mail_at=now - QUIET, now=now)
        assert not too_soon(due, last_mail_at=None, now=now)


@given(st.lists(st.integers(-200, 400), min_size=2))
def test_as_time_passes_reminders_only_get_more_urgent(hours):
    order = [None, *(due.nudge for due in reversed(SCHEDULE))]
    found = [
        nudge_due(DEADLINE, opened_at=OPENED, now=DEADLINE - h * HOUR)
        for h in sorted(hours, reverse=True)
    ]

    places = [order.index(due.nudge if due else None) for due in found]
    assert places == sorted(places)
