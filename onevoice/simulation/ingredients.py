"""What the year held in store: a rule that met no holiday and no change of clocks proves little."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onevoice.simulation.facts import Facts
from onevoice.simulation.places import Cast
from workflow.rules.calendars import WEEK, Calendar
from workflow.rules.deadlines import moments

_DAY = timedelta(days=1)


def count(facts: Facts, cast: Cast) -> dict[str, int]:
    """Count what happened, and how often a calendar made a difference."""
    rounds = facts.rounds.values()
    changes = [day for one in rounds for day in _changes_of_clocks(one.deadlines[-1][1], cast)]
    return {
        "duty stations": len(_calendars(cast)),
        "outages of the worker": len(facts.worker_down),
        "outages of the relay": len(facts.relay_down),
        "moved deadlines": sum(len(one.deadlines) - 1 for one in rounds),
        "suspensions": sum(len(one.rests) for one in rounds),
        "extensions": sum(len(found) for one in rounds for found in one.extensions.values()),
        "answers taken back": sum(
            not is_in for one in rounds for states in one.answers.values() for _, is_in in states
        ),
        "locked texts": len(facts.locks),
        "deadlines on a day when clocks change": len(changes),
        "reminders moved by a holiday": _moved(facts, cast, _without_holidays),
        "reminders moved by a week from Sunday to Thursday": _moved(facts, cast, _from_monday),
        "refused, as they should be": len(facts.refused),
    }


def _changes_of_clocks(deadline: datetime, cast: Cast) -> Iterator[date]:
    """Yield the day of a deadline, once, if clocks change on it at somebody's duty station."""
    for calendar in _calendars(cast):
        zone = ZoneInfo(calendar.zone)
        day = deadline.astimezone(zone).date()
        begins, ends = (datetime.combine(one, time(), zone) for one in (day, day + _DAY))
        if begins.utcoffset() != ends.utcoffset():
            yield day
            return


def _moved(facts: Facts, cast: Cast, change: Callable[[Calendar], Calendar]) -> int:
    """Count the reminders that would come at another time if a calendar were another one."""
    windows = {
        one.window(agency_id, at)
        for one in facts.rounds.values()
        for agency_id in (0, *one.extensions)
        for at, _ in (*one.deadlines, *one.extensions.get(agency_id, []))
    }
    return sum(
        len(set(moments(window, calendar)) - set(moments(window, other)))
        for calendar in _calendars(cast)
        if (other := change(calendar)) != calendar
        for window in windows
    )


def _without_holidays(calendar: Calendar) -> Calendar:
    return replace(calendar, holidays=frozenset())


def _from_monday(calendar: Calendar) -> Calendar:
    return replace(calendar, days=WEEK) if 6 in calendar.days else calendar


def _calendars(cast: Cast) -> list[Calendar]:
    """Return one calendar for each duty station at which somebody works."""
    people = (one for agency_id in cast.drafters for one in cast.people(agency_id))
    found: dict[tuple[str, int], Calendar] = {}
    for one in people:
        found.setdefault((one.calendar.zone, len(one.calendar.holidays)), one.calendar)
    return list(found.values())
