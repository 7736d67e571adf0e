"""Plan the way of a pledge backwards from its event, for members or for everybody."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.db import now
from workflow.errors import NotFound
from workflow.models import Milestone, Pledge, Roadmap
from workflow.queries.chasing import calendars
from workflow.rules import roadmaps as rules
from workflow.rules.calendars import Calendar
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.services.pledging import pledges
from workflow.services.proving import record


def plan(
    session: Session,
    actor: Actor,
    *,
    pledge_id: int,
    event: str,
    event_at: datetime,
    zone: str,
    lines: Iterable[str],
    public: bool = False,
) -> Roadmap:
    """Plan the milestones, or plan them again; addresses of pages and calendars stay."""
    require(actor, Action.PLAN_ROADMAP)
    pledge = pledges.hold(session, pledge_id)
    title, steps = clean_heading(event, what="event"), rules.read(lines)
    official = Calendar("official", pledges.known_zone(zone))
    moments = rules.planned(
        steps, event_at, official=official, members=calendars.of_members(pledge)
    )
    roadmap = find(session, pledge_id) or _new(pledge)
    roadmap.event, roadmap.event_at, roadmap.zone = title, event_at, zone
    roadmap.public, roadmap.planned_at = public, now(session)
    roadmap.milestones = [
        Milestone(
            position=position,
            title=step.title,
            needs=step.needs,
            unit=step.unit.value,
            place=step.place,
            public=step.public,
            at=at,
        )
        for position, (step, at) in enumerate(zip(steps, moments, strict=True))
    ]
    session.add(roadmap)
    session.flush()
    told = {
        "event": title,
        "at": event_at.isoformat(),
        "milestones": len(steps),
        "public": public,
    }
    record.write(session, actor, pledge, "roadmap planned", told)
    return roadmap


def find(session: Session, pledge_id: int) -> Roadmap | None:
    """Return the roadmap of a pledge, if there is one."""
    return session.scalar(
        select(Roadmap)
        .where(Roadmap.pledge_id == pledge_id)
        .options(selectinload(Roadmap.milestones))
    )


def find_public(session: Session, address: str) -> Roadmap:
    """Return a roadmap that everybody may see."""
    found = session.scalar(
        select(Roadmap)
        .where(Roadmap.address == address, Roadmap.public)
        .options(selectinload(Roadmap.milestones))
    )
    if found is None:
        raise NotFound(what="page")
    return found


def find_feed(session: Session, token: str) -> tuple[Roadmap, list[Milestone]]:
    """Return what a calendar shows: of members all milestones, of others the public ones."""
    found = session.scalar(
        select(Roadmap).where(Roadmap.feed == token).options(selectinload(Roadmap.milestones))
    )
    if found is not None:
        return found, found.milestones
    found = find_public(session, token)
    return found, [one for one in found.milestones if one.public]


def lines_of(roadmap: Roadmap) -> str:
    """Return the milestones as they are typed."""
    return "\n".join(
        rules.Step(one.title, one.needs, rules.Unit(one.unit), one.place, one.public).line
        for one in roadmap.milestones
    )


def _new(pledge: Pledge) -> Roadmap:
    return Roadmap(
        pledge_id=pledge.id, address=secrets.token_urlsafe(9), feed=secrets.token_urlsafe(24)
    )
