"""Delegates: somebody decides for a principal, from one day to another."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import BadPeriod, NotFound, NotInForce, NotNow
from workflow.models import Agency, Authority, Grant
from workflow.queries.people import delegates as queries
from workflow.rules.permissions import DECIDING, Action, Actor, Role, require
from workflow.services.mailing import mail, recipients
from workflow.services.people import people


def name(
    session: Session,
    actor: Actor,
    *,
    person_name: str,
    email: str,
    starts_at: datetime,
    ends_at: datetime,
) -> Authority:
    """Let somebody say for the actor's agency whether it joins, between two moments."""
    require(actor, Action.NAME_DELEGATE)
    if ends_at <= max(starts_at, now(session)):
        raise BadPeriod
    agency = session.get_one(Agency, actor.agency_id)
    _end_what_is_over(session, agency)
    grant = people.take_in(
        session, name=person_name, email=email, role=Role.DELEGATE, agency=agency
    )
    authority = Authority(
        grant_id=grant.id,
        given_by=actor.person_id,
        starts_at=starts_at,
        ends_at=ends_at,
        made_at=now(session),
    )
    authority.grant = grant
    session.add(authority)
    session.flush()
    for person in recipients.with_roles(session, DECIDING, agency_id=agency.id):
        mail.write(
            session,
            "delegate-named",
            key=f"delegate-named:{authority.id}:{person.id}",
            person=person,
            agency=agency,
            authority=authority,
            delegate=grant.person,
        )
    return authority


def end(session: Session, actor: Actor, *, authority_id: int) -> Authority:
    """End the authority of a delegate before its day; what they said until then stands."""
    require(actor, Action.NAME_DELEGATE)
    authority = session.get(Authority, authority_id)
    if authority is None or authority.grant.agency_id != actor.agency_id:
        raise NotFound(what="delegate")
    grant = session.get_one(Grant, authority.grant_id, with_for_update=True)
    if grant.ended_at is None:
        people.let_go(session, grant)
    return authority


def in_force(session: Session, actor: Actor, agency: Agency) -> Authority | None:
    """Return the authority of a delegate; raise what is wrong with it. Others need none."""
    if actor.role != Role.DELEGATE:
        return None
    found = queries.authority_of(session, actor, agency.id)
    if found is None:
        raise NotNow
    if not found.starts_at <= now(session) < found.ends_at:
        raise NotInForce(agency=agency.acronym, start=found.starts_at, end=found.ends_at)
    return found


def _end_what_is_over(session: Session, agency: Agency) -> None:
    """End the roles of delegates whose days are over, so that they can be named again."""
    over = session.scalars(
        select(Grant)
        .join(Authority, Authority.grant_id == Grant.id)
        .where(
            Grant.agency_id == agency.id,
            Grant.ended_at.is_(None),
            Authority.ends_at <= now(session),
        )
    )
    for grant in over.all():
        people.let_go(session, grant)
