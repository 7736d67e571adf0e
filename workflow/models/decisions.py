"""Passages, the wordings proposed for them, and what was decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.answers import Change
from workflow.models.people import Person
from workflow.models.pledges import Version
from workflow.models.rounds import Round


class Passage(Model):
    """A place of the base that changes touch. Made by the merge, found again by its fingerprint.

    `current` tells whether the last merge still has it; a passage that changed is a new row, so
    that a decision always stands beside exactly the wordings it was taken on.
    """

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("round_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    fingerprint: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    block_id: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    base: Mapped[str]
    attention: Mapped[list[Any]]
    linked: Mapped[list[Any]]
    """Fingerprints of the passages that stand or fall together with this one."""
    current: Mapped[bool] = mapped_column(default=True)

    round: Mapped[Round] = relationship()
    wordings: Mapped[list["Wording"]] = relationship(
        back_populates="passage", order_by="Wording.position"
    )
    decisions: Mapped[list["Decision"]] = relationship(
        back_populates="passage", order_by="Decision.id"
    )

    @property
    def decision(self) -> "Decision | None":
        """The decision that stands: the last one, unless it was an undoing."""
        last = self.decisions[-1] if self.decisions else None
        return None if last is None or last.disposition == "undone" else last

    @property
    def contested(self) -> bool:
        """Tell whether several wordings compete."""
        return len(self.wordings) > 1


class Wording(Model):
    """One text proposed for a passage."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("passage_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"))
    position: Mapped[int]
    key: Mapped[str]
    text: Mapped[str]
    removed: Mapped[bool]
    after: Mapped[str | None]
    blocks: Mapped[list[Any]]

    passage: Mapped[Passage] = relationship(back_populates="wordings")
    supports: Mapped[list["Support"]] = relationship(
        back_populates="wording", order_by="Support.change_id"
    )


class Support(Model):
    """A change stands behind a wording."""

    __tablename__ = "support"
    __table_args__ = (UniqueConstraint("wording_id", "change_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)

    wording: Mapped[Wording] = relationship(back_populates="supports")
    change: Mapped[Change] = relationship()


class Decision(Model):
    """Which wording stands at a passage, by whom, when and why. Undoing adds a row."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("passage_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"))
    number: Mapped[int]
    """1, 2, 3 within the passage; two people deciding at once collide here as a last resort."""
    disposition: Mapped[str]
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    text: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    fates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Wording key -> {"disposition", "reason"} for wordings that do not stand."""
    batch: Mapped[str] = mapped_column(default="")
    """Names the bulk step it was part of, so that the step can be undone as one."""
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    passage: Mapped[Passage] = relationship(back_populates="decisions")
    wording: Mapped[Wording | None] = relationship()
    person: Mapped[Person] = relationship()


class Answer(Model):
    """What became of one change, written when the next version is published."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    disposition: Mapped[str]
    applied: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    change: Mapped[Change] = relationship()
    version: Mapped[Version] = relationship()
