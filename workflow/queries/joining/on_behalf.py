"""Find what the office wrote down for an agency."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import OnBehalf, Version
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.permissions import OFFICE, Actor


def pledge_of(session: Session, actor: Actor, on_behalf_id: int) -> int:
    """Return the pledge of what was written down; to other agencies it is not there."""
    row = session.execute(
        select(Version.pledge_id, OnBehalf.agency_id)
        .join(OnBehalf, OnBehalf.version_id == Version.id)
        .where(OnBehalf.id == on_behalf_id)
    ).one_or_none()
    if row is None or (actor.role not in OFFICE and row.agency_id != actor.agency_id):
        raise NotFound(what="answer")
    return find_pledge(session, actor, row.pledge_id).id
