"""How long silence has to run."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import SilenceTooShort, SilenceWithoutWorkingDays
from workflow.rules.calendars import Calendar, working_days
from workflow.rules.quiet import SHORTEST, WORKING_DAYS, earliest_end, require_long_enough

GENEVA = Calendar("ILO", "Europe/Zurich", [0, 1, 2, 3, 4])
AMMAN = Calendar("UNDP", "Asia/Amman", [6, 0, 1, 2, 3])
NEW_YORK = Calendar("DESA", "America/New_York", [0, 1, 2, 3, 4])
BANGKOK = Calendar("ESCAP", "Asia/Bangkok", [0, 1, 2, 3, 4])
EVERYBODY = (GENEVA, AMMAN, NEW_YORK, BANGKOK)

MONDAY = datetime(2022, 3, 7, 22, 0, tzinfo=UTC)
"""17:00 in New York."""


def test_three_days_from_monday_to_thursday_suit_everybody():
    require_long_enough(EVERYBODY, MONDAY, MONDAY + SHORTEST)


def test_a_minute_less_than_three_days_is_too_short():
    with pytest.raises(SilenceTooShort, match="72 hours"):
        require_long_enough(EVERYBODY, MONDAY, MONDAY + SHORTEST - timedelta(minutes=1))


def test_a_weekend_does_not_count_and_the_agencies_are_named():
    thursday = MONDAY + timedelta(days=3)

    with pytest.raises(SilenceWithoutWorkingDays, match=r"fewer: ILO, DESA, ESCAP\. .* Monday"):
        require_long_enough((GENEVA, NEW_YORK, BANGKOK), thursday, thursday + timedelta(hours=73))


def test_sunday_is_a_working_day_in_amman():
    thursday = datetime(2022, 3, 3, 22, 0, tzinfo=UTC)
    monday = thursday + timedelta(days=3, hours=18)

    assert working_days(AMMAN, thursday, monday) == 2
    assert working_days(GENEVA, thursday, monday) == 1


def test_a_day_that_has_begun_is_not_a_whole_one():
    nine_in_geneva = datetime(2022, 3, 8, 8, 0, tzinfo=UTC)

    assert working_days(GENEVA, nine_in_geneva, nine_in_geneva + timedelta(days=1)) == 0


moments = st.integers(0, 4_000_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
calendars = st.lists(
    st.builds(
        Calendar,
        st.just("IOM"),
        st.sampled_from(["Europe/Zurich", "Asia/Amman", "Pacific/Auckland", "America/Lima"]),
        st.sets(st.integers(0, 6), min_size=1).map(sorted),
    ),
    max_size=4,
)


@given(calendars, moments)
def test_the_earliest_end_is_long_enough_and_a_minute_before_is_not(members, start):
    end = earliest_end(members, start)

    require_long_enough(members, start, end)
    with pytest.raises((SilenceTooShort, SilenceWithoutWorkingDays)):
        require_long_enough(members, start, end - timedelta(minutes=1))


@given(calendars, moments, st.integers(0, 400))
def test_more_time_never_means_fewer_working_days(members, start, hours):
    end = start + timedelta(hours=hours)

    for calendar in members:
        now, later = (working_days(calendar, start, e) for e in (end, end + timedelta(hours=5)))
        assert later >= now
        if now >= WORKING_DAYS:
            assert end >= start + timedelta(days=1)
