"""Calendar entries as RFC 5545 wants them, so that every calendar program takes them.

A deadline keeps its UID for life. Each time it moves the SEQUENCE rises, and so it does when it
falls away: programs ignore an entry that is no newer than the one they have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress

PRODUCT = "-//Onevoice//Deadlines//EN"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"

ALARMS = (timedelta(days=-1), timedelta(hours=-3))


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment in a calendar."""

    uid: str
    sequence: int
    at: datetime
    written_at: datetime
    title: str
    words: str
    link: str
    cancelled: bool = False
    alarms: tuple[timedelta, ...] = ALARMS


def invitation(entry: Entry, *, organizer: str, attendee: str) -> str:
    """Return an entry for one person; it asks for no reply and blocks no time."""
    event = _event(entry)
    event.add("organizer", vCalAddress(f"mailto:{organizer}"))
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params["RSVP"] = "FALSE"
    guest.params["ROLE"] = "NON-PARTICIPANT"
    event.add("attendee", guest)
    return _written([event], CANCEL if entry.cancelled else REQUEST)


def feed(entries: Iterable[Entry], *, name: str) -> str:
    """Return many entries as a calendar to subscribe to; those that fell away are left out."""
    return _written([_event(one) for one in entries if not one.cancelled], PUBLISH, name=name)


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.at)
    event.add("dtstamp", entry.written_at)
    event.add("summary", entry.title)
    event.add("description", f"{entry.words}\n\n{entry.link}")
    event.add("url", entry.link)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if not entry.cancelled:
        for before in entry.alarms:
            event.add_component(_alarm(entry.title, before))
    return event


def _alarm(title: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", before)
    return alarm


def _written(events: Iterable[Event], method: str, *, name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    written: str = calendar.to_ical().decode()
    return written
