"""Corrigenda of a locked text, as far as the reader may know of them.

issued, open to objections     all who may see the pledge; open ones not observers
proposed, refused, kept        the office and the agency that proposed it
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.db import now
from workflow.errors import NotFound
from workflow.models import Corrigendum, CorrigendumObjection, Pledge, TextBlock, Version
from workflow.queries.joining.silence import earliest_end, place
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules import editorial
from workflow.rules.permissions import MEMBERS, OFFICE, Actor
from workflow.rules.stages import CorrigendumState
from workflow.rules.ways import EDITION_OF, Ways
from workflow.translation import _


@dataclass(frozen=True, slots=True)
class Line:
    """One correction with its paragraph."""

    row: Corrigendum
    place: str
    block: TextBlock | None
    more: Sequence[str]
    """What goes beyond spelling; then it can only be refused or kept for a new edition."""
    own: bool


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """The corrections of the locked text of a pledge, and its editions."""

    pledge: Pledge
    locked: Version | None
    lines: Sequence[Line]
    blocks: Sequence[TextBlock]
    earliest: datetime
    editions: Sequence[Pledge]

    def of(self, *states: str) -> list[Line]:
        """Return the corrections in these states."""
        return [line for line in self.lines if line.row.state in states]


def page(session: Session, actor: Actor, pledge_id: int) -> CorrectionsPage:
    """Return what the page of corrections shows to this reader."""
    pledge = find_pledge(session, actor, pledge_id)
    locked = pledge.latest if pledge.latest.locked_at else None
    rows = session.scalars(
        select(Corrigendum)
        .join(Version)
        .where(Version.pledge_id == pledge_id)
        .options(
            joinedload(Corrigendum.version).selectinload(Version.rows),
            joinedload(Corrigendum.agency),
            joinedload(Corrigendum.proposer),
            selectinload(Corrigendum.objections).joinedload(CorrigendumObjection.agency),
        )
        .order_by(Corrigendum.id)
    ).all()
    length = Ways.of(pledge.settings).correction
    return CorrectionsPage(
        pledge=pledge,
        locked=locked,
        lines=[_line(actor, row) for row in rows if _may_see(actor, row)],
        blocks=locked.rows if locked else (),
        earliest=earliest_end(pledge, now(session) + timedelta(minutes=30), length),
        editions=_editions(session, actor, pledge_id),
    )


def pledge_of(session: Session, actor: Actor, corrigendum_id: int) -> int:
    """Return the pledge of a correction; to strangers it is not there."""
    pledge_id = session.scalar(
        select(Version.pledge_id).join(Corrigendum).where(Corrigendum.id == corrigendum_id)
    )
    if pledge_id is None:
        raise NotFound(what="correction")
    return find_pledge(session, actor, pledge_id).id


def issued(session: Session, version_id: int) -> list[Corrigendum]:
    """Return what everybody may read beside a locked text."""
    return list(
        session.scalars(
            select(Corrigendum)
            .where(
                Corrigendum.version_id == version_id, Corrigendum.state == CorrigendumState.ISSUED
            )
            .order_by(Corrigendum.number)
        )
    )


def _may_see(actor: Actor, row: Corrigendum) -> bool:
    if row.state == CorrigendumState.ISSUED:
        return True
    if row.state == CorrigendumState.OPEN or row.objections:
        return actor.role in MEMBERS
    return actor.role in OFFICE or (
        actor.agency_id is not None and row.agency_id == actor.agency_id
    )


def _line(actor: Actor, row: Corrigendum) -> Line:
    block = next((one for one in row.version.rows if one.block_id == row.block_id), None)
    text = block.text if block else row.old
    return Line(
        row=row,
        place=place(block) if block else _("a paragraph"),
        block=block,
        more=editorial.beyond_words(text, text.replace(row.old, row.new)),
        own=actor.agency_id is not None and row.agency_id == actor.agency_id,
    )


def _editions(session: Session, actor: Actor, pledge_id: int) -> list[Pledge]:
    """Return the pledges that began as new editions of this one, where the reader sees them."""
    found = []
    for pledge in session.scalars(select(Pledge).where(Pledge.id > pledge_id)):
        if pledge.settings.get(EDITION_OF) == pledge_id:
            try:
                found.append(find_pledge(session, actor, pledge.id))
            except NotFound:
                continue
    return found
