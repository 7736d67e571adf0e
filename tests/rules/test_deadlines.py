"""Which reminder is due when, for recipients in different places."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.calendars import Calendar, is_working
from workflow.rules.deadlines import (
    FOLD,
    Nudge,
    Window,
    current,
    due,
    escalation_at,
    overdue_at,
    reminders,
)

OFFICIAL = "America/New_York"
PLACES = {
    "New York": Calendar("New York", "America/New_York"),
    "Geneva": Calendar("Geneva", "Europe/Zurich"),
    "Amman": Calendar("Amman", "Asia/Amman", (6, 0, 1, 2, 3)),
    "Nairobi": Calendar("Nairobi", "Africa/Nairobi"),
    "Bangkok": Calendar("Bangkok", "Asia/Bangkok"),
}
HOUR = timedelta(hours=1)


def at(text, zone=OFFICIAL):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


FRIDAY = Window(at("2022-02-07 09:00"), at("2022-02-25 17:00"), OFFICIAL)
"""The deadline of the five duty stations: Jordan changed its clocks on that day."""


def shown(calendar, moment):
    return f"{moment.astimezone(ZoneInfo(calendar.zone)):%a %H:%M}"


FIVE = """
New York|t7 Fri 17:00, t3 Tue 17:00, t1 Thu 17:00, hours Fri 14:00|Mon 08:30|Tue 08:30|Fri 17:00
Geneva|t7 Fri 15:30, t3 Tue 15:30, t1 Thu 15:30, hours Fri 15:30|Mon 08:30|Tue 08:30|Fri 23:00
Amman|t7 Thu 15:30, t3 Tue 15:30, hours Thu 15:30|Sun 08:30|Mon 08:30|Sat 01:00
Nairobi|t7 Fri 15:30, t3 Tue 15:30, t1 Thu 15:30, hours Fri 15:30|Mon 08:30|Tue 08:30|Sat 01:00
Bangkok|t7 Fri 15:30, t3 Tue 15:30, t1 Thu 15:30, hours Fri 15:30|Mon 08:30|Tue 08:30|Sat 05:00
"""
"""Reminders before the deadline, overdue, to the principal's office, and the deadline itself."""


@pytest.mark.parametrize("line", FIVE.strip().splitlines())
def test_the_reminders_of_five_duty_stations_around_one_deadline(line):
    place, *expected = (part.strip() for part in line.split("|"))
    calendar = PLACES[place]

    before = ", ".join(
        f"{one.nudge.removeprefix('nudge-')} {shown(calendar, one.at)}"
        for one in reminders(FRIDAY, calendar)
    )
    overdue = overdue_at(FRIDAY, calendar)
    after = (overdue, escalation_at(overdue, calendar), FRIDAY.deadline)

    assert [before, *(shown(calendar, moment) for moment in after)] == expected


def test_a_round_of_ten_days_has_no_reminder_seven_days_before():
    brief = Window(FRIDAY.deadline - timedelta(days=10), FRIDAY.deadline, OFFICIAL)

    nudges = [one.nudge for one in reminders(brief, PLACES["New York"])]

    assert nudges == [Nudge.THREE_DAYS, Nudge.ONE_DAY, Nudge.HOURS]


def test_a_reminder_that_would_only_repeat_the_invitation_is_left_out():
    brief = Window(at("2022-02-24 15:00"), FRIDAY.deadline, OFFICIAL)

    assert [one.nudge for one in reminders(brief, PLACES["New York"])] == [Nudge.HOURS]


def test_even_the_shortest_round_has_an_overdue_mail():
    brief = Window(FRIDAY.deadline - HOUR, FRIDAY.deadline, OFFICIAL)

    assert reminders(brief, PLACES["New York"]) == ()
    assert overdue_at(brief, PLACES["New York"]) > brief.deadline


def test_the_overdue_mail_keeps_its_distance_from_the_last_reminder():
    noon = Window(FRIDAY.opened_at, at("2022-02-24 12:00"), OFFICIAL)

    assert shown(PLACES["New York"], reminders(noon, PLACES["New York"])[-1].at) == "Thu 09:00"
    assert shown(PLACES["New York"], overdue_at(noon, PLACES["New York"])) == "Thu 15:00"


@pytest.mark.parametrize(
    ("now", "nudge"),
    [
        ("2022-02-22 10:59", Nudge.SEVEN_DAYS),
        ("2022-02-22 11:01", None),  # the next one is near: one mail is enough
        ("2022-02-22 17:00", Nudge.THREE_DAYS),
        ("2022-02-22 18:00", None),  # nobody is at work
        ("2022-02-24 09:00", Nudge.THREE_DAYS),  # after an outage
        ("2022-02-24 13:00", None),
        ("2022-02-25 14:00", Nudge.HOURS),
        ("2022-02-25 17:01", None),  # too late for a reminder, too early for an overdue mail
        ("2022-02-28 08:30", Nudge.OVERDUE),
    ],
)
def test_the_latest_reminder_is_due_in_working_hours_and_no_other(now, nudge):
    assert due(FRIDAY, PLACES["New York"], now=at(now), last_heard=None) == nudge


@pytest.mark.parametrize(("hours", "nudge"), [(5.9, None), (6, Nudge.HOURS)])
def test_who_was_told_some_hours_ago_is_not_told_again(hours, nudge):
    now = at("2022-02-25 14:00")

    heard = now - hours * HOUR

    assert due(FRIDAY, PLACES["New York"], now=now, last_heard=heard) == nudge


def test_who_was_told_a_new_deadline_is_not_told_what_lies_behind():
    moved = Window(FRIDAY.opened_at, at("2022-03-02 17:00"), OFFICIAL)
    told = at("2022-02-24 10:00")

    looks = [at(f"2022-02-{day}") for day in ("24 16:30", "25 09:00", "25 15:30")]
    found = [due(moved, PLACES["New York"], now=now, last_heard=told) for now in looks]

    assert due(moved, PLACES["New York"], now=looks[0], last_heard=None) == Nudge.SEVEN_DAYS
    assert found == [None, None, Nudge.THREE_DAYS]


calendars = st.sampled_from(list(PLACES.values()))
opened = st.integers(0, 60 * 24 * 365).map(
    lambda minutes: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
windows = st.builds(
    lambda begins, hours, zone: Window(begins, begins + hours * HOUR, zone),
    opened,
    st.integers(1, 24 * 40),
    st.sampled_from(["America/New_York", "Europe/Zurich", "UTC"]),
)


@given(windows, calendars)
def test_all_reminders_come_in_working_hours_before_the_deadline_and_apart(window, calendar):
    planned = reminders(window, calendar)
    after = overdue_at(window, calendar)

    moments = [*(one.at for one in planned), after]
    assert all(window.opened_at + FOLD <= moment for moment in moments[:-1])
    assert all(one.at <= window.deadline for one in planned)
    assert after > window.deadline
    assert all(is_working(calendar, moment) for moment in moments)
    gaps = [later - sooner for sooner, later in itertools.pairwise(moments)]
    assert all(gap >= FOLD for gap in gaps)


@given(windows, calendars, st.lists(st.integers(0, 24 * 50), min_size=2))
def test_as_time_passes_reminders_only_get_more_urgent(window, calendar, hours):
    order = [None, *Nudge]

    found = [current(window, calendar, now=window.opened_at + h * HOUR) for h in sorted(hours)]

    places = [order.index(nudge) for nudge in found]
    assert places == sorted(places)


@given(windows, calendars, st.integers(0, 60 * 24 * 45))
def test_what_is_due_is_what_is_true(window, calendar, minutes):
    now = window.opened_at + timedelta(minutes=minutes)

    nudge = due(window, calendar, now=now, last_heard=None)

    assert nudge is None or nudge == current(window, calendar, now=now)
    assert nudge is None or is_working(calendar, now)
