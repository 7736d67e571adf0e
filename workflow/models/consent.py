"""Joining: opt-ins, silence, and corrections beside a locked text."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Agency, Grant, Person
from workflow.models.pledges import Version


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
    must_take: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    """For a condition: labels of changes that have to be accepted, as "ILO-2"."""
    editorial: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """The principal lets a focal point confirm what only editorial corrections changed."""
    role: Mapped[str] = mapped_column(default="principal", server_default="principal")
    """In which role the answer was given: principal, delegate, or focal point."""
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    """The authority under which a delegate gave it."""
    leaves_at: Mapped[datetime | None]
    """For leaving a locked text: the day from which the agency is no longer under it."""
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]

    version: Mapped[Version] = relationship()
    agency: Mapped[Agency] = relationship()
    person: Mapped[Person] = relationship()
    authority: Mapped["Authority | None"] = relationship()


class Authority(Model):
    """From when until when a delegate may decide for a principal, and who gave it.

    It ends early when the role of the delegate ends.
    """

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_of_role.id"), unique=True)
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    made_at: Mapped[datetime]

    grant: Mapped[Grant] = relationship()
    giver: Mapped[Person] = relationship()


class OnBehalf(Model):
    """An answer that the office wrote down for an agency; it counts only when confirmed."""

    __tablename__ = "on_behalf"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    answer: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    must_contain: Mapped[str] = mapped_column(default="")
    said: Mapped[str]
    """Who said it, when and how: "Ms Okoro by telephone, Monday morning"."""
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    ended: Mapped[str | None]
    """How it ended: "confirmed", "refused" or "void"; empty while it waits."""
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    opt_in_id: Mapped[int | None] = mapped_column(ForeignKey("opt_in.id"))
    """The answer that its confirmation became."""

    version: Mapped[Version] = relationship()
    agency: Mapped[Agency] = relationship()
    recorder: Mapped[Person] = relationship(foreign_keys=[recorded_by])


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
    locks: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether the text is locked by the clock in the moment in which silence holds."""

    version: Mapped[Version] = relationship()
    remarks: Mapped[list["Remark"]] = relationship(order_by="Remark.id")
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


class Remark(Model):
    """A note on spelling or form under silence. It breaks nothing."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    silence_id: Mapped[int] = mapped_column(ForeignKey("silence.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    block_id: Mapped[str]
    words: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    agency: Mapped[Agency] = relationship()


class Corrigendum(Model):
    """A correction of form beside a locked text, whose bytes never change."""

    __tablename__ = "corrigendum"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    number: Mapped[int | None]
    """1, 2, 3 for a text, given when it is issued."""
    block_id: Mapped[str]
    old: Mapped[str]
    new: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="proposed")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    """The agency that proposed it; empty for the office."""
    proposed_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """Until when agencies can object."""
    ended_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    """Why it was refused, or for which edition it was kept."""

    version: Mapped[Version] = relationship()
    agency: Mapped[Agency | None] = relationship()
    proposer: Mapped[Person] = relationship()
    objections: Mapped[list["CorrigendumObjection"]] = relationship(
        order_by="CorrigendumObjection.id"
    )


class CorrigendumObjection(Model):
    """An agency says that a correction is none: it changes what was agreed."""

    __tablename__ = "corrigendum_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    corrigendum_id: Mapped[int] = mapped_column(ForeignKey("corrigendum.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    reason: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    agency: Mapped[Agency] = relationship()
