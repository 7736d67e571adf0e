"""Start a pledge, hold it for writing, say who takes part."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import forget_time, now
from workflow.errors import (
    BadChoice,
    Conflict,
    EmptyText,
    NoMembers,
    NotFound,
    Overtaken,
    TextLocked,
    UnknownAgency,
)
from workflow.models import Agency, Member, Pledge, TextBlock, Version
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import Stage
from workflow.rules.ways import Ways
from workflow.services.proving import record
from workflow.text import canonical
from workflow.text.blocks import Block
from workflow.translation import _

ZERO_DRAFT = "Zero draft"
LARGEST_ID = 2**31 - 1
"""No row has a higher id; PostgreSQL would refuse even to look for it."""


def start(  # noqa: PLR0913  a pledge has as many settings
    session: Session,
    actor: Actor,
    *,
    title: str,
    text: str,
    agencies: Sequence[int],
    kind: str = "common pledge",
    zone: str = "America/New_York",
    sealed: bool = False,
    attributed: bool = True,
    tacit: bool = False,
    blocks: Sequence[Block] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Pledge:
    """Start a pledge from a text; its first version is the zero draft.

    `blocks` may be given instead of `text` where the ids of the blocks are known already.
    """
    require(actor, Action.START_PLEDGE)
    pledge = Pledge(
        title=clean_heading(title, what="title"),
        kind=clean_heading(kind, what="kind"),
        official_zone=known_zone(zone),
        sealed_rounds=sealed,
        attributed=attributed,
        tacit_answers=tacit,
        settings=dict(settings or {}),
        created_at=now(session),
    )
    session.add(pledge)
    session.flush()
    read = tuple(blocks) if blocks is not None else canonical.read(text)
    version = add_version(session, actor, pledge, read, label=ZERO_DRAFT)
    write_members(session, pledge, agencies)
    record.write(
        session,
        actor,
        pledge,
        "pledge started",
        {"title": pledge.title, "version": version.label, "sha256": version.sha256},
        rows=[version, *version.rows],
    )
    return pledge


def hold(session: Session, pledge_id: int) -> Pledge:
    """Lock the pledge for this transaction; the time is read after the lock is there.

    Every write to anything of a pledge goes through this one row, so that two people can never
    decide, close or lock at the same moment without one of them seeing what the other did.
    """
    pledge = session.scalar(
        select(Pledge)
        .where(Pledge.id == pledge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if pledge is None:
        raise NotFound(what="pledge")
    forget_time(session)
    return pledge


def hold_version(session: Session, version_id: int) -> Version:
    """Lock the pledge of a version and return the version as it is now."""
    version = session.get(Version, version_id)
    if version is None:
        raise NotFound(what="version")
    hold(session, version.pledge_id)
    session.expire(version.pledge, ["versions"])
    return session.get_one(Version, version_id, populate_existing=True)


def refuse_old_text(pledge: Pledge, version: Version, seen: str) -> None:
    """Raise Overtaken unless this is the latest version and the page showed its fingerprint."""
    latest = pledge.latest
    if latest.id != version.id:
        raise Overtaken(detail=_("{label} was published since.", label=latest.label))
    if seen != version.sha256:
        raise Overtaken(detail="The page showed another text than this one.")


def set_ways(session: Session, actor: Actor, *, pledge_id: int, ways: Ways) -> Pledge:
    """Set the rules of a pledge; agencies read them, and the record keeps what they were."""
    require(actor, Action.EDIT_PLEDGE)
    pledge = hold(session, pledge_id)
    if pledge.stage in {Stage.LOCKED, Stage.SILENCE}:
        raise TextLocked if pledge.stage == Stage.LOCKED else Conflict
    settings = {**pledge.settings, **ways.checked().as_json()}
    if settings != pledge.settings:
        pledge.settings = settings
        session.flush()
        record.write(session, actor, pledge, "rules set", ways.as_json())
    return pledge


def add_version(
    session: Session, actor: Actor, pledge: Pledge, blocks: Sequence[Block], *, label: str
) -> Version:
    """Add the next version of the text, with its fingerprint and the lasting ids of its blocks."""
    if not blocks:
        raise EmptyText
    text = canonical.write(blocks)
    version = Version(
        number=len(pledge.versions) + 1,
        label=label,
        text=text,
        sha256=canonical.fingerprint(text),
        published_at=now(session),
        published_by=actor.person_id,
    )
    version.rows = rows_of(blocks)
    pledge.versions.append(version)
    session.flush()
    return version


def rows_of(blocks: Sequence[Block]) -> list[TextBlock]:
    """Return blocks as the rows of a version, with the labels that follow from their order."""
    labels = canonical.labels(blocks)
    return [
        TextBlock(
            position=position,
            block_id=block.id,
            kind=block.kind.value,
            level=block.level,
            text=block.text,
            label=labels.get(block.id, ""),
        )
        for position, block in enumerate(blocks)
    ]


def known_zone(zone: str) -> str:
    """Return the name of a time zone, or raise BadChoice."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise BadChoice(value=zone) from error
    return zone


def write_members(session: Session, pledge: Pledge, agencies: Sequence[int]) -> None:
    """Let exactly these agencies take part; one that no longer does stays with the day it went."""
    if not agencies:
        raise NoMembers
    wanted = set(agencies)
    possible = {one for one in wanted if 0 < one <= LARGEST_ID}
    known = set(session.scalars(select(Agency.id).where(Agency.id.in_(possible))))
    for missing in sorted(wanted - known):
        raise UnknownAgency(acronym=missing)
    here = {m.agency_id: m for m in pledge.members}
    for agency_id, member in here.items():
        if agency_id in wanted:
            member.left_at = None
        elif member.left_at is None:
            member.left_at = now(session)
    pledge.members.extend(
        Member(agency_id=agency_id, since=now(session)) for agency_id in sorted(wanted - set(here))
    )
    session.flush()
