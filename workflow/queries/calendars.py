"""The working time of agencies and people, as the pure rules want it."""

from workflow.models import Agency, Pledge
from workflow.rules.calendars import Calendar


def of_agency(agency: Agency) -> Calendar:
    """Return when an agency works; its acronym is the calendar's name."""
    return Calendar(agency.acronym, agency.zone, agency.working_days)


def of_members(pledge: Pledge) -> list[Calendar]:
    """Return the working time of every agency that takes part now."""
    return [of_agency(member.agency) for member in pledge.members if member.left_at is None]
