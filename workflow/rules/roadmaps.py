"""A roadmap planned backwards from a day that cannot move.

    Zero draft goes out | 10 working days | New York
    Consultation in Geneva | 5 working days | Geneva
    Translation | 3 working days | | members
    Silence | silence
    ------------------------------------------- the event

Each line is a milestone and the time it needs before the next one begins, then its place, then
"members" where it is not for everybody. "silence" needs what the rules of silence ask: three days
and two working days of every agency, wherever they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import regex

from workflow.errors import BadMilestone, EmptyRoadmap
from workflow.rules import quiet
from workflow.rules.calendars import Calendar, days_before
from workflow.rules.headings import clean_heading

MOST = 400
"""Days or working days that one milestone may need: more than a year is a mistake of typing."""

MEMBERS = "members"
_NEEDS = regex.compile(r"(\d{1,3})\s+(working days?|days?)")
_DAY = timedelta(days=1)

USUAL = """\
Kick-off with co-facilitators | 5 working days | New York
Zero draft goes out | 10 working days
Consultation with stakeholders | 3 working days | Geneva
Round 1: answers of agencies | 10 working days | | members
Rev.1 goes out | 2 working days
Round 2: final revisions | 5 working days | | members
Translation | 5 working days | | members
Silence procedure | silence
Text is locked | 5 working days"""


class Unit(StrEnum):
    """In what the time of a milestone is counted."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as somebody wrote it down."""

    title: str
    needs: int
    unit: Unit
    place: str = ""
    public: bool = True

    @property
    def line(self) -> str:
        """Return it as one line, as it is typed."""
        needs = self.unit.value if self.unit is Unit.SILENCE else f"{self.needs} {self.unit}"
        parts = [self.title, needs, self.place, "" if self.public else MEMBERS]
        return " | ".join(parts).rstrip(" |")


def read(lines: Iterable[str]) -> list[Step]:
    """Read milestones, one a line; raise BadMilestone or EmptyRoadmap."""
    found = [_step(line) for line in lines if line.strip()]
    if not found:
        raise EmptyRoadmap
    return found


def planned(
    steps: Sequence[Step], event_at: datetime, *, official: Calendar, members: Sequence[Calendar]
) -> list[datetime]:
    """Return when each milestone has to begin so that the event is reached in time."""
    found: list[datetime] = []
    following = event_at
    for step in reversed(steps):
        following = _before(step, following, official, members)
        found.append(following)
    return found[::-1]


def _before(
    step: Step, following: datetime, official: Calendar, members: Sequence[Calendar]
) -> datetime:
    if step.unit is Unit.DAYS:
        return days_before(following, step.needs, zone=official.zone)
    if step.unit is Unit.SILENCE:
        return _silence_before(following, official, members)
    moment, left = following, step.needs
    while left:
        moment = days_before(moment, 1, zone=official.zone)
        left -= official.works_on(official.day(moment))
    return _on_working_day(moment, official)


def _silence_before(
    following: datetime, official: Calendar, members: Sequence[Calendar]
) -> datetime:
    """Return the latest start from which silence is long enough for everybody."""
    start = following - quiet.SHORTEST
    for _ in range(60):
        if quiet.earliest_end(members, start) <= following:
            break
        start = days_before(start, 1, zone=official.zone)
    return start


def _on_working_day(moment: datetime, official: Calendar) -> datetime:
    for _ in range(60):
        if official.works_on(official.day(moment)):
            break
        moment = days_before(moment, 1, zone=official.zone)
    return moment


def _step(line: str) -> Step:
    title, needs, place, whom = (*(part.strip() for part in line.split("|")), "", "", "")[:4]
    found = _NEEDS.fullmatch(needs.casefold())
    silent = needs.casefold() == Unit.SILENCE
    number = int(found[1]) if found else 0
    if not silent and not 0 < number <= MOST:
        raise BadMilestone(line=" ".join(line.split())[:80])
    working = bool(found) and found is not None and found[2].startswith("working")
    unit = Unit.SILENCE if silent else Unit.WORKING_DAYS if working else Unit.DAYS
    return Step(
        title=clean_heading(title, what="title of each milestone"),
        needs=number,
        unit=unit,
        place=clean_heading(place, what="place") if place else "",
        public=whom.casefold() != MEMBERS,
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A milestone in the picture: from when to when, in hundredths of the whole way."""

    title: str
    day: str
    start: float
    width: float
    place: str
    past: bool


def bars(
    milestones: Sequence[tuple[str, str, datetime]], event_at: datetime, *, zone: str, now: datetime
) -> list[Bar]:
    """Return the bars of the picture; each milestone lasts until the next one begins."""
    if not milestones:
        return []
    first = milestones[0][2]
    whole = max((event_at - first).total_seconds(), 1)
    ends = [*(at for _, _, at in milestones[1:]), event_at]
    return [
        Bar(
            title=title,
            day=day(at, zone),
            start=round(100 * (at - first).total_seconds() / whole, 2),
            width=round(max(100 * (end - at).total_seconds() / whole, 0.6), 2),
            place=place,
            past=at <= now,
        )
        for (title, place, at), end in zip(milestones, ends, strict=True)
    ]


def day(at: datetime, zone: str) -> str:
    """Say a day in the few characters that a picture has."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y}"
