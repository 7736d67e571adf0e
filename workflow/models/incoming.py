"""Mail that came in: replies, bounces, automatic answers, and what was refused."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.outbox import Mail
from workflow.models.people import Person


class Incoming(Model):
    """One mail that was sent to the service. Its key makes sure that it is read once."""

    __tablename__ = "incoming"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    """What it was understood as; see workflow.rules.inbound.Kind."""
    state: Mapped[str]
    """"waits" for its sender to confirm, then "confirmed"; "noted" or "refused" at once. The office
    has "set aside" what nobody confirmed."""
    received_at: Mapped[datetime]
    sender: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True)
    """The mail of ours that it answers."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    words: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("returned_file.id"))
    """The file that came with it, kept with the answers of its agency."""
    status: Mapped[str] = mapped_column(default="")
    """The code of a bounce, as "5.1.1"."""
    until: Mapped[datetime | None]
    """For an automatic reply: until when its sender is away, if it says so."""
    problem: Mapped[str] = mapped_column(default="")
    """Why it was refused."""
    settled_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()
    mail: Mapped[Mail | None] = relationship()


class LetterEdit(Model):
    """The words of a letter as the office wants them in one pledge. Rows are added only.

    An empty body brings the words of the house back.
    """

    __tablename__ = "letter_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    letter: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class SetAside(Model):
    """The office left a reply or a file out that nobody confirmed, with the reason.

    Exactly one of the two is named.
    """

    __tablename__ = "set_aside"

    id: Mapped[int] = mapped_column(primary_key=True)
    incoming_id: Mapped[int | None] = mapped_column(ForeignKey("incoming.id"), unique=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("returned_file.id"), unique=True)
    reason: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
