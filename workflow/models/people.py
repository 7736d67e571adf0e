"""Agencies, people and the roles they hold."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.stations import DutyStation

if TYPE_CHECKING:
    from workflow.models.pledges import Pledge


class Agency(Model):
    """An organization that answers rounds with one voice and joins under its own name."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    acronym: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(default="UTC")
    working_days: Mapped[list[Any]] = mapped_column(default=lambda: [0, 1, 2, 3, 4])
    station_id: Mapped[int | None] = mapped_column(ForeignKey("duty_station.id"))
    """Where it is at home; without one its zone and working days count, and no holidays."""
    clears: Mapped[bool] = mapped_column(default=False)
    """Whether answers of this agency need a clearing officer before they go out."""

    station: Mapped[DutyStation | None] = relationship()


class Person(Model):
    """Somebody who can sign in. What they may do follows from their roles, looked up each time."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    zone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Part of every session cookie; raising it signs this person out everywhere."""
    station_id: Mapped[int | None] = mapped_column(ForeignKey("duty_station.id"))
    """Where this person works, if not where the agency is at home."""
    language: Mapped[str] = mapped_column(default="")
    """In which pages and mails are read; none means what the browser asks for, English in mails."""
    digest: Mapped[bool] = mapped_column(default=False)
    """Whether what can wait comes once a day, in one mail."""
    board_digest: Mapped[bool] = mapped_column(default=True)
    """For the office: whether a mail tells on working days where the rounds stand."""
    feed_number: Mapped[int] = mapped_column(default=0)
    """Part of the address of the private calendar; raising it makes the old address void."""
    created_at: Mapped[datetime]

    station: Mapped[DutyStation | None] = relationship()
    grants: Mapped[list["Grant"]] = relationship(back_populates="person", order_by="Grant.id")


class Grant(Model):
    """One role of one person: "focal point of ILO", "coordinator". Ended, never deleted."""

    __tablename__ = "grant_of_role"
    __table_args__ = (
        Index(
            "uq_grant_running",
            "person_id",
            "role",
            "agency_id",
            "pledge_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    pledge_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"))
    """For observers: the one pledge they may follow; empty means all."""
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="grants")
    agency: Mapped[Agency | None] = relationship()
    pledge: Mapped["Pledge | None"] = relationship()


class SignInLink(Model):
    """A link sent by mail. Only its hash is kept; it works once and not for long."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    goes_to: Mapped[str] = mapped_column(default="/")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Attempt(Model):
    """One attempt to sign in, counted against guessing. Old ones are swept away."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Erasure(Model):
    """Somebody's name and address were erased on request; what they did stays."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    reason: Mapped[str]
    entries: Mapped[int]
    """How many entries of records lost their words."""
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
