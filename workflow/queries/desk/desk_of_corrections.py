"""What waits on a desk because somebody found a slip of spelling in a locked text."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Corrigendum
from workflow.queries.desk.desk_things import Thing, thing_of
from workflow.queries.pledging.pledges import PledgeLine
from workflow.rules.permissions import Action, Actor, allowed
from workflow.rules.stages import CorrigendumState, Stage


def things(session: Session, actor: Actor, lines: Sequence[PledgeLine]) -> Iterable[Thing]:
    """Return what the office has to put to the agencies, and what an agency may still refuse."""
    if allowed(actor, Action.CORRECT):
        state = CorrigendumState.PROPOSED
    elif allowed(actor, Action.OBJECT_TO_CORRECTION):
        state = CorrigendumState.OPEN
    else:
        return
    locked = {line.version_id: line for line in lines if line.stage == Stage.LOCKED}
    rows = select(Corrigendum).where(Corrigendum.version_id.in_(locked), Corrigendum.state == state)
    for row in session.scalars(rows.order_by(Corrigendum.id)):
        thing = thing_of("correction", locked[row.version_id], due_at=row.ends_at)
        yield replace(thing, names=(row.old, row.new))
