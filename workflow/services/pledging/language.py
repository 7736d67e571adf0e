"""The language bank: add a phrase, put it away, insert it into an agency's own draft."""

from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import BadChoice, Missing, NotFound, TooLong
from workflow.models import Phrase
from workflow.queries.answering import answering
from workflow.rules.checks import agreed
from workflow.rules.checks.guide import Status
from workflow.rules.headings import clean_heading
from workflow.rules.notes import Note
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.tags import tags_of
from workflow.services.answering import drafts
from workflow.services.answering.drafts import Saved
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text.blocks import Block, Kind
from workflow.text.canonical import clean
from workflow.text.changes import split

LONGEST = 4
"""Kilobytes of a phrase; what is longer is a text."""


def add(
    session: Session,
    actor: Actor,
    *,
    pledge_id: int,
    words: str,
    source: str,
    status: str = Status.AGREED.value,
    protected: bool = False,
    reservations: str = "",
    tags: str = "",
) -> Phrase:
    """Add words with the place they come from; without it nobody could check them."""
    require(actor, Action.EDIT_GUIDE)
    pledge = pledges.hold(session, pledge_id)
    if status not in set(Status):
        raise BadChoice(value=status)
    plain = agreed.plain(clean(words))
    if not plain:
        raise Missing(what="the words of the phrase")
    if len(plain.encode()) > LONGEST * 1024 or len(reservations.encode()) > LONGEST * 1024:
        raise TooLong(limit=LONGEST)
    phrase = Phrase(
        pledge_id=pledge_id,
        words=plain,
        source=clean_heading(source, what="source"),
        status=status,
        protected=protected,
        reservations=clean(reservations).strip(),
        tags=tags_of(tags),
        added_by=actor.person_id,
        added_at=now(session),
    )
    session.add(phrase)
    session.flush()
    told = {"words": plain, "source": phrase.source, "status": status, "protected": protected}
    record.write(session, actor, pledge, "phrase added", told)
    return phrase


def retire(session: Session, actor: Actor, *, phrase_id: int) -> Phrase:
    """Put a phrase away."""
    require(actor, Action.EDIT_GUIDE)
    found = find(session, phrase_id)
    pledge = pledges.hold(session, found.pledge_id)
    phrase = session.get_one(Phrase, phrase_id, populate_existing=True)
    if phrase.retired_at is None:
        phrase.retired_at = now(session)
        session.flush()
        told = {"words": phrase.words, "source": phrase.source}
        record.write(session, actor, pledge, "phrase put away", told)
    return phrase


def insert(session: Session, actor: Actor, *, phrase_id: int, round_id: int, after: str) -> Saved:
    """Put a phrase behind a block of the agency's own draft; the reason keeps the citation."""
    require(actor, Action.EDIT_DRAFT)
    phrase = find(session, phrase_id)
    page = answering.answering(session, actor, round_id)
    if page.round.pledge_id != phrase.pledge_id:
        raise NotFound(what="phrase")
    blocks = list(page.blocks)
    place = next((at for at, block in enumerate(blocks, 1) if block.id == after), None)
    if place is None:
        raise NotFound(what="paragraph")
    kind = blocks[place - 1].kind
    words = f"{phrase.words[0].upper()}{phrase.words[1:]}"
    kind = Kind.PARAGRAPH if kind is Kind.HEADING else kind
    had = {change.key for change in split(page.base, blocks)}
    blocks.insert(place, Block(f"phrase-{phrase.id}-{len(blocks)}", kind, words))
    cited = Note(reason=f"{phrase.status.capitalize()} language: {phrase.source}.")
    notes = page.notes | {c.key: cited for c in split(page.base, blocks) if c.key not in had}
    return drafts.save(
        session,
        actor,
        round_id=round_id,
        seen=page.seen,
        blocks=blocks,
        notes=notes,
        opt_in=page.opt_in,
        comment=page.comment,
    )


def find(session: Session, phrase_id: int) -> Phrase:
    """Return a phrase, or raise NotFound."""
    found = session.get(Phrase, phrase_id)
    if found is None:
        raise NotFound(what="phrase")
    return found
