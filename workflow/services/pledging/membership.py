"""The agency for which somebody acts in a pledge."""

from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Agency, Pledge
from workflow.rules.permissions import Actor


def own_agency(session: Session, actor: Actor, pledge: Pledge) -> Agency:
    """Return the actor's agency; to an agency that takes no part the pledge is not there."""
    if actor.agency_id is None or not _takes_part(pledge, actor.agency_id):
        raise NotFound(what="round")
    return session.get_one(Agency, actor.agency_id)


def taking_part(session: Session, pledge: Pledge, agency_id: int) -> Agency:
    """Return an agency that takes part in a pledge, or raise NotFound."""
    if not _takes_part(pledge, agency_id):
        raise NotFound(what="agency")
    return session.get_one(Agency, agency_id)


def _takes_part(pledge: Pledge, agency_id: int) -> bool:
    return any(m.agency_id == agency_id and m.left_at is None for m in pledge.members)
