"""The working time of agencies and people, as the pure rules want it.

Somebody works where they are posted; who has no duty station works where the agency is at home,
and an agency without one has its zone and its week, and no holidays that we know of.
"""

from dataclasses import replace

from workflow.models import Agency, Person, Pledge
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
