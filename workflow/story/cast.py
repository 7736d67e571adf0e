"""Give the people of the story accounts, so that anybody can sign in as any of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Agency, Grant, Person
from workflow.rules.permissions import Actor, Role
from workflow.services.people import passwords
from workflow.story.load import Organisation, Story

OFFICE = (
    ("Nadia Brandt", "coordinator@secretariat.example", Role.COORDINATOR),
    ("Kofi Lehmann", "kofi.lehmann@secretariat.example", Role.STAFF),
    ("Yara Costello", "yara.costello@secretariat.example", Role.STAFF),
    ("Ines Duarte", "observer@mission.example", Role.OBSERVER),
    ("Milan Roy", "administrator@secretariat.example", Role.ADMINISTRATOR),
)
"""The Network secretariat, an observer and the administrator; invented like everybody else."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the story, as whom one can sign in."""

    name: str
    email: str
    roles: tuple[str, ...]
    agency: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by agency and role; the office under the empty agency."""

    actors: dict[tuple[str, Role], Actor]
    agencies: dict[str, int]
    accounts: tuple[Account, ...]
    password: str

    def one(self, role: Role, agency: str = "") -> Actor:
        """Return the actor who holds this role."""
        return self.actors[agency, role]


def enter(session: Session, story: Story, *, password: str) -> Cast:
    """Put agencies, people and their roles into the database.

    They share one password, which is made anew for each telling: whoever tells the story signs in
    as all of them in turn.
    """
    secret = passwords.make(password)
    cast = Cast({}, {}, (), password)
    accounts: list[Account] = []
    for name, email, role in OFFICE:
        accounts.append(_person(session, cast, secret, (name, email), [(role, None)]))
    for organisation in story.organisations:
        agency = _agency(session, organisation)
        cast.agencies[agency.acronym] = agency.id
        hosts = organisation is story.organisations[0]
        for who, roles in _people(organisation, hosts=hosts):
            grants = [(role, None if role == Role.STAFF else agency) for role in roles]
            accounts.append(_person(session, cast, secret, who, grants))
    return Cast(cast.actors, cast.agencies, tuple(accounts), password)


def _people(o: Organisation, *, hosts: bool) -> Iterable[tuple[tuple[str, str], list[Role]]]:
    yield o.focal_point, [Role.FOCAL_POINT, Role.STAFF] if hosts else [Role.FOCAL_POINT]
    yield o.second, [Role.CLEARING_OFFICER if o.clears else Role.ALTERNATE]
    yield o.principal, [Role.PRINCIPAL]


def _agency(session: Session, o: Organisation) -> Agency:
    agency = Agency(
        acronym=o.acronym,
        name=o.name,
        zone=o.zone,
        working_days=list(o.working_days),
        clears=o.clears,
    )
    session.add(agency)
    session.flush()
    return agency


def _person(
    session: Session,
    cast: Cast,
    secret: str,
    who: tuple[str, str],
    roles: list[tuple[Role, Agency | None]],
) -> Account:
    name, email = who
    person = Person(name=name, email=email, password_hash=secret, created_at=now(session))
    person.grants = [
        Grant(
            role=role.value,
            agency_id=agency.id if agency else None,
            granted_at=now(session),
        )
        for role, agency in roles
    ]
    session.add(person)
    session.flush()
    for role, agency in roles:
        home = agency.acronym if agency else ""
        actor = Actor(person.id, name, role, agency.id if agency else None)
        cast.actors.setdefault((home, role), actor)
    homes = [agency.acronym for _, agency in roles if agency]
    return Account(name, email, tuple(role.value for role, _ in roles), homes[0] if homes else "")
