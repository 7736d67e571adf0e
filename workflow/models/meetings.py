"""Meetings of agencies: who came, what was said and decided, who does what until when."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.people import Agency, Person
from workflow.models.pledges import Pledge
from workflow.models.rounds import Round


class Meeting(Model):
    """A body meets about a pledge. Its summary is a text of its own, drafted like any other."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    number: Mapped[int]
    body: Mapped[str]
    level: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    place: Mapped[str]
    called_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[datetime]
    summary_id: Mapped[int | None] = mapped_column(ForeignKey("pledge.id"), unique=True)
    """The pledge in which the summary goes through comments, once it was circulated."""

    pledge: Mapped[Pledge] = relationship(foreign_keys=[pledge_id])
    summary: Mapped[Pledge | None] = relationship(foreign_keys=[summary_id])
    agenda: Mapped[list["AgendaItem"]] = relationship(order_by="AgendaItem.position")
    participants: Mapped[list["Participant"]] = relationship(order_by="Participant.id")
    notes: Mapped[list["MeetingNote"]] = relationship(order_by="MeetingNote.id")
    actions: Mapped[list["ActionPoint"]] = relationship(
        back_populates="meeting", order_by="ActionPoint.number"
    )


class AgendaItem(Model):
    """One item of an agenda; an agency may have volunteered to lead it."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    lead_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))

    lead: Mapped[Agency | None] = relationship()


class Participant(Model):
    """Somebody at a meeting, in the capacity in which they came."""

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    capacity: Mapped[str]
    stands_in_for: Mapped[str] = mapped_column(default="")
    """For a delegate: the head they stand in for."""

    agency: Mapped[Agency | None] = relationship()


class MeetingNote(Model):
    """What was said, or what was decided. Whether the speaker is named is a choice each time."""

    __tablename__ = "meeting_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[str] = mapped_column(default="note")
    text: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    attributed: Mapped[bool] = mapped_column(default=False)
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    taken_out_at: Mapped[datetime | None]

    agency: Mapped[Agency | None] = relationship()


class ActionPoint(Model):
    """Something to do after a meeting. It stays open until all who owe it have done their part."""

    __tablename__ = "action_point"
    __table_args__ = (UniqueConstraint("pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    text: Mapped[str]
    owner: Mapped[str]
    """Who owes it, in the words of the summary: "ILO", "all agencies of the pledge"."""
    due_at: Mapped[datetime]
    as_soon_as_possible: Mapped[bool] = mapped_column(default=False)
    """Whether the day was proposed by the service, because the meeting named none."""
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    """The round it opened: who answers there has done their part."""
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]
    """When the office dropped it; the reason is in the record."""

    pledge: Mapped[Pledge] = relationship()
    meeting: Mapped[Meeting] = relationship(back_populates="actions")
    round: Mapped[Round | None] = relationship()
    obligations: Mapped[list["Obligation"]] = relationship(
        back_populates="action_point", order_by="Obligation.id"
    )


class Obligation(Model):
    """The part of one agency, one person or the office in an action point."""

    __tablename__ = "obligation"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_point_id: Mapped[int] = mapped_column(ForeignKey("action_point.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Neither agency nor person: the coordinator's office owes it."""
    told_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(default="")

    action_point: Mapped[ActionPoint] = relationship(back_populates="obligations")
    agency: Mapped[Agency | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
