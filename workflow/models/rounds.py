"""The round: the time in which agencies answer one version."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.models.pledges import Pledge, Version


class Round(Model):
    """A period in which agencies answer on one version. `state` moves as rules.stages allows."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("pledge_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    purpose: Mapped[str] = mapped_column(default="")
    """What is asked, in the words of the coordinator."""
    opened_at: Mapped[datetime]
    """For a planned round: when it will open by itself."""
    deadline_at: Mapped[datetime]
    deadline_number: Mapped[int] = mapped_column(default=1)
    """Rises each time the deadline moves, so that old jobs and nudges fall silent."""
    zone: Mapped[str]
    """The official zone in which the deadline was set and is always shown."""
    courtesy: Mapped[int] = mapped_column(default=60)
    """Seconds after the deadline in which an answer still counts as on time."""
    suspended_at: Mapped[datetime | None]
    """Since when the round rests; the deadline moves by as long when it goes on."""
    ended_at: Mapped[datetime | None]
    published_version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    merged_hash: Mapped[str] = mapped_column(default="")
    """The fingerprint of what went into the last merge; equal input needs no new one."""

    pledge: Mapped[Pledge] = relationship()
    version: Mapped[Version] = relationship(foreign_keys=[version_id])
    published_version: Mapped[Version | None] = relationship(foreign_keys=[published_version_id])
