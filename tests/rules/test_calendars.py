"""Working time: five duty stations around one deadline, and what holds for all of them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.calendars import (
    Calendar,
    days_before,
    earlier,
    is_working,
    later,
    next_working_day,
    working_days,
)

NEW_YORK = Calendar("New York", "America/New_York")
GENEVA = Calendar("Geneva", "Europe/Zurich")
AMMAN = Calendar("Amman", "Asia/Amman", (6, 0, 1, 2, 3))
NAIROBI = Calendar("Nairobi", "Africa/Nairobi")
BANGKOK = Calendar("Bangkok", "Asia/Bangkok")

DEADLINE = datetime(2022, 2, 25, 17, tzinfo=ZoneInfo("America/New_York"))
"""A Friday, and the day on which Jordan changed its clocks."""


def shown(calendar, moment):
    return f"{moment.astimezone(ZoneInfo(calendar.zone)):%a %H:%M}"


@pytest.mark.parametrize(
    ("station", "before", "after"),
    [
        (NEW_YORK, "Tue 17:00, Thu 17:00, Fri 14:00, Fri 17:00", "Mon 08:30, Tue 08:30"),
        (GENEVA, "Tue 15:30, Thu 15:30, Fri 15:30, Fri 23:00", "Mon 08:30, Tue 08:30"),
        (AMMAN, "Tue 15:30, Thu 15:30, Thu 15:30, Sat 01:00", "Sun 08:30, Mon 08:30"),
        (NAIROBI, "Tue 15:30, Thu 15:30, Fri 15:30, Sat 01:00", "Mon 08:30, Tue 08:30"),
        (BANGKOK, "Tue 15:30, Thu 15:30, Fri 15:30, Sat 05:00", "Mon 08:30, Tue 08:30"),
    ],
    ids=lambda value: value.name if isinstance(value, Calendar) else "",
)
def test_five_duty_stations_around_friday_evening_in_new_york(station, before, after):
    official = "America/New_York"
    days = [earlier(station, days_before(DEADLINE, days, zone=official)) for days in (3, 1)]
    last = earlier(station, DEADLINE - timedelta(hours=3))
    overdue = later(station, DEADLINE + timedelta(hours=1))

    assert ", ".join(shown(station, moment) for moment in (*days, last, DEADLINE)) == before
    escalation = next_working_day(station, overdue)
    assert ", ".join(shown(station, moment) for moment in (overdue, escalation)) == after


def test_a_holiday_is_no_working_day():
    jeune = Calendar("Geneva", "Europe/Zurich", holidays={date(2022, 2, 24), date(2022, 2, 28)})

    assert shown(jeune, earlier(jeune, days_before(DEADLINE, 1, zone="UTC"))) == "Wed 15:30"
    assert shown(jeune, later(jeune, DEADLINE)) == "Tue 08:30"
    assert working_days(jeune, DEADLINE - timedelta(days=4), DEADLINE) == 3


def test_three_days_before_is_the_same_time_of_day_where_the_clocks_change():
    monday = datetime(2022, 3, 14, 17, tzinfo=ZoneInfo("America/New_York"))

    assert shown(NEW_YORK, days_before(monday, 3, zone="America/New_York")) == "Fri 17:00"


def test_the_next_working_day_skips_the_weekend():
    friday = datetime(2022, 2, 25, 13, tzinfo=ZoneInfo("Europe/Zurich"))

    assert shown(GENEVA, next_working_day(GENEVA, friday)) == "Mon 13:00"


def test_a_short_day_leaves_what_there_is():
    brief = Calendar("Brief", "UTC", opens=time(9), closes=time(10))

    assert shown(brief, earlier(brief, datetime(2022, 2, 24, 23, tzinfo=UTC))) == "Thu 09:00"


calendars = st.builds(
    Calendar,
    st.just("Somewhere"),
    st.sampled_from(
        ["Europe/Zurich", "Asia/Amman", "Pacific/Auckland", "America/Lima", "Asia/Kathmandu"]
    ),
    st.sets(st.integers(0, 6), min_size=1).map(sorted),
    st.sampled_from([time(7), time(8, 30)]),
    st.sampled_from([time(15), time(17, 30), time(23, 30)]),
    st.sets(st.dates(date(2022, 1, 1), date(2022, 4, 30)), max_size=20),
)
moments = st.integers(0, 180_000).map(lambda m: datetime(2022, 1, 3, tzinfo=UTC) + m * MINUTE)
MINUTE = timedelta(minutes=1)


@given(calendars, moments)
def test_moving_ends_in_working_hours_and_never_on_the_wrong_side(calendar, moment):
    before, after = earlier(calendar, moment), later(calendar, moment)

    assert before <= moment <= after
    assert is_working(calendar, before)
    assert is_working(calendar, after)
    assert is_working(calendar, next_working_day(calendar, after))


@given(calendars, moments, st.integers(0, 5000))
def test_moving_keeps_the_order_of_moments(calendar, moment, minutes):
    second = moment + minutes * MINUTE

    assert later(calendar, moment) <= later(calendar, second)
    assert earlier(calendar, moment) <= earlier(calendar, second) or is_working(calendar, moment)
