"""When people at a duty station work, and how a moment moves into their working hours.

    Geneva, 08:30 to 17:30          Tue 23:00 --earlier--> Tue 15:30
                                    Tue 23:00 --later----> Wed 08:30
    Amman, Sunday to Thursday       Fri 01:00 --earlier--> Thu 15:30
                                    Fri 01:00 --later----> Sun 08:30

What has to be read before a deadline moves earlier, and leaves two hours of that day to act on
it; what follows a deadline moves later. A moment inside working hours stays where it is.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8, 30), time(17, 30)
WEEK = (0, 1, 2, 3, 4)

TO_ACT = timedelta(hours=2)
"""What is left of the day to somebody for whom a moment was moved earlier: 15:30 of 17:30."""

_DAY = timedelta(days=1)
_LONGEST_BREAK = 60
"""Days; nobody is away for two months, and a calendar that says so works every day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working time of a duty station, or of the agency that is at home there."""

    name: str
    zone: str
    days: Sequence[int] = WEEK
    """Monday is 0; Sunday to Thursday is 6, 0, 1, 2, 3."""
    opens: time = OPENS
    closes: time = CLOSES
    holidays: Collection[date] = field(default_factory=frozenset)

    def works_on(self, day: date) -> bool:
        """Tell whether people work on this day."""
        return day.weekday() in self.days and day not in self.holidays

    def hours(self, day: date) -> tuple[datetime, datetime]:
        """Return when a day opens and closes, in UTC."""
        zone = _zone(self.zone)
        opens, closes = (datetime.combine(day, at, zone) for at in (self.opens, self.closes))
        return opens.astimezone(UTC), closes.astimezone(UTC)

    def day(self, moment: datetime) -> date:
        """Return the day that a moment belongs to here."""
        return moment.astimezone(_zone(self.zone)).date()


def is_working(calendar: Calendar, moment: datetime) -> bool:
    """Tell whether people are at work; the closing minute belongs to the day."""
    day = calendar.day(moment)
    opens, closes = calendar.hours(day)
    return calendar.works_on(day) and opens <= moment <= closes


def earlier(calendar: Calendar, moment: datetime) -> datetime:
    """Move a moment earlier into working hours: what a deadline is waiting for."""
    if is_working(calendar, moment):
        return moment
    for day in _from(calendar, calendar.day(moment), -_DAY):
        opens, closes = calendar.hours(day)
        found = max(opens, closes - TO_ACT)
        if found <= moment:
            return found
    return moment


def later(calendar: Calendar, moment: datetime) -> datetime:
    """Move a moment later into working hours: what may wait until people are back."""
    if is_working(calendar, moment):
        return moment
    for day in _from(calendar, calendar.day(moment), _DAY):
        opens, _ = calendar.hours(day)
        if opens >= moment:
            return opens
    return moment


def next_working_day(calendar: Calendar, moment: datetime) -> datetime:
    """Return the same time of day on the working day after a moment's own."""
    zone = _zone(calendar.zone)
    local = moment.astimezone(zone)
    days = _from(calendar, local.date() + _DAY, _DAY)
    day = next(days, local.date() + _DAY)
    return later(calendar, datetime.combine(day, local.time(), zone).astimezone(UTC))


def working_days(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Count the working days that lie wholly between two moments."""
    return sum(opens >= start and closes <= end for opens, closes in hours_of(calendar, start, end))


def hours_of(
    calendar: Calendar, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Return opening and closing of every working day that two moments touch, in UTC."""
    day, last = calendar.day(start), calendar.day(end)
    while day <= last:
        if calendar.works_on(day):
            yield calendar.hours(day)
        day += _DAY


def days_before(moment: datetime, days: int, *, zone: str) -> datetime:
    """Return the same time of day so many days before, on the clock of a zone.

    "Three days before Friday, 17:00" is Tuesday, 17:00, also where the clocks change in between.
    """
    local = moment.astimezone(_zone(zone))
    there = datetime.combine(local.date() - days * _DAY, local.time(), _zone(zone))
    return there.astimezone(UTC)


@cache
def _zone(name: str) -> ZoneInfo:
    """Return a zone. `ZoneInfo` itself keeps eight of them and reads the file again for others."""
    return ZoneInfo(name)


def _from(calendar: Calendar, day: date, step: timedelta) -> Iterator[date]:
    """Return the working days from this one on, up to the longest break anybody takes."""
    for _ in range(_LONGEST_BREAK):
        if calendar.works_on(day):
            yield day
        day += step
