"""What an agency commits to by itself, beside the common text.

The words of a draft belong to its agency: the record tells that it was started or edited, and by
whom, and nothing of what it says.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import Missing, NotFound, Overtaken, TooLong
from workflow.models import Agency, Change, Pledge, SpecificPledge
from workflow.rules.headings import LIMIT, clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.services import membership, pledges, record
from workflow.text.canonical import clean

DESCRIPTION_LIMIT = 20
"""Kilobytes: three pages, far more than a pledge of 3,000 characters needs."""

DRAFT = "draft"


def start(
    session: Session, actor: Actor, *, pledge_id: int, title: str, description: str
) -> SpecificPledge:
    """Start a specific pledge of the actor's own agency."""
    require(actor, Action.EDIT_SPECIFIC_PLEDGE)
    pledge = pledges.hold(session, pledge_id)
    agency = membership.own_agency(session, actor, pledge)
    own = _new(session, pledge, agency.id, title=title, description=description)
    told = {"agency": agency.acronym, "number": own.id}
    record.write(session, actor, pledge, "specific pledge started", told)
    return own


def start_from(session: Session, actor: Actor, pledge: Pledge, change: Change) -> SpecificPledge:
    """Turn a change that was redirected into a draft of the agency that proposed it, once.

    The pledge is already held by whoever publishes the answer to the change.
    """
    require(actor, Action.PUBLISH)
    known = session.scalar(
        select(SpecificPledge).where(SpecificPledge.origin_change_id == change.id)
    )
    if known:
        return known
    words = change.new.strip() or change.old.strip() or change.reason.strip()
    own = _new(
        session,
        pledge,
        change.revision.agency_id,
        title=_title(words) or f"From {change.label}",
        description="\n\n".join(filter(None, [words, change.reason.strip()])) or change.label,
    )
    own.origin_change_id = change.id
    session.flush()
    told = {
        "agency": session.get_one(Agency, own.agency_id).acronym,
        "number": own.id,
        "change": change.label,
    }
    record.write(session, actor, pledge, "specific pledge started", told)
    return own


def edit(
    session: Session,
    actor: Actor,
    *,
    specific_pledge_id: int,
    title: str,
    description: str,
    seen: str = "",
) -> SpecificPledge:
    """Save a draft. `seen` says when the draft that the page showed was saved, if it knows."""
    require(actor, Action.EDIT_SPECIFIC_PLEDGE)
    found = session.get(SpecificPledge, specific_pledge_id)
    if found is None:
        raise NotFound(what="specific pledge")
    pledge = pledges.hold(session, found.pledge_id)
    own = session.get_one(SpecificPledge, specific_pledge_id, populate_existing=True)
    require(actor, Action.EDIT_SPECIFIC_PLEDGE, agency_id=own.agency_id)
    if seen and seen != own.changed_at.isoformat():
        raise Overtaken(detail="A colleague saved this specific pledge meanwhile. ")
    own.title = clean_heading(title, what="title")
    own.description = _description(description)
    own.changed_at = now(session)
    session.flush()
    told = {"agency": own.agency.acronym, "number": own.id}
    record.write(session, actor, pledge, "specific pledge edited", told)
    return own


def _new(
    session: Session, pledge: Pledge, agency_id: int, *, title: str, description: str
) -> SpecificPledge:
    own = SpecificPledge(
        pledge_id=pledge.id,
        agency_id=agency_id,
        title=clean_heading(title, what="title"),
        description=_description(description),
        state=DRAFT,
        made_at=now(session),
        changed_at=now(session),
    )
    session.add(own)
    session.flush()
    return own


def _description(text: str) -> str:
    found = clean(text).strip()
    if not found:
        raise Missing(what="what your agency will do")
    if len(found.encode()) > DESCRIPTION_LIMIT * 1024:
        raise TooLong(limit=DESCRIPTION_LIMIT)
    return found


def _title(words: str) -> str:
    """Make a title of the first words; whatever a title cannot hold is left out."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    plain = plain.replace("=?", "= ?")
    return plain if len(plain) <= 80 else plain[:80].rsplit(" ", 1)[0][:LIMIT] + "…"
