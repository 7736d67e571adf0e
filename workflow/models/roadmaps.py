"""The roadmap of a pledge: its milestones, planned backwards from a fixed event."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.pledges import Pledge


class Roadmap(Model):
    """The way to a fixed event. It is a plan: planning again replaces its milestones."""

    __tablename__ = "roadmap"

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), unique=True)
    event: Mapped[str]
    event_at: Mapped[datetime]
    zone: Mapped[str]
    public: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(unique=True)
    """The last part of the address of its public page and calendar."""
    feed: Mapped[str] = mapped_column(unique=True)
    """The same for the calendar of members, which shows all milestones."""
    planned_at: Mapped[datetime]

    pledge: Mapped[Pledge] = relationship()
    milestones: Mapped[list["Milestone"]] = relationship(
        order_by="Milestone.position", cascade="all, delete-orphan"
    )


class Milestone(Model):
    """One step on the way, with the time it needs before the next one can begin."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    needs: Mapped[int]
    unit: Mapped[str]
    """"working days", "days" or "silence"."""
    place: Mapped[str] = mapped_column(default="")
    public: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]
