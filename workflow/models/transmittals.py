"""What outsiders ask of the network, and what the coordinator sends them with one voice."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Agency, Person
from workflow.models.pledges import Pledge, Version


class SupportRequest(Model):
    """Somebody outside asks for support with language or with organization."""

    __tablename__ = "support_request"
    __table_args__ = (UniqueConstraint("pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    number: Mapped[int]
    kind: Mapped[str]
    asked_by: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    lead_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    due_at: Mapped[datetime | None]
    kept_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closing: Mapped[str] = mapped_column(default="")
    """How it was answered, in a sentence; a transmittal says so by itself."""

    pledge: Mapped[Pledge] = relationship()
    lead: Mapped[Agency | None] = relationship()


class Transmittal(Model):
    """A package that the coordinator sent out, without saying which agency proposed what."""

    __tablename__ = "transmittal"
    __table_args__ = (UniqueConstraint("pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("support_request.id"))
    to_name: Mapped[str]
    to_email: Mapped[str]
    subject: Mapped[str]
    message: Mapped[str]
    package_sha256: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    sent_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]

    pledge: Mapped[Pledge] = relationship()
    version: Mapped[Version] = relationship()
    request: Mapped[SupportRequest | None] = relationship()
    sender: Mapped[Person] = relationship()
    replies: Mapped[list["TransmittalReply"]] = relationship(order_by="TransmittalReply.id")


class TransmittalReply(Model):
    """What the recipient of a package answered, over its link or told to the office."""

    __tablename__ = "transmittal_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    transmittal_id: Mapped[int] = mapped_column(ForeignKey("transmittal.id"), index=True)
    words: Mapped[str]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who of the office wrote it down; empty where it came over the link."""
    at: Mapped[datetime]
