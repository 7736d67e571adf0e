"""Duty stations and their holidays: data that an administrator edits."""

from datetime import date, time
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.db import Model
from workflow.rules.calendars import CLOSES, OPENS, WEEK, Calendar


class DutyStation(Model):
    """A place where people work, with its own clock, week and holidays."""

    __tablename__ = "duty_station"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    zone: Mapped[str]
    working_days: Mapped[list[Any]] = mapped_column(default=lambda: list(WEEK))
    opens: Mapped[str] = mapped_column(default=f"{OPENS:%H:%M}")
    closes: Mapped[str] = mapped_column(default=f"{CLOSES:%H:%M}")
    country: Mapped[str] = mapped_column(default="")
    """Whose public holidays to start from, as "CH" or "US-NY"; empty means none."""

    holidays: Mapped[list["Holiday"]] = relationship(
        back_populates="station", order_by="Holiday.day", cascade="all, delete-orphan"
    )

    @property
    def calendar(self) -> Calendar:
        """The working time here, as the rules want it."""
        return Calendar(
            self.name,
            self.zone,
            self.working_days,
            time.fromisoformat(self.opens),
            time.fromisoformat(self.closes),
            frozenset(holiday.day for holiday in self.holidays),
        )


class Holiday(Model):
    """A day on which nobody works at a duty station."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("station_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("duty_station.id"))
    day: Mapped[date]
    name: Mapped[str] = mapped_column(default="")

    station: Mapped[DutyStation] = relationship(back_populates="holidays")
