"""Specific pledges: what an agency commits to by itself, and how far it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Agency, Person
from workflow.models.pledges import Pledge


class SpecificPledge(Model):
    """An agency's own commitment beside the common text; a redirected change starts one."""

    __tablename__ = "specific_pledge"
    __table_args__ = (
        Index("uq_specific_pledge_pledge_id_number", "pledge_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    title: Mapped[str]
    description: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    origin_change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    number: Mapped[int | None]
    """Its number in the register of its pledge, given when it is registered."""
    terms: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """All the other fields, as `workflow.rules.commitments.Terms` writes them."""
    matches_id: Mapped[int | None] = mapped_column(ForeignKey("specific_pledge.id"))
    """The registered one that this one matches."""
    registered_at: Mapped[datetime | None]

    pledge: Mapped[Pledge] = relationship()
    agency: Mapped[Agency] = relationship()
    matches: Mapped["SpecificPledge | None"] = relationship(remote_side="SpecificPledge.id")
    partners: Mapped[list["Partner"]] = relationship(order_by="Partner.id")
    progress: Mapped[list["Progress"]] = relationship(order_by="Progress.id")
    editions: Mapped[list["RegisteredText"]] = relationship(order_by="RegisteredText.number")


class Partner(Model):
    """An agency that is named in a joint pledge; it counts when it has confirmed that itself."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("specific_pledge_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    specific_pledge_id: Mapped[int] = mapped_column(ForeignKey("specific_pledge.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    named_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    agency: Mapped[Agency] = relationship()


class RegisteredText(Model):
    """What a specific pledge said when it was registered, and after each amendment."""

    __tablename__ = "registered_text"
    __table_args__ = (UniqueConstraint("specific_pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    specific_pledge_id: Mapped[int] = mapped_column(ForeignKey("specific_pledge.id"))
    number: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]
    terms: Mapped[dict[str, Any]]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Progress(Model):
    """One line on how far a specific pledge is. Lines are added only."""

    __tablename__ = "progress"

    id: Mapped[int] = mapped_column(primary_key=True)
    specific_pledge_id: Mapped[int] = mapped_column(ForeignKey("specific_pledge.id"), index=True)
    state: Mapped[str]
    words: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()
