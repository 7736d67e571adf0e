"""What people outside say about a text: consultations, stakeholders, their inputs, the replies."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.answers import Change
from workflow.models.people import Agency
from workflow.models.pledges import Pledge, Version
from workflow.models.rounds import Round


class Consultation(Model):
    """People outside are asked about one version of a text, until a day, in their languages."""

    __tablename__ = "consultation"
    __table_args__ = (UniqueConstraint("pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    number: Mapped[int]
    title: Mapped[str]
    question: Mapped[str]
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Language -> {"title", "question"}, where the office has said it in other languages too."""
    open_to_all: Mapped[bool] = mapped_column(default=False)
    """Whether anybody with the address may write; otherwise only who was invited."""
    words_limit: Mapped[int] = mapped_column(default=500)
    address: Mapped[str] = mapped_column(unique=True)
    """The last part of the address of its public page; nobody can guess it."""
    zone: Mapped[str]
    started_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    closes_at: Mapped[datetime]

    pledge: Mapped[Pledge] = relationship()
    version: Mapped[Version] = relationship()


class Stakeholder(Model):
    """Somebody who is asked or has written. They have no account; a link knows them."""

    __tablename__ = "stakeholder"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    organization: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    consultation: Mapped[Consultation] = relationship()


class StakeholderLink(Model):
    """A link that knows a stakeholder. Only its hash is kept; each mail brings one of its own."""

    __tablename__ = "stakeholder_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholder.id"), index=True)
    made_at: Mapped[datetime]

    stakeholder: Mapped[Stakeholder] = relationship()


class Input(Model):
    """What a stakeholder said about a text or a block of it. Its words never change."""

    __tablename__ = "input"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholder.id"), index=True)
    number: Mapped[int]
    block_id: Mapped[str] = mapped_column(default="")
    """The block it is about; empty for the text as a whole."""
    text: Mapped[str]
    language: Mapped[str]
    publish: Mapped[bool]
    """Whether the stakeholder agreed that these words stand on the public page."""
    identity: Mapped[str]
    """Who may see the name: "public", "agencies" or "nobody"."""
    digest: Mapped[str] = mapped_column(index=True)
    """The hash of the plain words; equal inputs of a campaign have the same."""
    once: Mapped[str | None] = mapped_column(unique=True)
    """The key of the form it came with, so that a form sent twice is one input."""
    state: Mapped[str] = mapped_column(default="received")
    reason: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    judged_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    stakeholder: Mapped[Stakeholder] = relationship()
    replies: Mapped[list["Reply"]] = relationship(back_populates="input", order_by="Reply.id")
    sponsorships: Mapped[list["Sponsorship"]] = relationship(
        back_populates="input", order_by="Sponsorship.id"
    )


class Sponsorship(Model):
    """An agency makes an input a change of its own; nobody else knows before it is sent."""

    __tablename__ = "sponsorship"
    __table_args__ = (UniqueConstraint("input_id", "agency_id", "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    input_id: Mapped[int] = mapped_column(ForeignKey("input.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    block_id: Mapped[str]
    keys: Mapped[list[Any]]
    """The keys of the changes it made in the draft; the agency may still mend their words."""
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    outcome: Mapped[str] = mapped_column(default="")
    """What became of it, known when the round is published."""
    settled_at: Mapped[datetime | None]

    input: Mapped[Input] = relationship(back_populates="sponsorships")
    agency: Mapped[Agency] = relationship()
    round: Mapped[Round] = relationship()
    change: Mapped[Change | None] = relationship()


class Reply(Model):
    """The answer to a stakeholder: what was done about their words."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    input_id: Mapped[int] = mapped_column(ForeignKey("input.id"), index=True)
    text: Mapped[str]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Empty where it follows from what was decided."""
    at: Mapped[datetime]

    input: Mapped[Input] = relationship(back_populates="replies")


class Hearing(Model):
    """An event of a consultation: people are heard at a place and a time."""

    __tablename__ = "hearing"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    title: Mapped[str]
    place: Mapped[str]
    audience: Mapped[str]
    starts_at: Mapped[datetime]
    zone: Mapped[str]
    public: Mapped[bool]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    consultation: Mapped[Consultation] = relationship()
    notes: Mapped[list["HearingNote"]] = relationship(order_by="HearingNote.id")


class HearingNote(Model):
    """What was said at a hearing, beside the block it is about. Notes are only added."""

    __tablename__ = "hearing_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), index=True)
    block_id: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
