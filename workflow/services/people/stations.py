"""Duty stations: data that an administrator edits, begun from the public holidays of a country."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

import holidays as public
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import AlreadyThere, BadChoice, NotFound, StationHoursWrong
from workflow.models import Agency, DutyStation, Holiday
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.services.pledging.pledges import known_zone


@dataclass(frozen=True, slots=True)
class Hours:
    """The working time of a duty station as it is typed in."""

    zone: str
    days: Sequence[int]
    opens: str
    closes: str


def add(
    session: Session, actor: Actor, *, name: str, hours: Hours, country: str = ""
) -> DutyStation:
    """Add a duty station."""
    require(actor, Action.MANAGE_STATIONS)
    called = clean_heading(name, what="name")
    if session.scalar(select(DutyStation.id).where(DutyStation.name == called)):
        raise AlreadyThere(what="a duty station")
    station = DutyStation(name=called, country=_known_country(country))
    _set_hours(station, hours)
    session.add(station)
    session.flush()
    return station


def change(session: Session, actor: Actor, *, station_id: int, hours: Hours) -> DutyStation:
    """Set when people work at a duty station; reminders follow from now on."""
    require(actor, Action.MANAGE_STATIONS)
    station = find(session, station_id)
    _set_hours(station, hours)
    session.flush()
    return station


def take_public_holidays(
    session: Session, actor: Actor, *, station_id: int, country: str, years: Sequence[int]
) -> int:
    """Add the public holidays of a country for some years; what stands already stays."""
    require(actor, Action.MANAGE_STATIONS)
    station = find(session, station_id)
    station.country = _known_country(country)
    here = {holiday.day for holiday in station.holidays}
    fresh = [one for one in public_holidays(station.country, years) if one.day not in here]
    station.holidays.extend(fresh)
    session.flush()
    return len(fresh)


def add_holiday(
    session: Session, actor: Actor, *, station_id: int, day: date, name: str
) -> Holiday:
    """Add a day on which nobody works."""
    require(actor, Action.MANAGE_STATIONS)
    station = find(session, station_id)
    if any(holiday.day == day for holiday in station.holidays):
        raise AlreadyThere(what="a holiday on this day")
    holiday = Holiday(day=day, name=clean_heading(name, what="name"))
    station.holidays.append(holiday)
    session.flush()
    return holiday


def remove_holiday(session: Session, actor: Actor, *, station_id: int, holiday_id: int) -> Holiday:
    """Take a day off the list."""
    require(actor, Action.MANAGE_STATIONS)
    station = find(session, station_id)
    holiday = next((one for one in station.holidays if one.id == holiday_id), None)
    if holiday is None:
        raise NotFound(what="holiday")
    station.holidays.remove(holiday)
    session.flush()
    return holiday


def post_agency(
    session: Session, actor: Actor, *, agency_id: int, station_id: int | None
) -> Agency:
    """Say at which duty station an agency is at home."""
    require(actor, Action.MANAGE_STATIONS)
    agency = session.get(Agency, agency_id)
    if agency is None:
        raise NotFound(what="agency")
    agency.station = find(session, station_id) if station_id else None
    session.flush()
    return agency


def find(session: Session, station_id: int) -> DutyStation:
    """Return a duty station."""
    station = session.get(DutyStation, station_id)
    if station is None:
        raise NotFound(what="duty station")
    return station


def countries() -> dict[str, str]:
    """Return the countries whose public holidays are known: code and name."""
    supported = public.list_supported_countries(include_aliases=False)
    return {code: code for code in sorted(supported)}


def public_holidays(country: str, years: Sequence[int]) -> list[Holiday]:
    """Return the public holidays of a country as days of nobody's list yet."""
    days = public.country_holidays(country, years=years)
    return [Holiday(day=day, name=name[:200]) for day, name in sorted(days.items())]


def _known_country(country: str) -> str:
    if country and country not in countries():
        raise BadChoice(value=country[:10])
    return country


def _set_hours(station: DutyStation, hours: Hours) -> None:
    days = sorted({day for day in hours.days if 0 <= day <= 6})
    opens, closes = _time(hours.opens), _time(hours.closes)
    if not days or opens >= closes:
        raise StationHoursWrong
    station.zone = known_zone(hours.zone)
    station.working_days = days
    station.opens, station.closes = f"{opens:%H:%M}", f"{closes:%H:%M}"


def _time(value: str) -> time:
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise StationHoursWrong from error
