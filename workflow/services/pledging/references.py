"""Reference texts: add one, say what its paragraphs are about, put it away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import BadChoice, EmptyText, NotFound, TooLong
from workflow.models import ReferenceSection, ReferenceText
from workflow.rules.checks.guide import Use
from workflow.rules.drafting import BLOCK_LIMIT, TEXT_LIMIT
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.tags import tags_of
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text import canonical
from workflow.text.blocks import Block, Kind


@dataclass(frozen=True, slots=True)
class Marking:
    """What people say of one paragraph of a reference text."""

    tags: str
    recommendation: bool


def add(
    session: Session,
    actor: Actor,
    *,
    pledge_id: int,
    title: str,
    text: str,
    use: str,
    symbol: str = "",
    dated: str = "",
    sections: Iterable[tuple[str, str]] = (),
) -> ReferenceText:
    """Add a text. Its paragraphs keep their numbers, so that people can cite them.

    `sections` may be given instead of `text`: words with their tags, each a recommendation.
    """
    require(actor, Action.EDIT_GUIDE)
    pledge = pledges.hold(session, pledge_id)
    if use not in set(Use):
        raise BadChoice(value=use)
    reference = ReferenceText(
        pledge_id=pledge_id,
        title=clean_heading(title, what="title"),
        symbol=clean_heading(symbol, what="symbol") if symbol.strip() else "",
        dated=clean_heading(dated, what="date") if dated.strip() else "",
        use=use,
        added_by=actor.person_id,
        added_at=now(session),
    )
    reference.sections = _given(sections) or _read(text, recommending=use == Use.ALIGN)
    session.add(reference)
    session.flush()
    told = {"title": reference.title, "symbol": reference.symbol, "use": use}
    record.write(session, actor, pledge, "reference text added", told)
    return reference


def mark(
    session: Session, actor: Actor, *, reference_id: int, markings: Mapping[int, Marking]
) -> ReferenceText:
    """Say which paragraphs are recommendations, and what they are about."""
    require(actor, Action.EDIT_GUIDE)
    reference = _hold(session, reference_id)
    changed = 0
    for section in reference.sections:
        given = markings.get(section.id)
        if given and (tags_of(given.tags), given.recommendation) != (
            section.tags,
            section.recommendation,
        ):
            section.tags, section.recommendation = tags_of(given.tags), given.recommendation
            changed += 1
    session.flush()
    if changed:
        told = {"title": reference.title, "paragraphs": changed}
        record.write(session, actor, reference.pledge, "reference text marked", told)
    return reference


def retire(session: Session, actor: Actor, *, reference_id: int) -> ReferenceText:
    """Put a reference text away: checks do not look at it any more, the record knows it."""
    require(actor, Action.EDIT_GUIDE)
    reference = _hold(session, reference_id)
    if reference.retired_at is None:
        reference.retired_at = now(session)
        session.flush()
        told = {"title": reference.title, "symbol": reference.symbol}
        record.write(session, actor, reference.pledge, "reference text put away", told)
    return reference


def _hold(session: Session, reference_id: int) -> ReferenceText:
    found = session.get(ReferenceText, reference_id)
    if found is None:
        raise NotFound(what="reference text")
    pledges.hold(session, found.pledge_id)
    return session.get_one(ReferenceText, reference_id, populate_existing=True)


def _read(text: str, *, recommending: bool) -> list[ReferenceSection]:
    blocks = canonical.read(text)
    if len(blocks) > BLOCK_LIMIT or len(text.encode()) > TEXT_LIMIT * 1024:
        raise TooLong(limit=TEXT_LIMIT)
    if not blocks:
        raise EmptyText
    labels = canonical.labels(blocks)
    return [
        _section(position, block, labels.get(block.id, ""), recommending=recommending)
        for position, block in enumerate(blocks)
    ]


def _section(position: int, block: Block, label: str, *, recommending: bool) -> ReferenceSection:
    return ReferenceSection(
        position=position,
        kind=block.kind.value,
        label=label,
        text=block.text,
        tags=[],
        recommendation=recommending and block.kind is not Kind.HEADING,
    )


def _given(sections: Iterable[tuple[str, str]]) -> list[ReferenceSection]:
    return [
        ReferenceSection(
            position=position,
            kind=Kind.NUMBERED.value,
            label=str(position + 1),
            text=words,
            tags=tags_of(tags),
            recommendation=True,
        )
        for position, (words, tags) in enumerate(sections)
    ]
