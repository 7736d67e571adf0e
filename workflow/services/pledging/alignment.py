"""What people say of the text and what it should follow: alignment and gaps."""

from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import BadChoice, Missing, NotFound, TooLong
from workflow.models import Alignment, Gap, Pledge, ReferenceSection
from workflow.rules.headings import clean_heading
from workflow.rules.likeness import Verdict
from workflow.rules.permissions import Action, Actor, require
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text.canonical import clean

LONGEST = 4
"""Kilobytes of a gap."""


def judge(
    session: Session, actor: Actor, *, pledge_id: int, block_id: str, section_id: int, verdict: str
) -> Alignment:
    """Say whether a block of the latest version answers a recommendation."""
    require(actor, Action.EDIT_GUIDE)
    pledge = pledges.hold(session, pledge_id)
    section = session.get(ReferenceSection, section_id)
    if section is None or section.reference.pledge_id != pledge_id:
        raise NotFound(what="recommendation")
    _require_block(pledge, block_id)
    if verdict not in set(Verdict):
        raise BadChoice(value=verdict)
    said = Alignment(
        pledge_id=pledge_id,
        block_id=block_id,
        section_id=section_id,
        verdict=verdict,
        said_of=pledge.latest.sha256,
        by=actor.person_id,
        at=now(session),
    )
    session.add(said)
    session.flush()
    told = {
        "block": block_id,
        "text": section.reference.name,
        "paragraph": section.label,
        "verdict": verdict,
    }
    record.write(session, actor, pledge, "alignment judged", told)
    return said


def add_gap(
    session: Session, actor: Actor, *, pledge_id: int, region: str, source: str, words: str
) -> Gap:
    """Enter a gap that a review found."""
    require(actor, Action.EDIT_GUIDE)
    pledge = pledges.hold(session, pledge_id)
    plain = " ".join(clean(words).split())
    if not plain:
        raise Missing(what="the gap")
    if len(plain.encode()) > LONGEST * 1024:
        raise TooLong(limit=LONGEST)
    gap = Gap(
        pledge_id=pledge_id,
        region=clean_heading(region, what="region"),
        source=clean_heading(source, what="source"),
        words=plain,
        added_by=actor.person_id,
        added_at=now(session),
        changed_at=now(session),
    )
    session.add(gap)
    session.flush()
    record.write(session, actor, pledge, "gap added", {"region": gap.region, "gap": plain})
    return gap


def answer_gap(session: Session, actor: Actor, *, gap_id: int, block_id: str) -> Gap:
    """Say which block of the latest version answers a gap; none if the name is empty."""
    require(actor, Action.EDIT_GUIDE)
    found = session.get(Gap, gap_id)
    if found is None:
        raise NotFound(what="gap")
    pledge = pledges.hold(session, found.pledge_id)
    gap = session.get_one(Gap, gap_id, populate_existing=True)
    if block_id:
        _require_block(pledge, block_id)
    gap.block_id, gap.changed_at = block_id, now(session)
    session.flush()
    told = {"gap": gap.words, "region": gap.region, "block": block_id}
    record.write(session, actor, pledge, "gap answered" if block_id else "gap open again", told)
    return gap


def _require_block(pledge: Pledge, block_id: str) -> None:
    if all(row.block_id != block_id for row in pledge.latest.rows):
        raise NotFound(what="paragraph")
