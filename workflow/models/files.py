"""Files that agencies send back, byte for byte, and what was taken from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.answers import Draft
from workflow.models.people import Agency, Person
from workflow.models.rounds import Round


class ReturnedFile(Model):
    """A file as it came from an agency. It never changes: it is the evidence of what was sent."""

    __tablename__ = "returned_file"
    __table_args__ = (Index("ix_returned_file_round_id_agency_id", "round_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    """What the sender calls it, at most 120 characters; shown, and never used as a path."""
    format: Mapped[str]
    """What its bytes are: "docx", "odt", "md", "txt", "xlsx" or "csv"."""
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]
    via: Mapped[str] = mapped_column(default="web")
    """The way it came: "web" or "mail"."""
    received_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who sent it: the person who is signed in, or whose reply it was; never a name in the file."""
    received_at: Mapped[datetime]

    round: Mapped[Round] = relationship()
    agency: Mapped[Agency] = relationship()
    person: Mapped[Person] = relationship()
    takings: Mapped[list["Taking"]] = relationship(back_populates="file", order_by="Taking.id")


class Taking(Model):
    """The changes of a returned file went into a draft: which, and what the sender said of them."""

    __tablename__ = "taking"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("returned_file.id"), index=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    confirmed: Mapped[list[Any]]
    """Keys of changes that were not marked in the file and that the sender confirmed."""
    left_out: Mapped[list[Any]]
    """Keys of changes that the sender left out."""
    lost: Mapped[list[Any]]
    """Changes that no longer apply to the text of the round: [{"where", "words", "reason"}]."""
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    file: Mapped[ReturnedFile] = relationship(back_populates="takings")
    draft: Mapped[Draft] = relationship()
