"""The drafting guide of a pledge with its texts and phrases, and the checker that follows it.

Conditions of agencies are the office's to know: only its checkers look at them.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.models import DraftingGuide, Phrase, Pledge, ReferenceText
from workflow.queries.joining import standing
from workflow.rules.checks import written
from workflow.rules.checks.checker import Checker
from workflow.rules.checks.guide import (
    PLAIN,
    Condition,
    Guide,
    Reference,
    Section,
    Status,
    Use,
)
from workflow.rules.checks.guide import Phrase as PhraseOfGuide
from workflow.rules.consent import OptInAnswer
from workflow.rules.permissions import OFFICE, Actor
from workflow.text.blocks import Block, Kind


def last(session: Session, pledge_id: int) -> DraftingGuide | None:
    """Return the guide that holds, or None if nobody saved one yet."""
    return session.scalar(
        select(DraftingGuide)
        .where(DraftingGuide.pledge_id == pledge_id)
        .options(joinedload(DraftingGuide.person))
        .order_by(DraftingGuide.number.desc())
        .limit(1)
    )


def guide_of(session: Session, actor: Actor, pledge: Pledge) -> Guide:
    """Return everything that a text of this pledge is checked against, for this reader."""
    saved = last(session, pledge.id)
    own = written.from_json(saved.content) if saved else PLAIN
    texts = references(session, pledge.id)
    conditions = _conditions(session, pledge) if actor.role in OFFICE else ()
    return Guide(
        **{
            **{name: getattr(own, name) for name in own.__dataclass_fields__},
            "references": tuple(_reference(one) for one in texts if one.use != Use.TRANSLATION),
            "translations": tuple(_translation(one) for one in texts if one.use == Use.TRANSLATION),
            "phrases": tuple(_phrase(one) for one in phrases(session, pledge.id)),
            "conditions": conditions,
        }
    )


def checker_of(session: Session, actor: Actor, pledge: Pledge) -> Checker:
    """Return the checker of a pledge for this reader; what it has read before, it knows."""
    return Checker.of(guide_of(session, actor, pledge))


def references(session: Session, pledge_id: int) -> Sequence[ReferenceText]:
    """Return the reference texts in use, with their paragraphs."""
    return session.scalars(
        select(ReferenceText)
        .where(ReferenceText.pledge_id == pledge_id, ReferenceText.retired_at.is_(None))
        .options(selectinload(ReferenceText.sections))
        .order_by(ReferenceText.id)
    ).all()


def phrases(session: Session, pledge_id: int) -> Sequence[Phrase]:
    """Return the phrases in use."""
    return session.scalars(
        select(Phrase)
        .where(Phrase.pledge_id == pledge_id, Phrase.retired_at.is_(None))
        .order_by(Phrase.id)
    ).all()


def _conditions(session: Session, pledge: Pledge) -> tuple[Condition, ...]:
    rows = standing.last_opt_ins(session, pledge.id).values()
    return tuple(
        Condition(row.agency.acronym, row.must_contain)
        for row in rows
        if row.answer == OptInAnswer.ON_CONDITION and row.must_contain
    )


def _reference(row: ReferenceText) -> Reference:
    return Reference(
        title=row.title,
        use=Use(row.use),
        symbol=row.symbol,
        sections=tuple(
            Section(str(s.id), cited(s.label), s.text, tuple(s.tags), s.recommendation)
            for s in row.sections
        ),
    )


def cited(label: str) -> str:
    """Say how a paragraph of a reference text is cited."""
    return f"paragraph {label}" if label else ""


def _translation(row: ReferenceText) -> tuple[str, tuple[Block, ...]]:
    blocks = tuple(Block(f"t{s.position}", Kind(s.kind), s.text) for s in row.sections)
    return row.title, blocks


def _phrase(row: Phrase) -> PhraseOfGuide:
    return PhraseOfGuide(row.words, row.source, Status(row.status), row.protected)
