"""The page of silence: what runs, what was objected, what a start needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.db import now
from workflow.errors import NotFound
from workflow.models import Objection, Pledge, Remark, Silence, TextBlock, Version
from workflow.queries.chasing import calendars
from workflow.queries.joining import standing
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules import quiet
from workflow.rules.permissions import MEMBERS, OFFICE, Actor
from workflow.rules.quiet import Length
from workflow.rules.stages import SilenceState, Stage
from workflow.rules.ways import Ways
from workflow.translation import _


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection with the paragraph it is about."""

    id: int
    acronym: str
    own: bool
    block_id: str
    place: str
    text: str
    reason: str
    words: str
    made_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A remark that breaks nothing, with the paragraph it is about."""

    acronym: str
    place: str
    words: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One silence procedure with what was objected; `objections` is empty for observers."""

    silence: Silence
    label: str
    objections: Sequence[Raised]
    remarks: Sequence[Noted]
    """Remarks on spelling; empty for observers."""
    standing: int
    running: bool


@dataclass(frozen=True, slots=True)
class SilencePage:
    """All attempts, the running one first, and what a new one would need."""

    pledge: Pledge
    latest: Version
    blocks: Sequence[TextBlock]
    running: Attempt | None
    over: Sequence[Attempt]
    against: Sequence[str]
    earliest: datetime
    can_start: bool
    takes_part: bool
    """Whether the reader's agency takes part now, and so may object."""
    ways: Ways


def page(session: Session, actor: Actor, pledge_id: int) -> SilencePage:
    """Return what the page of silence shows to this reader."""
    pledge = find_pledge(session, actor, pledge_id)
    ways = Ways.of(pledge.settings)
    rows = session.scalars(
        select(Silence)
        .join(Version)
        .where(Version.pledge_id == pledge_id)
        .options(
            joinedload(Silence.version).selectinload(Version.rows),
            selectinload(Silence.objections).joinedload(Objection.agency),
            selectinload(Silence.remarks).joinedload(Remark.agency),
        )
        .order_by(Silence.id.desc())
    ).all()
    attempts = [_attempt(actor, row, hides=ways.hides_objectors) for row in rows]
    return SilencePage(
        pledge=pledge,
        latest=pledge.latest,
        blocks=pledge.latest.rows,
        running=next((one for one in attempts if one.running), None),
        over=[one for one in attempts if not one.running],
        against=standing.readiness(session, pledge).against_silence,
        earliest=earliest_end(pledge, now(session) + timedelta(minutes=30), ways.silence),
        ways=ways,
        can_start=pledge.stage == Stage.DRAFTING,
        takes_part=any(
            one.agency_id == actor.agency_id and one.left_at is None for one in pledge.members
        ),
    )


def pledge_of(session: Session, actor: Actor, silence_id: int) -> int:
    """Return the pledge of a silence procedure; to strangers it is not there."""
    pledge_id = session.scalar(
        select(Version.pledge_id).join(Silence).where(Silence.id == silence_id)
    )
    if pledge_id is None:
        raise NotFound(what="silence procedure")
    return find_pledge(session, actor, pledge_id).id


def earliest_end(pledge: Pledge, start: datetime, length: Length) -> datetime:
    """Return the earliest end that gives all members enough time, on a full hour."""
    end = quiet.earliest_end(calendars.of_members(pledge), start, length)
    whole = end.replace(minute=0, second=0, microsecond=0)
    return whole if whole == end else whole + timedelta(hours=1)


def _attempt(actor: Actor, row: Silence, *, hides: bool) -> Attempt:
    seen = actor.role in MEMBERS
    blocks = {block.block_id: block for block in row.version.rows}
    return Attempt(
        silence=row,
        label=row.version.label,
        objections=[
            _raised(actor, one, blocks.get(one.block_id), hides=hides)
            for one in (row.objections if seen else ())
        ],
        remarks=[
            Noted(one.agency.acronym, _place(blocks.get(one.block_id)), one.words, one.made_at)
            for one in (row.remarks if seen else ())
        ],
        standing=sum(one.withdrawn_at is None for one in row.objections),
        running=row.state == SilenceState.RUNNING,
    )


def _raised(actor: Actor, row: Objection, block: TextBlock | None, *, hides: bool) -> Raised:
    own = row.agency_id == actor.agency_id
    named = own or actor.role in OFFICE or not hides
    return Raised(
        id=row.id,
        acronym=row.agency.acronym if named else "",
        own=own,
        block_id=row.block_id,
        place=_place(block),
        text=block.text if block else "",
        reason=row.reason,
        words=row.words,
        made_at=row.made_at,
        withdrawn_at=row.withdrawn_at,
    )


def _place(block: TextBlock | None) -> str:
    return place(block) if block else _("a paragraph")


def place(block: TextBlock) -> str:
    """Say how people call a block: "paragraph 3", or its first words."""
    if block.label:
        return _("paragraph {label}", label=block.label)
    words = block.text if len(block.text) <= 40 else block.text[:40].rsplit(" ", 1)[0] + "…"
    return f"“{words}”"
