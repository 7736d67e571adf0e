"""Mend style in an agency's own draft: a visible change of that agency, like any other."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.queries.answering import answering
from workflow.queries.answering.answering import Answering
from workflow.queries.pledging import findings, guides
from workflow.rules.checks.checker import mended
from workflow.rules.notes import Category, Note
from workflow.rules.permissions import Action, Actor, require
from workflow.services.answering import drafts
from workflow.services.answering.drafts import Saved
from workflow.text.blocks import Block
from workflow.text.changes import split

STYLE = Note(reason="Style of the United Nations.", category=Category.EDITORIAL.value)
"""What stands beside a change that only mends style."""


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
    saved = drafts.save(
        session,
        actor,
        round_id=round_id,
        seen=page.seen,
        blocks=blocks,
        notes=_noted(page, blocks),
        opt_in=page.opt_in,
        comment=page.comment,
    )
    return Mended(len(found), saved)


def _noted(page: Answering, blocks: Sequence[Block]) -> dict[str, Note]:
    """Return the notes of the draft, and of each change that mending made or altered.

    Where the agency changes that paragraph already, its own reason goes on; elsewhere style is
    the reason.
    """
    before = split(page.base, page.blocks)
    known = {change.key for change in before}
    own = {change.block: page.notes[change.key] for change in before if change.key in page.notes}
    made = [change for change in split(page.base, blocks) if change.key not in known]
    return page.notes | {change.key: own.get(change.block, STYLE) for change in made}
