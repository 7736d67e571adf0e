"""Who gets a mail: the people who hold a role now."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Authority, Grant, Obligation, Person
from workflow.rules.permissions import DRAFTERS, OFFICE, Role


def with_roles(
    session: Session, roles: Iterable[Role], *, agency_id: int | None = None
) -> list[Person]:
    """Return the active people with one of these roles, each once, oldest first.

    A delegate whose days are over is told nothing more; one whose days begin later is.
    """
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .outerjoin(Authority, Authority.grant_id == Grant.id)
        .where(
            Person.active,
            Grant.ended_at.is_(None),
            Authority.id.is_(None) | (Authority.ends_at > now(session)),
            Grant.role.in_([role.value for role in roles]),
        )
        .order_by(Person.id)
        .distinct()
    )
    if agency_id is not None:
        query = query.where(Grant.agency_id == agency_id)
    return list(session.scalars(query))


def office(session: Session) -> list[Person]:
    """Return the coordinator and the coordinator's staff."""
    return with_roles(session, OFFICE)


def drafters(session: Session, agency_id: int) -> list[Person]:
    """Return the focal points and alternates of an agency."""
    return with_roles(session, DRAFTERS, agency_id=agency_id)


def drafters_of(session: Session, agency_ids: Iterable[int]) -> dict[int, list[Person]]:
    """Return the drafters of each of these agencies, read in one statement."""
    rows = session.execute(
        select(Grant.agency_id, Person)
        .join(Person, Grant.person_id == Person.id)
        .where(
            Person.active,
            Grant.ended_at.is_(None),
            Grant.role.in_([role.value for role in DRAFTERS]),
            Grant.agency_id.in_(set(agency_ids)),
        )
        .order_by(Person.id)
        .distinct()
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for agency_id, person in rows:
        assert agency_id is not None  # noqa: S101  asked for above
        found[agency_id].append(person)
    return found


def of_obligations(session: Session, rows: Iterable[Obligation]) -> dict[int, list[Person]]:
    """Return who owes each part of action points: one person, the drafters, or the office."""
    asked = list(rows)
    drafting = drafters_of(session, (row.agency_id for row in asked if row.agency_id is not None))
    of_office = any(row.person is None and row.agency_id is None for row in asked)
    here = office(session) if of_office else []
    return {
        row.id: [row.person] if row.person else drafting[row.agency_id] if row.agency_id else here
        for row in asked
    }
