"""Duty stations: their clocks, weeks, hours and holidays, and which agency is at home where."""

from datetime import date
from zoneinfo import available_timezones

from babel.dates import format_date
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import fields
from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.db import now
from workflow.errors import Refused, UnknownTime
from workflow.queries.people import stations as queries
from workflow.rules.permissions import Action
from workflow.services.people import stations
from workflow.services.people.stations import Hours
from workflow.translation import _, language, mark, n_

bp = Blueprint("stations", __name__)

DAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)


@bp.get("/stations")
@needs(Action.MANAGE_STATIONS)
def page() -> ResponseReturnValue:
    """List the duty stations, and which agency is at home where."""
    return _page()


@bp.post("/stations")
@needs(Action.MANAGE_STATIONS)
def add() -> ResponseReturnValue:
    """Add a duty station, with the public holidays of its country if one is named."""
    session, actor, form = current_session(), current_actor(), request.form
    with or_show(lambda error: _page(wrong=str(error)), Refused):
        station = stations.add(
            session,
            actor,
            name=form.get("name", ""),
            hours=_hours(),
            country=form.get("country", ""),
        )
        if station.country:
            _take_holidays(station.id, station.country)
    flash(
        n_(
            "{station} is added, with {number} holiday.",
            "{station} is added, with {number} holidays.",
            len(station.holidays),
            station=station.name,
        )
    )
    return redirect(url_for("stations.one", station_id=station.id), 303)


@bp.post("/stations/agencies")
@needs(Action.MANAGE_STATIONS)
def post_agency() -> ResponseReturnValue:
    """Say where an agency is at home."""
    agency = stations.post_agency(
        current_session(),
        current_actor(),
        agency_id=fields.number(request.form.get("agency", "")) or 0,
        station_id=fields.number(request.form.get("station", "")),
    )
    name = agency.acronym
    flash(
        _("{agency} is now at home in {station}.", agency=name, station=agency.station.name)
        if agency.station
        else _("{agency} is now without a duty station.", agency=name)
    )
    return redirect(url_for("stations.page"), 303)


@bp.get("/stations/<int:station_id>")
@needs(Action.MANAGE_STATIONS)
def one(station_id: int) -> ResponseReturnValue:
    """Show a duty station with its holidays."""
    return _one(station_id)


@bp.post("/stations/<int:station_id>")
@needs(Action.MANAGE_STATIONS)
def change(station_id: int) -> ResponseReturnValue:
    """Set when people work there."""
    with or_show(lambda error: _one(station_id, wrong=str(error)), Refused):
        stations.change(current_session(), current_actor(), station_id=station_id, hours=_hours())
    flash(_("The working time is set. Reminders follow it from now on."))
    return redirect(url_for("stations.one", station_id=station_id), 303)


@bp.post("/stations/<int:station_id>/holidays")
@needs(Action.MANAGE_STATIONS)
def add_holidays(station_id: int) -> ResponseReturnValue:
    """Add one day, or the public holidays of a country for this year and the next."""
    form = request.form
    with or_show(lambda error: _one(station_id, wrong=str(error)), Refused):
        if form.get("country"):
            number = _take_holidays(station_id, form["country"])
            told = n_(
                "{number} holiday added; what stood there before stays.",
                "{number} holidays added; what stood there before stays.",
                number,
            )
        else:
            holiday = stations.add_holiday(
                current_session(),
                current_actor(),
                station_id=station_id,
                day=_day(form.get("day", "")),
                name=form.get("name", ""),
            )
            told = _("{holiday} is added.", holiday=holiday.name)
    flash(told)
    return redirect(url_for("stations.one", station_id=station_id), 303)


@bp.post("/stations/<int:station_id>/holidays/<int:holiday_id>/remove")
@needs(Action.MANAGE_STATIONS)
def remove_holiday(station_id: int, holiday_id: int) -> ResponseReturnValue:
    """Take a day off the list."""
    holiday = stations.remove_holiday(
        current_session(), current_actor(), station_id=station_id, holiday_id=holiday_id
    )
    flash(_("{holiday} is no holiday there any more.", holiday=holiday.name))
    return redirect(url_for("stations.one", station_id=station_id), 303)


def _take_holidays(station_id: int, country: str) -> int:
    year = now(current_session()).year
    return stations.take_public_holidays(
        current_session(),
        current_actor(),
        station_id=station_id,
        country=country,
        years=(year, year + 1),
    )


def _say_day(day: date) -> str:
    return format_date(day, "EEE d MMMM y", locale=language())


def _hours() -> Hours:
    form = request.form
    days = [int(day) for day in form.getlist("days") if day.isdecimal() and len(day) == 1]
    return Hours(form.get("zone", ""), days, form.get("opens", ""), form.get("closes", ""))


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UnknownTime(value=value[:40] or _("Nothing"), zone=_("any place")) from error


def _page(*, wrong: str = "") -> str:
    return render_template(
        "stations/page.html",
        page=queries.page(current_session()),
        given=request.form,
        wrong=wrong,
        days=DAYS,
        zones=sorted(available_timezones()),
        countries=sorted(stations.countries()),
    )


def _one(station_id: int, *, wrong: str = "") -> str:
    return render_template(
        "stations/one.html",
        say_day=_say_day,
        station=stations.find(current_session(), station_id),
        wrong=wrong,
        days=DAYS,
        zones=sorted(available_timezones()),
        countries=sorted(stations.countries()),
    )
