"""What is to be done and sent. A row is the truth; the queue only makes it quick."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Person


class Mail(Model):
    """One mail in the outbox. Its key says person, purpose and deadline, so it exists once."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    letter: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    pledge_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"), index=True)
    address: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    thread: Mapped[str] = mapped_column(default="")
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    calendar: Mapped[str] = mapped_column(default="")
    """The calendar entry that goes with it, as iCalendar; empty means none."""
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    """When it was given up: refused for good, or tried for a day."""
    problem: Mapped[str] = mapped_column(default="")
    held: Mapped[bool] = mapped_column(default=False)
    """Its reader wants one mail a day: it waits for the next digest."""
    waits_until: Mapped[datetime | None]
    """Until when it was held back, so that its reader does not get a mail every hour."""
    gathered_in: Mapped[int | None] = mapped_column(index=True)
    """The number of the mail that tells of it, a later row of this table. What becomes of that
    one becomes of this: it leaves, is given up and comes back with it."""

    person: Mapped[Person | None] = relationship()


class Job(Model):
    """Work for the worker. A lease shows that somebody is at it; when it runs out, another may."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_waiting", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    target: Mapped[int]
    """The id of the row it is about: a round, a mail, a silence."""
    state: Mapped[str] = mapped_column(default="waiting")
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]


class Idempotent(Model):
    """The answer to a form that was sent once; sending it again gives the same answer."""

    __tablename__ = "idempotent"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str]
    form_hash: Mapped[str]
    status: Mapped[int]
    location: Mapped[str]
    told: Mapped[list[Any]] = mapped_column(default=list)
    at: Mapped[datetime]
