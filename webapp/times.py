"""Times as people read them: in their own zone, in the official one, and how long it still is.

A deadline of "27 November, 17:00" is three different moments in Geneva, New York and Bangkok;
so a time never stands without its zone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from workflow.errors import UnknownTime

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_SOON = _DAY * 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A moment, ready for a page."""

    iso: str
    official: str
    official_zone: str
    own: str
    own_zone: str
    distance: str
    past: bool
    soon: bool

    @property
    def same(self) -> bool:
        """Tell whether both zones show the same clock."""
        return self.official == self.own


def show(at: datetime, *, zone: str, own_zone: str, now: datetime) -> Shown:
    """Prepare a moment for a page."""
    official, own = ZoneInfo(zone), ZoneInfo(own_zone)
    return Shown(
        iso=at.astimezone(UTC).isoformat(timespec="seconds"),
        official=_clock(at.astimezone(official)),
        official_zone=place(zone),
        own=_clock(at.astimezone(own)),
        own_zone=place(own_zone),
        distance=distance(at - now),
        past=at <= now,
        soon=timedelta() < at - now <= _SOON,
    )


def place(zone: str) -> str:
    """Return the name people use: "America/New_York" is "New York time"."""
    name = zone.rsplit("/", 1)[-1].replace("_", " ")
    return name if name == "UTC" else f"{name} time"


def distance(span: timedelta) -> str:
    """Say how far away a moment is: "in 3 days", "2 hours ago"."""
    size = abs(span)
    if size < _MINUTE:
        return "now"
    words = _size(size)
    return f"in {words}" if span > timedelta() else f"{words} ago"


def _size(size: timedelta) -> str:
    if size >= _SOON:
        return _count(size // _DAY, "day")
    if size >= _HOUR:
        hours, minutes = size // _HOUR, size % _HOUR // _MINUTE
        exact = size < 3 * _HOUR and minutes
        return f"{_count(hours, 'hour')} {minutes} min" if exact else _count(hours, "hour")
    return _count(size // _MINUTE, "minute")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _clock(local: datetime) -> str:
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def read(value: str, zone: str) -> datetime:
    """Read what a `datetime-local` field holds, in a zone; raise UnknownTime.

    A time that the clocks skip in spring does not exist; one that comes twice in autumn is taken
    at its first coming.
    """
    try:
        local = datetime.fromisoformat(value)
        there = local.replace(tzinfo=ZoneInfo(zone)) if local.tzinfo is None else local
        moment = there.astimezone(UTC)
    except (ValueError, KeyError, OverflowError, OSError) as error:
        raise UnknownTime(value=value[:40], zone=place(zone[:40])) from error
    if local.tzinfo is None and moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise UnknownTime(value=value, zone=place(zone))
    return moment


def field(at: datetime, zone: str) -> str:
    """Write a moment the way a `datetime-local` field wants it, in a zone."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
