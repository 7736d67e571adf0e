"""The record: everything that happened to a pledge, each entry chained to the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model


class Event(Model):
    """One entry of the record. It never changes; the database refuses it.

    `leaf` commits to the salted payload, `hash` to the leaf and to the entry before. A payload
    can be erased for data protection and the chain still verifies.
    """

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("pledge_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    leaf: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]

    payload: Mapped["EventPayload | None"] = relationship(back_populates="event")


class EventPayload(Model):
    """What an event tells, with the salt that keeps its leaf from being guessed."""

    __tablename__ = "event_payload"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    salt: Mapped[str]
    told: Mapped[dict[str, Any]]

    event: Mapped[Event] = relationship(back_populates="payload")
