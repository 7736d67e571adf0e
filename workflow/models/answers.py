"""What agencies write and send: drafts, clearance, revisions, their changes, more time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Agency, Person
from workflow.models.rounds import Round


class Draft(Model):
    """One save of an agency's unsent answer; each save is a new row, the last one counts.

    Nobody outside the agency sees it, the coordinator included. A save that came too late
    because a colleague had saved meanwhile is kept `aside`, so that no typing is lost.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("round_id", "agency_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int]
    aside: Mapped[bool] = mapped_column(default=False)
    blocks: Mapped[list[Any]]
    """The text as the agency wants it: [{"id", "kind", "level", "text"}] in order."""
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Change key -> {"reason", "category", "weight", "together"}."""
    opt_in: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The opt-in flag that goes with the answer: {"answer", "words"}."""
    comment: Mapped[str] = mapped_column(default="")
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Clearance(Model):
    """One step of clearance inside an agency: asked, cleared or returned. Rows are added only."""

    __tablename__ = "clearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    step: Mapped[str]
    comment: Mapped[str] = mapped_column(default="")
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Revision(Model):
    """The whole answer of one agency in one round. A later one replaces it; both stay."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("round_id", "agency_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int]
    answer: Mapped[str]
    """"changes", "no changes" or "withdrawn"."""
    standing: Mapped[str]
    """"on time", "in extension" or "late"; late ones wait for the coordinator."""
    blocks: Mapped[list[Any]]
    opt_in: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comment: Mapped[str] = mapped_column(default="")
    via: Mapped[str] = mapped_column(default="web")
    submitted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cleared_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]

    round: Mapped[Round] = relationship()
    agency: Mapped[Agency] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[submitted_by])
    changes: Mapped[list["Change"]] = relationship(
        back_populates="revision", order_by="Change.number"
    )


class Change(Model):
    """One smallest meaningful difference of a revision from its base, with its reason."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("revision_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    number: Mapped[int]
    label: Mapped[str]
    """What people call it: "ILO-2"."""
    key: Mapped[str]
    kind: Mapped[str]
    block_id: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    old: Mapped[str]
    new: Mapped[str]
    after: Mapped[str | None]
    as_kind: Mapped[str | None]
    level: Mapped[int] = mapped_column(default=0)
    category: Mapped[str] = mapped_column(default="substantive")
    weight: Mapped[str] = mapped_column(default="preference")
    reason: Mapped[str] = mapped_column(default="")
    together: Mapped[str] = mapped_column(default="")
    """Changes of one revision with the same letter stand or fall together."""
    carried_from: Mapped[int | None] = mapped_column(ForeignKey("change.id"))

    revision: Mapped[Revision] = relationship(back_populates="changes")


class Intake(Model):
    """What the coordinator did with a late revision: taken up or carried, with the reason."""

    __tablename__ = "intake"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), unique=True)
    verdict: Mapped[str]
    reason: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    revision: Mapped[Revision] = relationship()


class Extension(Model):
    """More time for one agency: asked for, then granted or refused with a reason."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    state: Mapped[str] = mapped_column(default="requested")
    until: Mapped[datetime]
    reason: Mapped[str]
    requested_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship()
    round: Mapped[Round] = relationship()
