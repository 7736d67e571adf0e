"""Where people work: twenty duty stations with their weeks, clocks and public holidays."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from workflow.models import Agency, DutyStation, Grant, Person
from workflow.queries.chasing import calendars
from workflow.rules.calendars import Calendar
from workflow.rules.permissions import Actor, Role
from workflow.services.people import stations

STATIONS = (
    ("New York", "America/New_York", "01234", "US"),
    ("Geneva", "Europe/Zurich", "01234", "CH"),
    ("Amman", "Asia/Amman", "60123", "JO"),
    ("Nairobi", "Africa/Nairobi", "01234", "KE"),
    ("Bangkok", "Asia/Bangkok", "01234", "TH"),
    ("Rome", "Europe/Rome", "01234", "IT"),
    ("Vienna", "Europe/Vienna", "01234", "AT"),
    ("Paris", "Europe/Paris", "01234", "FR"),
    ("Copenhagen", "Europe/Copenhagen", "01234", "DK"),
    ("Addis Ababa", "Africa/Addis_Ababa", "01234", "ET"),
    ("Dakar", "Africa/Dakar", "01234", ""),
    ("Cairo", "Africa/Cairo", "60123", "EG"),
    ("Beirut", "Asia/Beirut", "01234", ""),
    ("Baghdad", "Asia/Baghdad", "60123", ""),
    ("Istanbul", "Europe/Istanbul", "01234", "TR"),
    ("New Delhi", "Asia/Kolkata", "01234", "IN"),
    ("Kathmandu", "Asia/Kathmandu", "60123", ""),
    ("Santiago", "America/Santiago", "01234", "CL"),
    ("Panama", "America/Panama", "01234", "PA"),
    ("Apia", "Pacific/Apia", "01234", ""),
)
"""Name, zone, working week (Monday is 0) and the country whose holidays are kept."""

WITH_ALTERNATE, WITH_DIGEST, POSTED_ELSEWHERE = 0.4, 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of an agency."""

    actor: Actor
    email: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who plays."""

    office: Sequence[Actor]
    office_calendar: Calendar
    drafters: Mapping[int, Sequence[Somebody]]
    """By agency; the first is the focal point."""
    principals: Mapping[int, Somebody]
    names: Mapping[int, str]

    def people(self, agency_id: int) -> Sequence[Somebody]:
        """Return all of an agency who may get a reminder."""
        return [*self.drafters[agency_id], self.principals[agency_id]]


def enter(session: Session, *, agencies: int, years: Sequence[int], chance: random.Random) -> Cast:
    """Put duty stations, agencies and people into an empty database."""
    places = [_station(one, years) for one in STATIONS]
    session.add_all(places)
    session.flush()
    office = [
        _person(session, f"{role.value.capitalize()} {number}", role, None, places[0])
        for number, role in enumerate((Role.COORDINATOR, Role.STAFF), 1)
    ]
    drafters: dict[int, Sequence[Somebody]] = {}
    principals: dict[int, Somebody] = {}
    names: dict[int, str] = {}
    for number in range(agencies):
        home = places[number % len(places)]
        agency = Agency(
            acronym=f"A{number + 1:02}", name=f"Agency {number + 1}", zone=home.zone, station=home
        )
        session.add(agency)
        session.flush()
        there = chance.choice(places) if chance.random() < POSTED_ELSEWHERE else None
        people = [_person(session, f"Focal {agency.acronym}", Role.FOCAL_POINT, agency, there)]
        if chance.random() < WITH_ALTERNATE:
            name = f"Alternate {agency.acronym}"
            people.append(_person(session, name, Role.ALTERNATE, agency, None))
        for one in people:
            session.get_one(Person, one.actor.person_id).digest = chance.random() < WITH_DIGEST
        drafters[agency.id] = people
        name = f"Principal {agency.acronym}"
        principals[agency.id] = _person(session, name, Role.PRINCIPAL, agency, None)
        names[agency.id] = agency.acronym
    return Cast([one.actor for one in office], office[0].calendar, drafters, principals, names)


def _station(place: tuple[str, str, str, str], years: Sequence[int]) -> DutyStation:
    name, zone, week, country = place
    station = DutyStation(name=name, zone=zone, working_days=[int(day) for day in week])
    station.country = country
    station.holidays = stations.public_holidays(country, years) if country else []
    return station


def _person(
    session: Session, name: str, role: Role, agency: Agency | None, station: DutyStation | None
) -> Somebody:
    email = f"{name.lower().replace(' ', '.').replace(chr(39), '')}@agencies.test"
    made = datetime(2000, 1, 1, tzinfo=UTC)
    person = Person(email=email, name=name, station=station, created_at=made)
    person.grants = [
        Grant(role=role.value, agency_id=agency.id if agency else None, granted_at=made)
    ]
    session.add(person)
    session.flush()
    actor = Actor(person.id, name, role, agency.id if agency else None)
    return Somebody(actor, email, calendars.of_person(person, agency, official="UTC"))
