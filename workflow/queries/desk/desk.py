"""The desk: what waits for me, the most urgent first, and what I follow.

Each role has its own questions; each question is one or two statements, whatever the number of
pledges. A thing that waits is named by its `kind`; the page has the words for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from workflow.queries.desk import (
    desk_of_agencies,
    desk_of_corrections,
    desk_of_office,
    desk_of_outside,
)
from workflow.queries.desk.desk_things import Thing
from workflow.queries.pledging import pledges
from workflow.queries.pledging.pledges import PledgeLine
from workflow.rules.permissions import AGENCY, OFFICE, Actor

_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for somebody, what is done, and the pledges they follow."""

    waiting: Sequence[Thing]
    done: Sequence[Thing]
    lines: Sequence[PledgeLine]


def page(session: Session, actor: Actor) -> Desk:
    """Return the desk of this reader."""
    lines = pledges.lines(session, actor)
    things: list[Thing] = []
    if actor.role in OFFICE:
        things = desk_of_office.things(session, actor, lines)
    elif actor.role in AGENCY:
        here = [line for line in lines if not line.gone]
        things = desk_of_agencies.things(session, actor, here)
    things += desk_of_corrections.things(session, actor, lines)
    things += desk_of_outside.things(session, actor, lines)
    return Desk(
        waiting=sorted((t for t in things if t.waits), key=lambda t: (t.rank, t.due_at or _FAR)),
        done=[t for t in things if not t.waits],
        lines=lines,
    )
