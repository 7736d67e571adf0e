"""Mend style in an agency's own draft: a visible change of that agency, like any other."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.queries.answering import answering
from workflow.queries.pledging import findings, guides
from workflow.rules.checks.checker import mended
from workflow.rules.notes import Category, Note
from workflow.rules.permissions import Action, Actor, require
from workflow.services.answering import drafts
from workflow.services.answering.drafts import Saved
from workflow.text.changes import split


@dataclass(frozen=True, slots=True)
class Mended:
    """How many places were mended, and what was saved if any were."""

    count: int
    saved: Saved | None = None


def mend(session: Session, actor: Actor, *, round_id: int, everywhere: bool = False) -> Mended:
    """Mend what the agency's changes bring, or the whole text; the reason of each says so."""
    require(actor, Action.EDIT_DRAFT)
    page = answering.answering(session, actor, round_id)
    checker = guides.checker_of(session, actor, page.round.pledge)
    if everywhere:
        found = [one for one in checker.report(page.blocks).findings if one.mend is not None]
    else:
        found = findings.mends(checker.effect(page.base, page.blocks))
    blocks = mended(page.blocks, found)
    if blocks == page.blocks:
        return Mended(0)
    kept = page.notes
    style = Note(reason="Style of the United Nations.", category=Category.EDITORIAL.value)
    had = {change.key for change in split(page.base, page.blocks)}
    places = {change.block: kept[change.key] for change in split(page.base, page.blocks)
              if change.key in kept}  # fmt: skip
    notes = dict(kept)
    for change in split(page.base, blocks):
        if change.key not in had:
            notes[change.key] = places.get(change.block, style)
    saved = drafts.save(
        session,
        actor,
        round_id=round_id,
        seen=page.seen,
        blocks=blocks,
        notes=notes,
        opt_in=page.opt_in,
        comment=page.comment,
    )
    return Mended(len(found), saved)
