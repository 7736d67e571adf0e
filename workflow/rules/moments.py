"""How a moment is written, in the language that is spoken now; never without its zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_location

from workflow.translation import USUAL, _, language


def place(zone: str) -> str:
    """Return the name people use: "America/New_York" is "New York time"."""
    name = city(zone)
    return name if name == "UTC" else _("{place} time", place=name)


def city(zone: str) -> str:
    """Return the city whose clock it is: "America/New_York" is "New York"."""
    name = zone.rsplit("/", 1)[-1].replace("_", " ")
    if name == "UTC" or language() == USUAL:
        return name
    return get_timezone_location(ZoneInfo(zone), locale=language(), return_city=True)


def short(at: datetime, zone: str) -> str:
    """Return "Fri 6 Nov 2026, 17:00"."""
    return _written(at, zone, _("EEE d MMM y, HH:mm"))


def long(at: datetime, zone: str) -> str:
    """Return "Friday 06 November 2026, 17:00"."""
    return _written(at, zone, _("EEEE dd MMMM y, HH:mm"))


def in_full(at: datetime, zone: str) -> str:
    """Return "Friday 06 November 2026, 17:00 New York time"."""
    return f"{long(at, zone)} {place(zone)}"


def day(at: datetime, zone: str) -> str:
    """Return "06 Nov, 17:00", for a subject."""
    return _written(at, zone, _("dd MMM, HH:mm"))


def _written(at: datetime, zone: str, pattern: str) -> str:
    return format_datetime(at.astimezone(ZoneInfo(zone)), pattern, locale=language())
