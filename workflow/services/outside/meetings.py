"""Call a meeting, say who came and what was on the agenda, keep notes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import (
    BadChoice,
    EndsBeforeItStarts,
    Missing,
    NotFound,
    SummaryCirculated,
    UnknownAgency,
)
from workflow.models import Agency, AgendaItem, Meeting, MeetingNote, Participant
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text import canonical
from workflow.translation import mark

LEVELS = (mark("Principals"), mark("Working level"))
USUAL_BODY = "Executive Committee"
HEAD, WORKING = mark("head of agency"), mark("working level")
CAPACITIES = (
    HEAD,
    mark("delegate"),
    mark("coordinator"),
    WORKING,
    mark("observer"),
    mark("guest"),
)
NOTE, DECISION = "note", "decision"
LEAD = " / "
"""What stands between an item of the agenda and the agency that leads it."""

NOTE_LIMIT = 6000
"""Characters of one note: three pages."""


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who came, as the office writes them down."""

    name: str
    agency_id: int | None = None
    title: str = ""
    capacity: str = CAPACITIES[0]
    stands_in_for: str = ""


def call(
    session: Session,
    actor: Actor,
    *,
    pledge_id: int,
    body: str,
    level: str,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    place: str,
) -> Meeting:
    """Put a meeting on record, before or after it took place."""
    require(actor, Action.RUN_MEETING)
    pledge = pledges.hold(session, pledge_id)
    if ends_at <= starts_at:
        raise EndsBeforeItStarts
    if level not in LEVELS:
        raise BadChoice(value=level)
    count = select(func.count()).where(Meeting.pledge_id == pledge.id)
    meeting = Meeting(
        pledge_id=pledge.id,
        number=(session.scalar(count) or 0) + 1,
        body=clean_heading(body, what="body that meets"),
        level=level,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=pledges.known_zone(zone),
        place=clean_heading(place, what="place"),
        called_by=actor.person_id,
        called_at=now(session),
    )
    meeting.pledge = pledge
    session.add(meeting)
    session.flush()
    told = {
        "meeting": meeting.number,
        "body": meeting.body,
        "level": level,
        "starts": starts_at.isoformat(),
        "place": meeting.place,
    }
    record.write(session, actor, pledge, "meeting called", told)
    return meeting


def set_agenda(
    session: Session, actor: Actor, *, meeting_id: int, lines: Iterable[str]
) -> list[AgendaItem]:
    """Write the agenda, one item a line: "A common pledge / IOM" is led by IOM.

    Items keep their notes as long as their title stays.
    """
    require(actor, Action.RUN_MEETING)
    meeting = hold(session, meeting_id, changing=True)
    known = {item.title: item for item in meeting.agenda}
    kept: list[AgendaItem] = []
    for line in filter(None, (line.strip() for line in lines)):
        words, _, acronym = line.rpartition(LEAD) if LEAD in line else (line, "", "")
        title = clean_heading(words, what="item of the agenda")
        item = known.pop(title, None) or AgendaItem(meeting_id=meeting.id, title=title)
        item.lead_agency_id = _agency_called(session, acronym) if acronym.strip() else None
        item.position = len(kept)
        kept.append(item)
    noted = {note.item_id for note in meeting.notes}
    for item in known.values():
        if item.id in noted:
            item.position = len(kept)
            kept.append(item)
        else:
            session.delete(item)
    session.add_all(kept)
    session.flush()
    session.expire(meeting)
    return kept


def add_participants(
    session: Session, actor: Actor, *, meeting_id: int, comers: Sequence[Comer]
) -> list[Participant]:
    """Write down who comes, in which capacity, and for whom a delegate stands in."""
    require(actor, Action.RUN_MEETING)
    meeting = hold(session, meeting_id, changing=True)
    here = {(one.name, one.agency_id) for one in meeting.participants}
    fresh = [
        _participant(session, meeting, comer)
        for comer in comers
        if (comer.name.strip(), comer.agency_id) not in here
    ]
    session.add_all(fresh)
    session.flush()
    session.expire(meeting)
    return fresh


def remove_participant(
    session: Session, actor: Actor, *, meeting_id: int, participant_id: int
) -> None:
    """Take somebody off the list who did not come."""
    require(actor, Action.RUN_MEETING)
    meeting = hold(session, meeting_id, changing=True)
    found = next((one for one in meeting.participants if one.id == participant_id), None)
    if found is None:
        raise NotFound(what="participant")
    session.delete(found)
    session.flush()
    session.expire(meeting)


def add_note(
    session: Session,
    actor: Actor,
    *,
    meeting_id: int,
    text: str,
    item_id: int | None = None,
    agency_id: int | None = None,
    attributed: bool = False,
    decision: bool = False,
) -> MeetingNote:
    """Write down what was said or decided. A name stands in the summary only if it was agreed."""
    require(actor, Action.RUN_MEETING)
    meeting = hold(session, meeting_id, changing=True)
    words = " ".join(canonical.clean(text).split())[:NOTE_LIMIT]
    if not words:
        raise Missing(what="what was said")
    if item_id is not None and item_id not in {item.id for item in meeting.agenda}:
        raise NotFound(what="item of the agenda")
    note = MeetingNote(
        meeting_id=meeting.id,
        item_id=item_id,
        kind=DECISION if decision else NOTE,
        text=words,
        agency_id=_known_agency(session, agency_id),
        attributed=attributed and agency_id is not None and not decision,
        by=actor.person_id,
        at=now(session),
    )
    session.add(note)
    session.flush()
    session.expire(meeting)
    return note


def take_out(session: Session, actor: Actor, *, meeting_id: int, note_id: int) -> None:
    """Take a note out of the summary; the row stays."""
    require(actor, Action.RUN_MEETING)
    meeting = hold(session, meeting_id, changing=True)
    note = next((one for one in meeting.notes if one.id == note_id), None)
    if note is None:
        raise NotFound(what="note")
    note.taken_out_at = note.taken_out_at or now(session)
    session.flush()


def hold(session: Session, meeting_id: int, *, changing: bool = False) -> Meeting:
    """Lock the meeting by way of its pledge; what a circulated summary tells is not changed."""
    pledge_id = session.scalar(select(Meeting.pledge_id).where(Meeting.id == meeting_id))
    if pledge_id is None:
        raise NotFound(what="meeting")
    pledges.hold(session, pledge_id)
    meeting = session.get_one(Meeting, meeting_id, populate_existing=True)
    if changing and meeting.summary_id is not None:
        raise SummaryCirculated
    return meeting


def _participant(session: Session, meeting: Meeting, comer: Comer) -> Participant:
    if comer.capacity not in CAPACITIES:
        raise BadChoice(value=comer.capacity)
    return Participant(
        meeting_id=meeting.id,
        agency_id=_known_agency(session, comer.agency_id),
        name=clean_heading(comer.name, what="name"),
        title=clean_heading(comer.title, what="title") if comer.title.strip() else "",
        capacity=comer.capacity,
        stands_in_for=(
            clean_heading(comer.stands_in_for, what="name") if comer.stands_in_for.strip() else ""
        ),
    )


def _known_agency(session: Session, agency_id: int | None) -> int | None:
    if agency_id is not None and session.get(Agency, agency_id) is None:
        raise UnknownAgency(acronym=agency_id)
    return agency_id


def _agency_called(session: Session, acronym: str) -> int:
    name = acronym.strip()
    found = session.scalar(select(Agency.id).where(func.lower(Agency.acronym) == name.lower()))
    if found is None:
        raise UnknownAgency(acronym=name[:40])
    return found
