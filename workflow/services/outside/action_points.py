"""Action points: who owes what until when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import (
    ActionPointClosed,
    BadChoice,
    Missing,
    NobodyOwes,
    NotAllowed,
    NotFound,
    ReasonOwed,
)
from workflow.models import ActionPoint, Agency, Meeting, Obligation, Person, Round
from workflow.queries.outside import action_points as queries
from workflow.queries.outside.action_points import Point
from workflow.rules import action_points as rules
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import mail, recipients
from workflow.services.outside import chasing, meetings
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.text import canonical
from workflow.translation import mark

ALL_MEMBERS, ALL_PRESENT, THE_OFFICE = "members", "present", "office"
FINAL_REVISIONS = (
    "Final revisions, as soon as possible. Wording only: what was agreed is not opened again."
)


def add(
    session: Session,
    actor: Actor,
    *,
    meeting_id: int,
    text: str,
    owners: Sequence[str],
    due_at: datetime | None = None,
) -> ActionPoint:
    """Write an action point down. Without a day it is wanted as soon as possible.

    `owners` are "agency:3", "person:7", "members" (every agency of the pledge), "present" (every
    agency at the meeting) or "office"; a group becomes one obligation for each of its members.
    """
    require(actor, Action.RUN_MEETING)
    meeting = meetings.hold(session, meeting_id)
    pledge = meeting.pledge
    words = " ".join(canonical.clean(text).split())
    if not words:
        raise Missing(what="what is to be done")
    obligations, owner = _owners(session, meeting, owners)
    count = select(func.count()).where(ActionPoint.pledge_id == pledge.id)
    point = ActionPoint(
        pledge_id=pledge.id,
        meeting_id=meeting.id,
        number=(session.scalar(count) or 0) + 1,
        text=words[: meetings.NOTE_LIMIT],
        owner=owner,
        due_at=due_at or rules.soon(chasing.official(pledge), max(meeting.ends_at, now(session))),
        as_soon_as_possible=due_at is None,
        made_by=actor.person_id,
        made_at=now(session),
    )
    point.pledge, point.meeting, point.obligations = pledge, meeting, obligations
    session.add(point)
    session.flush()
    told = {
        "action point": point.number,
        "meeting": meeting.number,
        "text": point.text,
        "owner": owner,
        "due": point.due_at.isoformat(),
        "as soon as possible": point.as_soon_as_possible,
    }
    record.write(session, actor, pledge, "action point made", told)
    return point


def tell(session: Session, actor: Actor, *, meeting_id: int) -> int:
    """Send everybody their action points of a meeting, in one mail each; return how many mails."""
    require(actor, Action.RUN_MEETING)
    meeting = meetings.hold(session, meeting_id)
    untold = [
        (point, part.row)
        for point in queries.of_meeting(session, actor, meeting)
        for part in point.parts
        if not (point.closed or part.done or part.row.told_at)
    ]
    people = recipients.of_obligations(session, [row for _, row in untold])
    mine: dict[int, tuple[Person, list[Point]]] = {}
    for point, row in untold:
        row.told_at = now(session)
        for person in people[row.id]:
            mine.setdefault(person.id, (person, []))[1].append(point)
    for person, points in mine.values():
        numbers = "-".join(str(point.row.number) for point in points)
        mail.write(
            session,
            "action-points",
            key=f"action-points:{meeting.id}:{person.id}:{numbers}",
            person=person,
            pledge=meeting.pledge,
            goes_to=f"/pledges/{meeting.pledge_id}/action-points",
            meeting=meeting,
            points=[point.row for point in points],
        )
    session.flush()
    return len(mine)


def report_done(
    session: Session, actor: Actor, *, obligation_id: int, words: str = ""
) -> Obligation:
    """Say that a part is done: its own agency or person, or the office for everybody."""
    row = session.get(Obligation, obligation_id)
    if row is None:
        raise NotFound(what="action point")
    if not queries.may_do(actor, row):
        require(actor, Action.DO_ACTION_POINT, agency_id=row.agency_id or 0)
        raise NotAllowed(role=actor.role.value, action=Action.DO_ACTION_POINT.value)
    pledge = pledges.hold(session, row.action_point.pledge_id)
    row = session.get_one(Obligation, obligation_id, populate_existing=True)
    if row.done_at is not None or row.action_point.dropped_at is not None:
        raise ActionPointClosed
    row.done_at, row.done_by = now(session), actor.person_id
    row.words = canonical.clean(words).strip()[:1000]
    session.flush()
    told = {"action point": row.action_point.number, "who": _name(row), "words": row.words}
    record.write(session, actor, pledge, "action point done", told)
    return row


def drop(session: Session, actor: Actor, *, action_point_id: int, reason: str) -> ActionPoint:
    """Drop an action point that nobody needs any more, and say why."""
    require(actor, Action.RUN_MEETING)
    point = _hold(session, action_point_id)
    if not reason.strip():
        raise ReasonOwed(who="whoever owed it")
    point.dropped_at = now(session)
    session.flush()
    told = {"action point": point.number, "reason": reason.strip()}
    record.write(session, actor, point.pledge, "action point dropped", told)
    return point


def open_round(
    session: Session,
    actor: Actor,
    *,
    action_point_id: int,
    deadline: datetime | None = None,
    purpose: str = FINAL_REVISIONS,
) -> Round:
    """Open a round for an action point: who answers there has done their part.

    Without a deadline the day counts on which the action point is due, or a new one is proposed
    if that has passed.
    """
    require(actor, Action.RUN_MEETING)
    point = _hold(session, action_point_id)
    until = deadline or point.due_at
    if deadline is None and until <= now(session):
        until = rules.soon(chasing.official(point.pledge), now(session))
    round_ = rounds.open_round(
        session, actor, pledge_id=point.pledge_id, deadline=until, purpose=purpose
    )
    point.round_id, point.due_at = round_.id, until
    session.flush()
    told = {"action point": point.number, "round": round_.number}
    record.write(session, actor, point.pledge, "action point opened a round", told)
    return round_


def _hold(session: Session, action_point_id: int) -> ActionPoint:
    pledge_id = session.scalar(
        select(ActionPoint.pledge_id).where(ActionPoint.id == action_point_id)
    )
    if pledge_id is None:
        raise NotFound(what="action point")
    pledges.hold(session, pledge_id)
    point = session.get_one(ActionPoint, action_point_id, populate_existing=True)
    if queries.points(session, None, [point])[0].closed:
        raise ActionPointClosed
    return point


def _owners(
    session: Session, meeting: Meeting, owners: Sequence[str]
) -> tuple[list[Obligation], str]:
    agencies: list[Agency] = []
    found: list[Obligation] = []
    words: list[str] = []
    for owner in owners:
        kind, _, number = owner.partition(":")
        if kind == ALL_MEMBERS:
            agencies += [member.agency for member in rounds.members(meeting.pledge)]
            words.append(mark("all agencies of the pledge"))
        elif kind == ALL_PRESENT:
            agencies += [one.agency for one in meeting.participants if one.agency]
            words.append(mark("all agencies at the meeting"))
        elif kind == THE_OFFICE:
            found.append(Obligation())
            words.append(mark("the coordinator's office"))
        elif kind == "agency":
            agencies.append(_agency(session, number))
            words.append(agencies[-1].acronym)
        elif kind == "person":
            person = _person(session, number)
            found.append(Obligation(person_id=person.id))
            words.append(person.name)
        else:
            raise BadChoice(value=owner[:40])
    ids = dict.fromkeys(agency.id for agency in agencies)
    found += [Obligation(agency_id=agency_id) for agency_id in ids]
    if not found:
        raise NobodyOwes
    return found, ", ".join(dict.fromkeys(words))


def _number(words: str) -> int:
    if not words.isdecimal() or len(words) > 9:
        raise BadChoice(value=words[:40] or "Nobody")
    return int(words)


def _agency(session: Session, number: str) -> Agency:
    found = session.get(Agency, _number(number))
    if found is None:
        raise BadChoice(value=number)
    return found


def _person(session: Session, number: str) -> Person:
    found = session.get(Person, _number(number))
    if found is None:
        raise BadChoice(value=number)
    return found


def _name(row: Obligation) -> str:
    if row.agency is not None:
        return row.agency.acronym
    return row.person.name if row.person is not None else "the office"
