"""What people outside see: the page of a consultation, and the page of one stakeholder.

A name stands beside words only where its owner said "everybody", and words stand here only where
they agreed and the office has read them. No agency is ever named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.db import now
from workflow.models import Consultation, Hearing, Input, Stakeholder, TextBlock
from workflow.rules.inputs import Identity, InputState


@dataclass(frozen=True, slots=True)
class Heard:
    """Published words: the block they are about, and the name if it may be told."""

    text: str
    language: str
    label: str
    name: str
    organization: str


@dataclass(frozen=True, slots=True)
class Voices:
    """The page of a consultation, for somebody outside."""

    consultation: Consultation
    rows: Sequence[TextBlock]
    open: bool
    others: Sequence[Heard]
    hearings: Sequence[Hearing]
    own: Sequence[Input] = ()
    """What the reader sent; only on their own page."""

    def label(self, block_id: str) -> str:
        """Return what people call a block."""
        return next((row.label for row in self.rows if row.block_id == block_id), "")


def page(session: Session, consultation: Consultation, who: Stakeholder | None = None) -> Voices:
    """Return what the public page shows, and for somebody known what became of their words."""
    rows = consultation.version.rows
    labels = {row.block_id: row.label for row in rows}
    return Voices(
        consultation=consultation,
        rows=rows,
        open=now(session) <= consultation.closes_at,
        others=[_heard(one, labels) for one in _published(session, consultation)],
        hearings=session.scalars(
            select(Hearing)
            .where(Hearing.consultation_id == consultation.id, Hearing.public)
            .order_by(Hearing.starts_at)
        ).all(),
        own=_own(session, who) if who else (),
    )


def _published(session: Session, consultation: Consultation) -> Sequence[Input]:
    return session.scalars(
        select(Input)
        .where(
            Input.consultation_id == consultation.id,
            Input.state == InputState.ADMITTED,
            Input.publish,
        )
        .options(joinedload(Input.stakeholder))
        .order_by(Input.number)
    ).all()


def _heard(one: Input, labels: dict[str, str]) -> Heard:
    named = one.identity == Identity.PUBLIC
    return Heard(
        text=one.text,
        language=one.language,
        label=labels.get(one.block_id, ""),
        name=one.stakeholder.name if named else "",
        organization=one.stakeholder.organization if named else "",
    )


def _own(session: Session, who: Stakeholder) -> Sequence[Input]:
    return session.scalars(
        select(Input)
        .where(Input.stakeholder_id == who.id)
        .options(selectinload(Input.replies))
        .order_by(Input.number)
    ).all()
