"""Ask for what a meeting wanted, in the working time of those who owe it, until it is done."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.errors import NotFound
from workflow.models import ActionPoint, Mail, Obligation, Person, Pledge
from workflow.queries.chasing import calendars
from workflow.queries.outside import action_points as queries
from workflow.queries.outside.action_points import Part, Point
from workflow.rules import action_points as rules
from workflow.rules.calendars import Calendar
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.services.upkeep import work

NUDGE = "action-nudge"


@dataclass(frozen=True, slots=True)
class Chase:
    """One reminder for one person about a part that is not done."""

    key: str
    point: Point
    part: Part
    person: Person
    overdue: bool


def chase(session: Session, actor: Actor, *, action_point_id: int) -> list[Chase]:
    """Remind those whose part is not done and whose reminder is due."""
    require(actor, Action.CHASE_ACTION_POINTS)
    row = session.get(ActionPoint, action_point_id)
    if row is None:
        raise NotFound(what="action point")
    pledge = pledges.hold(session, row.pledge_id)
    found = list(_due(session, row))
    for one in found:
        mail.write(
            session,
            NUDGE,
            key=one.key,
            person=one.person,
            pledge=pledge,
            goes_to=f"/pledges/{pledge.id}/action-points",
            point=row,
            agency=one.part.row.agency,
            overdue=one.overdue,
        )
    if found:
        told = {"action point": row.number, "who": sorted({one.part.who for one in found})}
        record.write(session, actor, pledge, "action point chased", told)
    return found


def still_wanted(session: Session, key: str) -> bool:
    """Tell whether a reminder that waited in the outbox still makes sense."""
    row = session.get(Obligation, int(key.split(":")[1]))
    if row is None:
        return False
    (point,) = queries.points(session, None, [row.action_point])
    return not point.closed and not any(p.done for p in point.parts if p.row.id == row.id)


def plan(session: Session) -> None:
    """Write the jobs for reminders that are due."""
    rows = session.scalars(select(ActionPoint).where(ActionPoint.dropped_at.is_(None)))
    for row in rows:
        keys = sorted(one.key for one in _due(session, row))
        if keys:
            digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]
            key = f"chase-action-points:{row.id}:{digest}"
            work.enqueue(session, jobs.CHASE_ACTION_POINTS, row.id, key=key)


def _due(session: Session, row: ActionPoint) -> Iterable[Chase]:
    """Find the reminders that are due and not written; a round chases its agencies itself."""
    (point,) = queries.points(session, None, [row])
    if point.closed or row.round_id is not None:
        return
    for part in point.parts:
        if part.done:
            continue
        number = rules.reminder_due(
            _calendar(part.row, row.pledge),
            due_at=row.due_at,
            told_at=part.row.told_at,
            now=now(session),
        )
        if number is None:
            continue
        for person in recipients.of_obligation(session, part.row):
            key = f"{NUDGE}:{part.row.id}:{number}:{person.id}"
            if not session.scalar(select(Mail.id).where(Mail.key == key)):
                yield Chase(key, point, part, person, overdue=number > 0)


def official(pledge: Pledge) -> Calendar:
    """Return the working time by which a pledge proposes days."""
    return Calendar("official", pledge.official_zone)


def _calendar(row: Obligation, pledge: Pledge) -> Calendar:
    return calendars.of_agency(row.agency) if row.agency is not None else official(pledge)
