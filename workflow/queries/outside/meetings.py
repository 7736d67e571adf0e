"""Meetings as people see them, and the summary as it stands.

Until a summary is circulated the notes belong to the office. Everybody who takes part sees when
and where a meeting is, who comes, the agenda and the action points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.errors import NotFound
from workflow.models import (
    AgendaItem,
    Grant,
    Meeting,
    MeetingNote,
    Participant,
    Person,
    Pledge,
    Round,
    Version,
)
from workflow.queries.outside import action_points
from workflow.queries.outside.action_points import Point
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules import summaries
from workflow.rules.permissions import OFFICE, Actor, Role
from workflow.rules.stages import RoundState, Stage
from workflow.rules.summaries import Chapter, Minutes, Owed, Said, Status
from workflow.text import canonical
from workflow.text.blocks import Block


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in a list."""

    row: Meeting
    status: Status
    open_points: int


@dataclass(frozen=True, slots=True)
class Noted:
    """An item of the agenda with its notes; item is None for what belongs to none."""

    item: AgendaItem | None
    notes: Sequence[MeetingNote]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """All that the page of a meeting shows."""

    row: Meeting
    pledge: Pledge
    status: Status
    noted: Sequence[Noted]
    """Empty for agencies."""
    points: Sequence[Point]
    carried: Sequence[Point]
    round: Round | None
    """The round in which the summary is commented on, while it runs."""
    running: Round | None
    """The round of the pledge itself, while it runs."""
    known: Sequence[tuple[Person, Grant]]
    """People who could have come, for the office."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary as a text, whichever way it is so far."""

    title: str
    status: Status
    label: str
    blocks: Sequence[Block]
    sha256: str
    at: datetime


def lines(session: Session, actor: Actor, pledge_id: int) -> tuple[Pledge, list[Line]]:
    """Return the meetings of a pledge, the last one first."""
    pledge = find_pledge(session, actor, pledge_id)
    rows = session.scalars(
        select(Meeting)
        .where(Meeting.pledge_id == pledge_id)
        .options(joinedload(Meeting.summary))
        .order_by(Meeting.starts_at.desc())
    ).all()
    return pledge, [
        Line(
            row,
            status_of(row),
            sum(not one.closed for one in action_points.of_meeting(session, actor, row)),
        )
        for row in rows
    ]


def page(session: Session, actor: Actor, meeting_id: int) -> MeetingPage:
    """Return what this reader sees of a meeting."""
    row = find(session, actor, meeting_id)
    office = actor.role in OFFICE
    return MeetingPage(
        row=row,
        pledge=row.pledge,
        status=status_of(row),
        noted=_noted(row) if office else (),
        points=action_points.of_meeting(session, actor, row),
        carried=action_points.carried_to(session, actor, row),
        round=_running(session, row.summary_id) if row.summary_id else None,
        running=_running(session, row.pledge_id),
        known=_known(session, row) if office else (),
    )


def find(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Return a meeting of a pledge that this reader may see."""
    row = session.scalar(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            joinedload(Meeting.summary).selectinload(Pledge.versions),
            selectinload(Meeting.participants).joinedload(Participant.agency),
            selectinload(Meeting.agenda).joinedload(AgendaItem.lead),
            selectinload(Meeting.notes).joinedload(MeetingNote.agency),
        )
    )
    if row is None:
        raise NotFound(what="meeting")
    find_pledge(session, actor, row.pledge_id)
    return row


def status_of(row: Meeting) -> Status:
    """Return how far the summary of a meeting is."""
    if row.summary is None:
        return Status.NOTES
    final = row.summary.stage in {Stage.AGREED, Stage.LOCKED}
    return Status.FINAL if final else Status.COMMENTS


def summary(session: Session, actor: Actor, meeting_id: int) -> Summary:
    """Return the summary to print: the text that was circulated, or the notes of the office."""
    row = find(session, actor, meeting_id)
    if row.summary is not None:
        version: Version = row.summary.latest
        return Summary(
            title=row.summary.title,
            status=status_of(row),
            label=version.label,
            blocks=version.blocks,
            sha256=version.sha256,
            at=version.published_at,
        )
    if actor.role not in OFFICE:
        raise NotFound(what="summary")
    blocks = written(session, actor, row)
    return Summary(
        title=title_of(row),
        status=Status.NOTES,
        label="",
        blocks=blocks,
        sha256=canonical.fingerprint(canonical.write(blocks)),
        at=row.ends_at,
    )


def written(session: Session, actor: Actor, row: Meeting) -> tuple[Block, ...]:
    """Return the summary as it follows from what was noted."""
    return summaries.blocks(
        Minutes(
            title=title_of(row),
            when=when(row),
            place=row.place,
            participants=[_came(one) for one in row.participants],
            chapters=[_chapter(one) for one in _noted(row)],
            actions=_owed(action_points.of_meeting(session, actor, row), row),
            earlier=_owed(action_points.carried_to(session, actor, row), row, states=True),
        )
    )


def title_of(row: Meeting) -> str:
    """Return the title of a summary, in the usual form."""
    day = row.starts_at.astimezone(ZoneInfo(row.zone))
    return f"Summary: {row.body}, {row.level}, {day.day} {day:%B %Y}"


def when(row: Meeting) -> str:
    """Say when a meeting is, on its own clock."""
    zone = ZoneInfo(row.zone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    place = row.zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{starts.day} {starts:%B %Y}, {starts:%H:%M} to {ends:%H:%M} ({place} time)"


def _noted(row: Meeting) -> list[Noted]:
    left = [note for note in row.notes if note.taken_out_at is None]
    loose = [note for note in left if note.item_id is None]
    found = [Noted(item, [n for n in left if n.item_id == item.id]) for item in row.agenda]
    return [*found, Noted(None, loose)] if loose or not found else found


def _chapter(noted: Noted) -> Chapter:
    item = noted.item
    return Chapter(
        title=item.title if item else "",
        lead=item.lead.acronym if item and item.lead else "",
        said=[
            Said(
                text=note.text,
                speaker=note.agency.acronym if note.agency and note.attributed else "",
                decided=note.kind == "decision",
            )
            for note in noted.notes
        ],
    )


def _came(one: Participant) -> str:
    capacity = one.capacity if one.capacity not in {"head of agency", "working level"} else ""
    if one.stands_in_for:
        capacity = f"for {one.stands_in_for}"
    parts = (one.name, one.title, one.agency.acronym if one.agency else "", capacity)
    return ", ".join(filter(None, parts))


def _owed(points: Iterable[Point], row: Meeting, *, states: bool = False) -> list[Owed]:
    found = []
    for point in points:
        due = point.row.due_at.astimezone(ZoneInfo(row.zone))
        day = f"by {due.day} {due:%B %Y}"
        until = f"as soon as possible, {day}" if point.row.as_soon_as_possible else day
        state = point.state if states else ""
        found.append(Owed(point.row.text, point.row.owner, until, state))
    return found


def _running(session: Session, pledge_id: int) -> Round | None:
    return session.scalar(
        select(Round).where(Round.pledge_id == pledge_id, Round.state != RoundState.CLOSED)
    )


def _known(session: Session, row: Meeting) -> list[tuple[Person, Grant]]:
    """Return principals or focal points of the agencies that take part, and the coordinator."""
    members = [member.agency_id for member in row.pledge.members if member.left_at is None]
    role = Role.PRINCIPAL if row.level == "Principals" else Role.FOCAL_POINT
    here = {one.name for one in row.participants}
    rows = session.execute(
        select(Person, Grant)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Person.active,
            Grant.ended_at.is_(None),
            ((Grant.role == role) & Grant.agency_id.in_(members))
            | (Grant.role == Role.COORDINATOR),
        )
        .options(joinedload(Grant.agency), joinedload(Grant.pledge))
        .order_by(Grant.role, Person.name)
    )
    return [(person, grant) for person, grant in rows if person.name not in here]
