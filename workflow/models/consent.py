"""Joining: opt-ins, silence and specific pledges."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Agency, Person
from workflow.models.pledges import Pledge, Version


class OptIn(Model):
    """An agency's answer to one version and its fingerprint. The latest row counts.

    It never moves to another version by itself: an agency's name stands only under the exact
    text that it joined.
    """

    __tablename__ = "opt_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    sha256: Mapped[str]
    answer: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    """The statement that goes with joining, or the condition, or the reason to decline."""
    must_contain: Mapped[str] = mapped_column(default="")
    """For a condition: words that the text has to keep."""
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]

    version: Mapped[Version] = relationship()
    agency: Mapped[Agency] = relationship()
    person: Mapped[Person] = relationship()


class Silence(Model):
    """The tacit-agreement procedure on one version. It settles the text; nobody joins by it."""

    __tablename__ = "silence"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    state: Mapped[str] = mapped_column(default="running")
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    started_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    version: Mapped[Version] = relationship()
    objections: Mapped[list["Objection"]] = relationship(
        back_populates="silence", order_by="Objection.id"
    )


class Objection(Model):
    """An agency breaks silence on a block, with a reason; it may take that back."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    silence_id: Mapped[int] = mapped_column(ForeignKey("silence.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    block_id: Mapped[str]
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    silence: Mapped[Silence] = relationship(back_populates="objections")
    agency: Mapped[Agency] = relationship()


class SpecificPledge(Model):
    """An agency's own commitment beside the common text; a redirected change starts one."""

    __tablename__ = "specific_pledge"

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    title: Mapped[str]
    description: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    origin_change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    pledge: Mapped[Pledge] = relationship()
    agency: Mapped[Agency] = relationship()
