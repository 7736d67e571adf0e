"""Who gets a mail: the people who hold a role now."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Grant, Obligation, Person
from workflow.rules.permissions import DRAFTERS, OFFICE, Role


def with_roles(
    session: Session, roles: Iterable[Role], *, agency_id: int | None = None
) -> list[Person]:
    """Return the active people with one of these roles, each once, oldest first."""
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Person.active,
            Grant.ended_at.is_(None),
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


def of_obligation(session: Session, row: Obligation) -> list[Person]:
    """Return who owes a part of an action point: one person, the drafters, or the office."""
    if row.person is not None:
        return [row.person]
    if row.agency_id is not None:
        return drafters(session, row.agency_id)
    return office(session)
