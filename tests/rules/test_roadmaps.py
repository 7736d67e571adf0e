"""A roadmap is planned backwards, in working days of the hub and silence for everybody."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadHeading, BadMilestone, EmptyRoadmap, Missing
from workflow.rules import quiet, roadmaps
from workflow.rules.calendars import Calendar
from workflow.rules.roadmaps import Step, Unit

NEW_YORK = Calendar("official", "America/New_York")
MEMBERS = [
    Calendar("IOM", "Europe/Zurich"),
    Calendar("UNDP", "Asia/Amman", (6, 0, 1, 2, 3)),
    Calendar("ESCAP", "Asia/Bangkok"),
]
FORUM = datetime(2022, 5, 17, 9, 0, tzinfo=ZoneInfo("America/New_York"))


def planned(*lines, event=FORUM):
    steps = roadmaps.read(lines)
    return roadmaps.planned(steps, event, official=NEW_YORK, members=MEMBERS)


def local(moments):
    return [f"{at.astimezone(FORUM.tzinfo):%a %d %b %H:%M}" for at in moments]


def test_working_days_are_counted_backwards_over_a_weekend():
    # Tuesday 17 May: five working days before are Monday, Friday, Thursday, Wednesday, Tuesday.
    assert local(planned("Final text | 5 working days")) == ["Tue 10 May 09:00"]


def test_days_of_the_calendar_count_weekends_and_keep_the_hour_when_clocks_change():
    assert local(planned("Pause | 70 days")) == ["Tue 08 Mar 09:00"]


def test_each_milestone_ends_where_the_next_begins():
    found = planned("A | 3 working days", "B | 2 working days")

    assert local(found) == ["Tue 10 May 09:00", "Fri 13 May 09:00"]


def test_silence_gives_every_agency_two_whole_working_days():
    (start,) = planned("Silence | silence")

    assert FORUM - start >= quiet.SHORTEST
    assert quiet.earliest_end(MEMBERS, start) <= FORUM
    assert quiet.earliest_end(MEMBERS, start + timedelta(days=1)) > FORUM


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Unit)), st.integers(1, 30)).map(
            lambda one: Step("A step", 0 if one[0] is Unit.SILENCE else one[1], one[0])
        ),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 4000).map(lambda day: FORUM + timedelta(days=day)),
)
def test_a_plan_always_runs_forward_and_its_lines_read_back(steps, event):
    found = roadmaps.planned(steps, event, official=NEW_YORK, members=MEMBERS)

    assert found == sorted(found)
    assert found[-1] < event
    assert roadmaps.read([step.line for step in steps]) == steps
    bars = roadmaps.bars([("A", "", at) for at in found], event, zone="UTC", now=event)
    assert all(0 <= bar.start <= 100 and bar.width > 0 for bar in bars)


def test_a_line_says_place_and_whom_it_is_for():
    (step,) = roadmaps.read(["Consultation | 3 Working Days | Geneva | members"])

    assert step == Step("Consultation", 3, Unit.WORKING_DAYS, "Geneva", public=False)
    assert step.line == "Consultation | 3 working days | Geneva | members"


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([], EmptyRoadmap),
        (["Only a title"], BadMilestone),
        (["Title | soon"], BadMilestone),
        (["Title | 0 days"], BadMilestone),
        (["Title | 999 days"], BadMilestone),
        ([" | 3 days"], Missing),
        (["=?utf-8?b?x?= | 3 days"], BadHeading),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_in_words(lines, refusal):
    with pytest.raises(refusal):
        roadmaps.read(lines)
