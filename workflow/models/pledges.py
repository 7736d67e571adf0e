"""The shared text and its versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Agency, Person
from workflow.text.blocks import Block, Kind


class Pledge(Model):
    """The text that agencies draft together. Its row is the one lock of all that happens to it."""

    __tablename__ = "pledge"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="common pledge")
    stage: Mapped[str] = mapped_column(default="drafting")
    official_zone: Mapped[str] = mapped_column(default="America/New_York")
    sealed_rounds: Mapped[bool] = mapped_column(default=False)
    """Whether submitted answers stay hidden from other agencies until the deadline."""
    attributed: Mapped[bool] = mapped_column(default=True)
    """Whether agencies see who proposed what after the deadline."""
    tacit_answers: Mapped[bool] = mapped_column(default=False)
    """Whether no answer counts as tacit agreement to the text; it never makes anyone join."""
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    head_seq: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    versions: Mapped[list["Version"]] = relationship(
        back_populates="pledge", order_by="Version.number"
    )
    members: Mapped[list["Member"]] = relationship(back_populates="pledge", order_by="Member.id")

    @property
    def latest(self) -> "Version":
        """Return the version that holds now."""
        return self.versions[-1]


class Member(Model):
    """An agency that takes part in a pledge."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("pledge_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    since: Mapped[datetime]
    left_at: Mapped[datetime | None]

    pledge: Mapped[Pledge] = relationship(back_populates="members")
    agency: Mapped[Agency] = relationship()


class Version(Model):
    """A numbered text of a pledge. Its words never change; locking only adds when."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    number: Mapped[int]
    label: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    locked_at: Mapped[datetime | None]

    pledge: Mapped[Pledge] = relationship(back_populates="versions")
    rows: Mapped[list["TextBlock"]] = relationship(order_by="TextBlock.position")
    publisher: Mapped[Person | None] = relationship()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text as blocks with their lasting ids."""
        return tuple(row.block for row in self.rows)


class TextBlock(Model):
    """One block of a version: the lasting id beside the words."""

    __tablename__ = "text_block"
    __table_args__ = (UniqueConstraint("version_id", "block_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    position: Mapped[int]
    block_id: Mapped[str]
    kind: Mapped[str]
    level: Mapped[int]
    text: Mapped[str]
    label: Mapped[str]

    @property
    def block(self) -> Block:
        """The block as the pure layers know it."""
        return Block(self.block_id, Kind(self.kind), self.text, self.level)


class LockRequest(Model):
    """One person asks to lock an exact text; another has to confirm it, or it is void."""

    __tablename__ = "lock_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    requested_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    ended: Mapped[str | None]
    """How it ended: "confirmed", "declined" or "void"; empty while it waits."""
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    version: Mapped[Version] = relationship()
    requester: Mapped[Person] = relationship(foreign_keys=[requested_by])
