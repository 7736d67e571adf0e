"""What the text of a pledge is measured by: its guide, reference texts, phrases, gaps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Person
from workflow.models.pledges import Pledge


class DraftingGuide(Model):
    """One save of the drafting guide of a pledge; the last one holds, the earlier ones stay."""

    __tablename__ = "drafting_guide"
    __table_args__ = (UniqueConstraint("pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    """As `workflow.rules.checks.written` writes it."""
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class ReferenceText(Model):
    """A text beside the pledge: one to follow, one to keep apart from, one to quote."""

    __tablename__ = "reference_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    title: Mapped[str]
    symbol: Mapped[str] = mapped_column(default="")
    """What people cite: "A/76/642"."""
    dated: Mapped[str] = mapped_column(default="")
    """Its date as it stands on it, in any form."""
    use: Mapped[str]
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    pledge: Mapped[Pledge] = relationship()
    sections: Mapped[list["ReferenceSection"]] = relationship(
        back_populates="reference", order_by="ReferenceSection.position"
    )

    @property
    def name(self) -> str:
        """What people cite."""
        return self.symbol or self.title


class ReferenceSection(Model):
    """A paragraph of a reference text. Its words stay; tags are the work of people."""

    __tablename__ = "reference_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference_id: Mapped[int] = mapped_column(ForeignKey("reference_text.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    label: Mapped[str]
    text: Mapped[str]
    tags: Mapped[list[Any]] = mapped_column(default=list)
    recommendation: Mapped[bool] = mapped_column(default=False)

    reference: Mapped[ReferenceText] = relationship(back_populates="sections")


class Phrase(Model):
    """Words of the language bank, with the place they come from."""

    __tablename__ = "phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    words: Mapped[str]
    source: Mapped[str]
    """The citation: "A/RES/73/195, paragraph 15"."""
    status: Mapped[str]
    protected: Mapped[bool] = mapped_column(default=False)
    reservations: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Alignment(Model):
    """What a person said of a block and a recommendation. Rows are added only; the last counts."""

    __tablename__ = "alignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    block_id: Mapped[str]
    section_id: Mapped[int] = mapped_column(ForeignKey("reference_section.id"))
    verdict: Mapped[str]
    """"answers" or "does not answer"."""
    said_of: Mapped[str]
    """The fingerprint of the version on which it was said."""
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Gap(Model):
    """Something that a regional review found missing."""

    __tablename__ = "gap"

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    region: Mapped[str]
    source: Mapped[str]
    words: Mapped[str]
    block_id: Mapped[str] = mapped_column(default="")
    """The block that answers it; empty while none does."""
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]
