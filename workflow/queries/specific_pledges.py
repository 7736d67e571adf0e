"""Specific pledges: an agency sees its own drafts, everybody else only that there are some."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from workflow.errors import NotFound
from workflow.models import Agency, Change, Pledge, SpecificPledge
from workflow.queries.pledges import find_pledge
from workflow.rules.permissions import OFFICE, Actor


@dataclass(frozen=True, slots=True)
class Own:
    """A specific pledge of the reader's agency, with the change it came from."""

    row: SpecificPledge
    change: Change | None


@dataclass(frozen=True, slots=True)
class SpecificPledgesPage:
    """The own drafts, and how many other agencies have."""

    pledge: Pledge
    own: Sequence[Own]
    others: Sequence[tuple[str, int]]


def page(session: Session, actor: Actor, pledge_id: int) -> SpecificPledgesPage:
    """Return what this reader may see: the words of a draft belong to its agency."""
    pledge = find_pledge(session, actor, pledge_id)
    rows = session.scalars(
        select(SpecificPledge)
        .where(SpecificPledge.pledge_id == pledge_id, SpecificPledge.agency_id == actor.agency_id)
        .options(joinedload(SpecificPledge.agency))
        .order_by(SpecificPledge.id)
    ).all()
    return SpecificPledgesPage(
        pledge=pledge,
        own=[Own(row, _change(session, row)) for row in rows],
        others=_others(session, actor, pledge_id),
    )


def find(session: Session, actor: Actor, specific_pledge_id: int) -> Own:
    """Return a specific pledge of the own agency; that of another one is not there."""
    row = session.scalar(
        select(SpecificPledge)
        .where(SpecificPledge.id == specific_pledge_id)
        .options(joinedload(SpecificPledge.agency), joinedload(SpecificPledge.pledge))
    )
    if row is None or row.agency_id != actor.agency_id:
        raise NotFound(what="specific pledge")
    find_pledge(session, actor, row.pledge_id)
    return Own(row, _change(session, row))


def _change(session: Session, row: SpecificPledge) -> Change | None:
    return session.get(Change, row.origin_change_id) if row.origin_change_id else None


def _others(session: Session, actor: Actor, pledge_id: int) -> list[tuple[str, int]]:
    if actor.role not in OFFICE:
        return []
    counted = session.execute(
        select(Agency.acronym, func.count())
        .join(SpecificPledge, SpecificPledge.agency_id == Agency.id)
        .where(SpecificPledge.pledge_id == pledge_id)
        .group_by(Agency.acronym)
        .order_by(Agency.acronym)
    )
    return [(acronym, number) for acronym, number in counted]
