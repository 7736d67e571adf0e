"""The site on a real database, and the cast: an office, two agencies and an observer."""

from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher

from tests.servers import sites
from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow import db
from workflow.models import Agency, Grant, Person
from workflow.rules.permissions import Actor, Role
from workflow.services.people import passwords
from workflow.services.pledging import pledges

TEXT = """# A common pledge

We, the entities of the network,

Recalling the Compact,

1. We will listen to migrants.

2. We will act on what we hear.

- in cities
"""


@pytest.fixture(scope="session", autouse=True)
def _sites_share():
    """Each test makes a site; compiling all of it anew would take longer than most tests."""
    sites.share()


@pytest.fixture(autouse=True)
def _passwords_cost_little(monkeypatch):
    """The same hash with little work; how much it is in earnest, the tests of services say."""
    little = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", little)


@pytest.fixture
def app(settings, sessions):
    return create_app(settings, sessions=sessions)


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture
def address(app):
    """Where the site can be reached by a real browser."""
    from tests.webapp.screen import serving

    with serving(app) as address:
        yield address


@pytest.fixture
def cast(sessions):
    """Anna runs it, Ben helps; Iris writes for IOM, Lena for ILO; Olga looks on; Ada is admin."""
    with db.transaction(sessions) as session:
        iom = Agency(acronym="IOM", name="International Organization", zone="Europe/Zurich")
        ilo = Agency(acronym="ILO", name="Labour Organization", zone="Asia/Bangkok", clears=True)
        who = Agency(acronym="WHO", name="Health Organization")
        session.add_all([iom, ilo, who])
        session.flush()
        people = {
            "anna": _person(session, "Anna", (Role.COORDINATOR, None), (Role.ADMINISTRATOR, None)),
            "ben": _person(session, "Ben", (Role.STAFF, None)),
            "iris": _person(session, "Iris", (Role.FOCAL_POINT, iom)),
            "paul": _person(session, "Paul", (Role.PRINCIPAL, iom)),
            "lena": _person(session, "Lena", (Role.FOCAL_POINT, ilo)),
            "cleo": _person(session, "Cleo", (Role.CLEARING_OFFICER, ilo)),
            "will": _person(session, "Will", (Role.FOCAL_POINT, who)),
            "olga": _person(session, "Olga", (Role.OBSERVER, None)),
            "ada": _person(session, "Ada", (Role.ADMINISTRATOR, None)),
        }
    return SimpleNamespace(**people, iom=iom, ilo=ilo, who=who)


@pytest.fixture
def pledge(sessions, cast):
    """A pledge of IOM and ILO; WHO takes no part."""
    with db.transaction(sessions) as session:
        return pledges.start(
            session,
            acting(cast.anna),
            title="Our common pledge",
            text=TEXT,
            agencies=[cast.iom.id, cast.ilo.id],
        )


def acting(person: Person, number: int = 0) -> Actor:
    grant = person.grants[number]
    return Actor(person.id, person.name, Role(grant.role), grant.agency_id, grant.pledge_id)


def _person(session, name, *roles) -> Person:
    person = Person(
        email=f"{name.lower()}@example.org",
        name=name,
        password_hash=None,
        created_at=db.now(session),
    )
    person.grants = [
        Grant(role=role.value, agency_id=agency.id if agency else None, granted_at=db.now(session))
        for role, agency in roles
    ]
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def room(app, sessions, cast, pledge):
    """A round that has just been opened on that pledge."""
    from tests.webapp.room import Room

    return Room(app, sessions, cast, pledge)
