"""The agencies and the people of the service."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.errors import NotFound
from workflow.models import Agency, Grant, Person, Pledge


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds now."""

    grant_id: int
    name: str
    role: str
    agency: str
    pledge: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody with their roles."""

    id: int
    name: str
    email: str
    active: bool
    has_password: bool
    held: Sequence[Held]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody, by agency; the office and observers stand first."""

    agencies: Sequence[Agency]
    everybody: Sequence[PersonLine]
    pledges: Sequence[tuple[int, str]]

    def of(self, acronym: str) -> list[tuple[PersonLine, Held]]:
        """Return the people with a role for an agency; "" is the office and observers."""
        return [
            (person, held)
            for person in self.everybody
            for held in person.held
            if held.agency == acronym
        ]

    @property
    def held(self) -> list[Held]:
        """All roles that are held now."""
        return [held for person in self.everybody for held in person.held]

    @property
    def without_role(self) -> list[PersonLine]:
        """People whose roles have all ended."""
        return [person for person in self.everybody if not person.held]


def page(session: Session) -> PeoplePage:
    """Return all agencies and people, in three statements."""
    titles = {row.id: row.title for row in session.execute(select(Pledge.id, Pledge.title))}
    people = session.scalars(
        select(Person)
        .options(selectinload(Person.grants).joinedload(Grant.agency))
        .order_by(Person.name, Person.id)
    )
    return PeoplePage(
        agencies=session.scalars(select(Agency).order_by(Agency.acronym)).all(),
        everybody=[_line(person, titles) for person in people],
        pledges=sorted(titles.items()),
    )


def find(session: Session, person_id: int) -> Person:
    """Return a person, or raise NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(what="person")
    return person


def _line(person: Person, titles: dict[int, str]) -> PersonLine:
    return PersonLine(
        id=person.id,
        name=person.name,
        email=person.email,
        active=person.active,
        has_password=person.password_hash is not None,
        held=[
            Held(
                grant_id=grant.id,
                name=person.name,
                role=grant.role,
                agency=grant.agency.acronym if grant.agency else "",
                pledge=titles.get(grant.pledge_id, "") if grant.pledge_id else "",
            )
            for grant in person.grants
            if grant.ended_at is None
        ],
    )
