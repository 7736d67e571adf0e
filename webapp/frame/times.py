"""Times as people read them: in their own zone, in the official one, and how long it still is.

A deadline of "27 November, 17:00" is three different moments in Geneva, New York and Bangkok;
so a time never stands without its zone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from workflow.errors import UnknownTime
from workflow.rules import moments
from workflow.translation import _, language, n_

place = moments.place
city = moments.city
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
    return Shown(
        iso=at.astimezone(UTC).isoformat(timespec="seconds"),
        official=moments.short(at, zone),
        official_zone=moments.place(zone),
        own=moments.short(at, own_zone),
        own_zone=moments.place(own_zone),
        distance=distance(at - now),
        past=at <= now,
        soon=timedelta() < at - now <= _SOON,
    )


def distance(span: timedelta) -> str:
    """Say how far away a moment is: "in 3 days", "2 hours ago"."""
    size = abs(span)
    if size < _MINUTE:
        return _("now")
    span_said = _size(size)
    return _("in {span}", span=span_said) if span > timedelta() else _("{span} ago", span=span_said)


def _size(size: timedelta) -> str:
    if size >= _SOON:
        return n_("{number} day", "{number} days", size // _DAY)
    if size >= _HOUR:
        hours, minutes = size // _HOUR, size % _HOUR // _MINUTE
        said = n_("{number} hour", "{number} hours", hours)
        exact = size < 3 * _HOUR and minutes
        return _("{hours} {minutes} min", hours=said, minutes=minutes) if exact else said
    return n_("{number} minute", "{number} minutes", size // _MINUTE)


def day(local: date) -> str:
    """Write a day in full: "15 February 2022"."""
    return format_date(local, "d MMMM y", locale=language())


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
        raise UnknownTime(value=value[:40], zone=moments.place(zone[:40])) from error
    if local.tzinfo is None and moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise UnknownTime(value=value, zone=moments.place(zone))
    return moment


def field(at: datetime, zone: str) -> str:
    """Write a moment the way a `datetime-local` field wants it, in a zone."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
