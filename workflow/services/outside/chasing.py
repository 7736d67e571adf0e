"""Ask for what a meeting wanted, in the working time of those who owe it, until it is done."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
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
    found = _due(session, [row])
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
    due: dict[int, list[str]] = defaultdict(list)
    for one in _due(session, queries.running(session)):
        due[one.point.row.id].append(one.key)
    for action_point_id, keys in due.items():
        digest = hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:16]
        key = f"chase-action-points:{action_point_id}:{digest}"
        work.enqueue(session, jobs.CHASE_ACTION_POINTS, action_point_id, key=key)


def _due(session: Session, rows: Sequence[ActionPoint]) -> list[Chase]:
    """Find the reminders that are due and not written; a round chases its agencies itself.

    A few statements, however many action points run: the clock asks every ten seconds.
    """
    asked = [
        (point, part, number)
        for point in queries.points(session, None, rows)
        if not point.closed and point.row.round_id is None
        for part in point.parts
        if not part.done and (number := _reminder_due(session, part)) is not None
    ]
    people = recipients.of_obligations(session, [part.row for _, part, _ in asked])
    found = [
        Chase(
            f"{NUDGE}:{part.row.id}:{number}:{person.id}", point, part, person, overdue=number > 0
        )
        for point, part, number in asked
        for person in people[part.row.id]
    ]
    keys = [one.key for one in found]
    written = set(session.scalars(select(Mail.key).where(Mail.key.in_(keys)))) if keys else set()
    return [one for one in found if one.key not in written]


def _reminder_due(session: Session, part: Part) -> int | None:
    point = part.row.action_point
    return rules.reminder_due(
        _calendar(part.row, point.pledge),
        due_at=point.due_at,
        told_at=part.row.told_at,
        now=now(session),
    )


def official(pledge: Pledge) -> Calendar:
    """Return the working time by which a pledge proposes days."""
    return Calendar("official", pledge.official_zone)


def _calendar(row: Obligation, pledge: Pledge) -> Calendar:
    return calendars.of_agency(row.agency) if row.agency is not None else official(pledge)
