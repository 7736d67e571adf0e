"""The working time of agencies and people, as the pure rules want it.

Somebody works where they are posted; who has no duty station works where the agency is at home,
and an agency without one has its zone and its week, and no holidays that we know of.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.models import Agency, DutyStation, Holiday, Person, Pledge
from workflow.rules.calendars import Calendar


def of_agency(agency: Agency) -> Calendar:
    """Return when an agency works; its acronym is the calendar's name."""
    if agency.station is not None:
        return replace(agency.station.calendar, name=agency.acronym)
    return Calendar(agency.acronym, agency.zone, agency.working_days)


def of_person(person: Person, agency: Agency | None, *, official: str) -> Calendar:
    """Return when a person works; the office without a duty station keeps the official hours."""
    if person.station is not None:
        return person.station.calendar
    if agency is not None:
        return of_agency(agency)
    return Calendar(person.name, person.zone or official)


def of_members(pledge: Pledge) -> list[Calendar]:
    """Return the working time of every agency that takes part now."""
    return [of_agency(member.agency) for member in pledge.members if member.left_at is None]


_HOLIDAYS = select(Holiday.station_id, Holiday.day).where(
    Holiday.day.between(bindparam("first"), bindparam("last"))
)
_PLACES = select(
    DutyStation.id,
    DutyStation.name,
    DutyStation.zone,
    DutyStation.working_days,
    DutyStation.opens,
    DutyStation.closes,
)


@dataclass(frozen=True, slots=True)
class Stations:
    """The working time of all duty stations around some days, read in two statements."""

    calendars: Mapping[int, Calendar]

    @classmethod
    def around(cls, session: Session, start: datetime, end: datetime) -> "Stations":
        """Read what matters between two moments; older and later holidays stay where they are."""
        days: dict[int, set[date]] = defaultdict(set)
        rows = session.execute(_HOLIDAYS, {"first": start.date(), "last": end.date()})
        for station_id, day in rows:
            days[station_id].add(day)
        places = session.execute(_PLACES)
        return cls(
            {
                place.id: Calendar(
                    place.name,
                    place.zone,
                    place.working_days,
                    time.fromisoformat(place.opens),
                    time.fromisoformat(place.closes),
                    frozenset(days[place.id]),
                )
                for place in places
            }
        )

    def of_person(self, person: Person, agency: Agency) -> Calendar:
        """Return when somebody of an agency works."""
        station_id = person.station_id or agency.station_id
        if station_id is not None:
            return self.calendars[station_id]
        return Calendar(agency.acronym, agency.zone, agency.working_days)
