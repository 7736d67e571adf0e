"""What was signed: public keys, the daily heads of records, the seals of locked texts."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.pledges import Pledge, Version


class SigningKey(Model):
    """The public part of a key. The private part is a file or a setting, and never in here."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    public: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    endorsed_by: Mapped[str | None]
    """The name of the key before it, which signed this one."""
    endorsement: Mapped[str | None]


class Checkpoint(Model):
    """The head of a record as it was signed on one day. It never changes."""

    __tablename__ = "checkpoint"
    __table_args__ = (UniqueConstraint("pledge_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    seq: Mapped[int]
    head: Mapped[str]
    key: Mapped[str]
    signature: Mapped[str]
    at: Mapped[datetime]

    pledge: Mapped[Pledge] = relationship()


class Seal(Model):
    """The signed fingerprint of a locked text, with the entry that locked it. It never changes."""

    __tablename__ = "seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), unique=True)
    seq: Mapped[int]
    head: Mapped[str]
    key: Mapped[str]
    signature: Mapped[str]
    at: Mapped[datetime]

    version: Mapped[Version] = relationship()


class TimeStamp(Model):
    """What an outside authority said about the time of a seal (RFC 3161). It never changes."""

    __tablename__ = "time_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"), unique=True)
    authority: Mapped[str]
    """The address that was asked."""
    token: Mapped[str]
    """The whole answer, in base64."""
    at: Mapped[datetime]
    """The time that it names."""

    seal: Mapped[Seal] = relationship()
