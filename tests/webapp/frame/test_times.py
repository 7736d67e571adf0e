"""Times as people read and write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.frame import times
from workflow.errors import UnknownTime

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
EARLY = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
ZONES = ["UTC", "America/New_York", "Europe/Zurich", "Asia/Kathmandu", "Pacific/Kiritimati"]


def test_a_moment_stands_in_both_zones_with_what_is_left():
    shown = times.show(
        NOON, zone="America/New_York", own_zone="Europe/Zurich", now=NOON - timedelta(days=3)
    )
    assert shown.official == "Fri 27 Nov 2026, 07:00"
    assert shown.official_zone == "New York time"
    assert shown.own == "Fri 27 Nov 2026, 13:00"
    assert shown.own_zone == "Zurich time"
    assert shown.distance == "in 3 days"
    assert not shown.soon


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(seconds=-20), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=59), "in 59 minutes"),
        (timedelta(hours=2, minutes=5), "in 2 hours 5 min"),
        (timedelta(hours=47), "in 47 hours"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(days=-40), "40 days ago"),
    ],
)
def test_a_distance_is_said_in_the_unit_that_helps(span, words):
    assert times.distance(span) == words


@pytest.mark.parametrize(
    "value",
    [
        "",
        "tomorrow",
        "2026-13-01T10:00",
        "2026-03-08T02:30",
        "99999-01-01T00:00",
    ],
)
def test_a_time_that_does_not_exist_is_refused(value):
    with pytest.raises(UnknownTime):
        times.read(value, "America/New_York")


def test_a_time_that_comes_twice_is_taken_at_its_first_coming():
    assert times.read("2026-11-01T01:30", "America/New_York") == datetime(
        2026, 11, 1, 5, 30, tzinfo=UTC
    )


def test_an_unknown_zone_is_refused():
    with pytest.raises(UnknownTime):
        times.read("2026-11-27T12:00", "Mars/Olympus")


@given(
    st.integers(0, 100 * 366 * 24 * 60).map(lambda m: EARLY + timedelta(minutes=m)),
    st.sampled_from(ZONES),
)
def test_a_time_that_was_read_is_written_back_as_it_was(local, zone):
    value = local.strftime("%Y-%m-%dT%H:%M")
    try:
        moment = times.read(value, zone)
    except UnknownTime:
        gap = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        assert gap.replace(tzinfo=None) != local
        return
    assert times.field(moment, zone) == value
