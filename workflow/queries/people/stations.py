"""Duty stations, and which agency is at home where."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.models import Agency, DutyStation


@dataclass(frozen=True, slots=True)
class StationsPage:
    """All duty stations and all agencies."""

    stations: Sequence[DutyStation]
    agencies: Sequence[Agency]


def page(session: Session) -> StationsPage:
    """Return everything, in the order of names."""
    stations = session.scalars(
        select(DutyStation).options(selectinload(DutyStation.holidays)).order_by(DutyStation.name)
    ).all()
    agencies = session.scalars(
        select(Agency).options(selectinload(Agency.station)).order_by(Agency.acronym)
    ).all()
    return StationsPage(stations, agencies)
