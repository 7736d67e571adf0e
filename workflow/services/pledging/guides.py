"""Keep the drafting guide of a pledge. Each save is a row; the last one holds."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import Overtaken
from workflow.models import DraftingGuide
from workflow.rules.checks import written
from workflow.rules.checks.guide import Guide
from workflow.rules.permissions import Action, Actor, require
from workflow.services.pledging import pledges
from workflow.services.proving import record


def save(
    session: Session, actor: Actor, *, pledge_id: int, guide: Guide, seen: int | None = None
) -> DraftingGuide:
    """Save what members agreed on; `seen` is the number of the guide that the page showed."""
    require(actor, Action.EDIT_GUIDE)
    pledge = pledges.hold(session, pledge_id)
    last = session.scalar(
        select(func.max(DraftingGuide.number)).where(DraftingGuide.pledge_id == pledge_id)
    )
    number = (last or 0) + 1
    if seen is not None and seen != number - 1:
        raise Overtaken(detail="A colleague saved the drafting guide meanwhile.")
    saved = DraftingGuide(
        pledge_id=pledge_id,
        number=number,
        content=written.as_json(guide),
        saved_by=actor.person_id,
        saved_at=now(session),
    )
    session.add(saved)
    session.flush()
    record.write(session, actor, pledge, "drafting guide saved", {"number": number})
    return saved


def save_lines(
    session: Session, actor: Actor, *, pledge_id: int, lines: Mapping[str, str], seen: int
) -> DraftingGuide:
    """Save a guide as a person wrote it into the page; raise BadGuide for what makes no sense."""
    require(actor, Action.EDIT_GUIDE)
    return save(session, actor, pledge_id=pledge_id, guide=written.from_lines(lines), seen=seen)
