"""The agency for which somebody acts in a pledge."""

from sqlalchemy.orm import Session

from workflow.errors import NoLongerTakesPart, NotFound
from workflow.models import Agency, Pledge
from workflow.queries.joining import standing
from workflow.rules.consent import JOINING, SAYING_NO
from workflow.rules.permissions import Actor


def own_agency(session: Session, actor: Actor, pledge: Pledge) -> Agency:
    """Return the actor's agency; to an agency that takes no part the pledge is not there."""
    if actor.agency_id is None or not _takes_part(pledge, actor.agency_id):
        raise NotFound(what="round")
    return session.get_one(Agency, actor.agency_id)


def concerned(session: Session, actor: Actor, pledge: Pledge) -> Agency:
    """Return the actor's agency where it takes part, or its name stands under the text."""
    stand = standing.of_agency(session, pledge, actor.agency_id or 0)
    if stand is None or not stand.concerned:
        raise NotFound(what="pledge")
    return stand.agency


def speaking(session: Session, pledge: Pledge, agency_id: int | None, answer: str) -> Agency:
    """Return an agency where it may give this answer about joining.

    What an agency has said stays its own also when it no longer takes part: it may say no at any
    time, and add a statement or take its notice back while its name stands. More it cannot say.
    """
    stand = standing.of_agency(session, pledge, agency_id or 0)
    if stand is None:
        raise NotFound(what="agency")
    keeps = answer in SAYING_NO or (stand.joined and answer in JOINING)
    if stand.gone_since is not None and not keeps:
        raise NoLongerTakesPart(agency=stand.agency.acronym, since=stand.gone_since)
    return stand.agency


def _takes_part(pledge: Pledge, agency_id: int) -> bool:
    return any(m.agency_id == agency_id and m.left_at is None for m in pledge.members)
