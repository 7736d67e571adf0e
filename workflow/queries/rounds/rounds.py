"""A round as a reader may find it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.errors import NotFound
from workflow.models import Member, Pledge, Round, Version
from workflow.queries.pledging.pledges import open_to, rounds_open_to
from workflow.rules.permissions import Actor


def find(session: Session, actor: Actor, round_id: int) -> Round:
    """Return a round with its pledge, members and text; to strangers it is not there."""
    round_ = session.scalar(
        select(Round)
        .join(Pledge, Round.pledge_id == Pledge.id)
        .where(Round.id == round_id, open_to(actor), rounds_open_to(actor))
        .options(
            joinedload(Round.pledge).selectinload(Pledge.members).joinedload(Member.agency),
            joinedload(Round.version).selectinload(Version.rows),
            joinedload(Round.published_version),
        )
    )
    if round_ is None:
        raise NotFound(what="round")
    return round_


def of_agency(session: Session, actor: Actor, round_id: int) -> Round:
    """Return a round for somebody who acts for an agency that takes part in it now."""
    round_ = find(session, actor, round_id)
    here = {m.agency_id for m in round_.pledge.members if m.left_at is None}
    if actor.agency_id not in here:
        raise NotFound(what="round")
    return round_
