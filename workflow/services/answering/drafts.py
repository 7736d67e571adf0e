"""Save the unsent answer of an agency. Nobody outside the agency ever sees it.

Every save is a new row. When two people of an agency, or two tabs, save over each other, nothing
is overwritten: the later save is kept aside and its author is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Draft, Round
from workflow.rules.drafting import pack, tidy
from workflow.rules.notes import REASON_LIMIT, Note
from workflow.rules.permissions import Action, Actor, require
from workflow.services.pledging import membership
from workflow.services.rounds import rounds
from workflow.text.blocks import Block


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, and the draft that was there first when somebody was quicker."""

    draft: Draft
    overtaken_by: Draft | None = None


def find(session: Session, round_id: int, agency_id: int) -> Draft | None:
    """Return the draft that counts: the last save that was not put aside."""
    return session.scalar(
        select(Draft)
        .where(Draft.round_id == round_id, Draft.agency_id == agency_id, ~Draft.aside)
        .order_by(Draft.number.desc())
        .limit(1)
    )


def save(
    session: Session,
    actor: Actor,
    *,
    round_id: int,
    seen: int,
    blocks: Sequence[Block],
    notes: Mapping[str, Note] | None = None,
    opt_in: Mapping[str, Any] | None = None,
    comment: str = "",
) -> Saved:
    """Save what the agency has so far. `seen` is the number of the draft the page showed.

    Drafts can be saved at any time, also when the round is over: a text that came too late
    stays with its agency as a draft and is not lost.
    """
    require(actor, Action.EDIT_DRAFT)
    round_ = rounds.hold(session, round_id)
    agency = membership.own_agency(session, actor, round_.pledge)
    tidied = pack(tidy(round_.version.blocks, blocks))
    current = find(session, round_id, agency.id)
    kept_notes = {key: note.as_json() for key, note in (notes or {}).items()}
    overtaken = current is not None and current.number != seen
    if overtaken and current and (current.blocks, current.notes) == (tidied, kept_notes):
        return Saved(current)
    draft = Draft(
        round_id=round_id,
        agency_id=agency.id,
        number=_next_number(session, round_, agency.id),
        aside=overtaken,
        blocks=tidied,
        notes=kept_notes,
        opt_in=dict(opt_in or {}),
        comment=comment.strip()[:REASON_LIMIT],
        saved_by=actor.person_id,
        saved_at=now(session),
    )
    session.add(draft)
    session.flush()
    return Saved(draft, current if overtaken else None)


def _next_number(session: Session, round_: Round, agency_id: int) -> int:
    last = session.scalar(
        select(Draft.number)
        .where(Draft.round_id == round_.id, Draft.agency_id == agency_id)
        .order_by(Draft.number.desc())
        .limit(1)
    )
    return (last or 0) + 1
