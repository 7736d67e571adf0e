"""Who may decide for an agency, and in which days."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.db import now
from workflow.models import Agency, Authority, Grant, Person
from workflow.rules.permissions import Actor, Role
from workflow.translation import mark


@dataclass(frozen=True, slots=True)
class Line:
    """One delegate with the days of the authority."""

    row: Authority
    state: str
    tone: str
    can_end: bool


@dataclass(frozen=True, slots=True)
class DelegatesPage:
    """All who may decide, and who could once."""

    agency: Agency
    principals: Sequence[str]
    lines: Sequence[Line]


def page(session: Session, actor: Actor) -> DelegatesPage:
    """Return the delegates of the actor's agency, the newest first."""
    rows = session.scalars(
        select(Authority)
        .join(Grant)
        .where(Grant.agency_id == actor.agency_id)
        .options(joinedload(Authority.grant).joinedload(Grant.person), joinedload(Authority.giver))
        .order_by(Authority.id.desc())
    )
    principals = session.scalars(
        select(Person.name)
        .join(Grant)
        .where(
            Grant.agency_id == actor.agency_id,
            Grant.role == Role.PRINCIPAL,
            Grant.ended_at.is_(None),
        )
        .order_by(Person.name)
    ).all()
    lines = [_line(session, row) for row in rows]
    return DelegatesPage(session.get_one(Agency, actor.agency_id), principals, lines)


def _line(session: Session, row: Authority) -> Line:
    at = now(session)
    if row.grant.ended_at is not None and row.grant.ended_at < row.ends_at:
        return Line(row, mark("ended early"), "calm", can_end=False)
    if at >= row.ends_at:
        return Line(row, mark("over"), "calm", can_end=False)
    state, tone = (
        (mark("decides now"), "good") if row.starts_at <= at else (mark("begins later"), "wait")
    )
    return Line(row, state, tone, can_end=True)


def authority_of(session: Session, actor: Actor, agency_id: int | None) -> Authority | None:
    """Return the newest authority under which somebody decides for an agency, whatever its days."""
    return session.scalar(
        select(Authority)
        .join(Grant)
        .where(
            Grant.person_id == actor.person_id,
            Grant.agency_id == agency_id,
            Grant.ended_at.is_(None),
        )
        .options(joinedload(Authority.giver))
        .order_by(Authority.id.desc())
        .limit(1)
    )
