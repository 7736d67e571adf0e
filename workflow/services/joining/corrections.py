"""Corrigenda: what is spelled wrong in a locked text is corrected beside it.

The locked bytes never change. Whatever is more than spelling goes into a new edition, which is a
pledge of its own with a register of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import Model, now
from workflow.errors import (
    CorrectionOver,
    Missing,
    NotEditorial,
    NotFound,
    NothingCorrected,
    NotLocked,
    NotThere,
    ReasonOwed,
)
from workflow.models import Corrigendum, CorrigendumObjection, Pledge, TextBlock, Version
from workflow.queries.chasing import calendars
from workflow.queries.joining import standing
from workflow.queries.proving import moving
from workflow.rules import editorial, quiet
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import AGENCY, DRAFTERS, Action, Actor, Role, require
from workflow.rules.stages import CorrigendumState, move_corrigendum
from workflow.rules.ways import EDITION_OF, Ways
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import membership, pledges
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.services.upkeep import work
from workflow.text.canonical import clean

WORDS_LIMIT = 1000


def propose(
    session: Session,
    actor: Actor,
    *,
    version_id: int,
    block_id: str,
    old: str,
    new: str,
    reason: str,
) -> Corrigendum:
    """Propose to read a few words of a locked text in another spelling."""
    require(actor, Action.PROPOSE_CORRECTION)
    version = pledges.hold_version(session, version_id)
    if version.locked_at is None:
        raise NotLocked
    if actor.agency_id is not None:
        membership.concerned(session, actor, version.pledge)
    block = _block(version, block_id)
    before, after = clean(old).strip()[:WORDS_LIMIT], clean(new).strip()[:WORDS_LIMIT]
    if not before or block.text.count(before) != 1:
        raise NotThere(words=before[:80])
    if before == after:
        raise NothingCorrected
    why = clean(reason).strip()[:WORDS_LIMIT]
    if not why:
        raise ReasonOwed(who="every agency")
    row = Corrigendum(
        version_id=version.id,
        block_id=block_id,
        old=before,
        new=after,
        reason=why,
        state=CorrigendumState.PROPOSED.value,
        proposed_by=actor.person_id,
        agency_id=actor.agency_id,
        proposed_at=now(session),
    )
    row.version, row.objections = version, []
    session.add(row)
    session.flush()
    _note(session, actor, row, "corrigendum proposed")
    return row


def open_to_objections(
    session: Session, actor: Actor, *, corrigendum_id: int, ends_at: datetime
) -> Corrigendum:
    """Ask every agency whether it objects; without an objection it is issued at the end."""
    require(actor, Action.CORRECT)
    row = _hold(session, corrigendum_id)
    state = move_corrigendum(row.state, "open to objections")
    text = _block(row.version, row.block_id).text
    more = editorial.beyond_words(text, text.replace(row.old, row.new))
    if more:
        raise NotEditorial(reason=", ".join(more[:3]))
    members = calendars.of_members(row.version.pledge)
    length = Ways.of(row.version.pledge.settings).correction
    quiet.require_long_enough(members, now(session), ends_at, length)
    row.state, row.ends_at = state, ends_at
    session.flush()
    _note(session, actor, row, "corrigendum open to objections")
    key = f"corrigendum:{row.id}:{ends_at.isoformat()}"
    work.enqueue(session, jobs.ISSUE_CORRIGENDUM, row.id, key=key, due_at=ends_at)
    _tell(session, row, "corrigendum-open", key)
    return row


def object_(
    session: Session, actor: Actor, *, corrigendum_id: int, reason: str
) -> CorrigendumObjection:
    """Say that it changes what was agreed; then it is not issued, and the office decides anew."""
    require(actor, Action.OBJECT_TO_CORRECTION)
    row = _hold(session, corrigendum_id)
    agency = membership.concerned(session, actor, row.version.pledge)
    if row.state == CorrigendumState.OPEN and row.ends_at and now(session) >= row.ends_at:
        raise CorrectionOver(state="over: the time to object has passed")
    state = move_corrigendum(row.state, "object")
    why = clean(reason).strip()[:WORDS_LIMIT]
    if not why:
        raise ReasonOwed(who="every agency")
    objection = CorrigendumObjection(
        corrigendum_id=row.id,
        agency_id=agency.id,
        reason=why,
        made_by=actor.person_id,
        made_at=now(session),
    )
    objection.agency = agency
    row.objections.append(objection)
    row.state, row.ends_at = state, None
    session.flush()
    more = {"agency": agency.acronym, "why": why}
    _note(session, actor, row, "corrigendum objected to", rows=[objection], **more)
    _tell(session, row, "corrigendum-objected", f"corrigendum-objected:{objection.id}", why=why)
    return objection


def refuse(session: Session, actor: Actor, *, corrigendum_id: int, reason: str) -> Corrigendum:
    """Leave the text as it reads."""
    return _answered(session, actor, corrigendum_id, "refuse", reason)


def keep(session: Session, actor: Actor, *, corrigendum_id: int, reason: str) -> Corrigendum:
    """Keep it for a new edition: it is more than a correction."""
    return _answered(session, actor, corrigendum_id, "keep", reason)


def issue(session: Session, actor: Actor, *, corrigendum_id: int) -> bool:
    """Issue a correction to which nobody objected in time; running it twice changes nothing."""
    require(actor, Action.SETTLE_DUE)
    row = _hold(session, corrigendum_id)
    due = row.ends_at is not None and row.ends_at <= now(session)
    if row.state != CorrigendumState.OPEN or not due:
        return False
    highest = session.scalar(
        select(func.max(Corrigendum.number)).where(Corrigendum.version_id == row.version_id)
    )
    row.state = move_corrigendum(row.state, "time passes")
    row.number, row.ended_at = (highest or 0) + 1, now(session)
    session.flush()
    _note(session, actor, row, "corrigendum issued")
    _tell(session, row, "corrigendum-issued", f"corrigendum-issued:{row.id}")
    return True


def start_edition(session: Session, actor: Actor, *, pledge_id: int, title: str) -> Pledge:
    """Start a new edition: a pledge of its own, from the locked text, with the same agencies."""
    require(actor, Action.START_PLEDGE)
    old = pledges.hold(session, pledge_id)
    locked = old.latest
    if locked.locked_at is None:
        raise NotLocked
    edition = pledges.start(
        session,
        actor,
        title=clean_heading(title, what="title"),
        text="",
        blocks=locked.blocks,
        agencies=[member.agency_id for member in rounds.members(old)],
        kind=old.kind,
        zone=old.official_zone,
        sealed=old.sealed_rounds,
        attributed=old.attributed,
        tacit=old.tacit_answers,
        settings={**old.settings, EDITION_OF: old.id},
    )
    told = {"title": edition.title, "pledge": edition.id}
    record.write(session, actor, old, "new edition started", told)
    return edition


def _answered(
    session: Session, actor: Actor, corrigendum_id: int, event: str, reason: str
) -> Corrigendum:
    require(actor, Action.CORRECT)
    row = _hold(session, corrigendum_id)
    state = move_corrigendum(row.state, event)
    why = clean(reason).strip()[:WORDS_LIMIT]
    if not why:
        raise ReasonOwed(who="whoever proposed it")
    row.state, row.answer, row.ended_at = state, why, now(session)
    session.flush()
    _note(session, actor, row, f"corrigendum {state}", why=why)
    return row


def _hold(session: Session, corrigendum_id: int) -> Corrigendum:
    version_id = session.scalar(
        select(Corrigendum.version_id).where(Corrigendum.id == corrigendum_id)
    )
    if version_id is None:
        raise NotFound(what="correction")
    pledges.hold_version(session, version_id)
    row = session.get_one(Corrigendum, corrigendum_id, populate_existing=True)
    session.expire(row, ["objections"])
    return row


def _block(version: Version, block_id: str) -> TextBlock:
    if not block_id:
        raise Missing(what="the paragraph")
    row = next((one for one in version.rows if one.block_id == block_id), None)
    if row is None:
        raise NotFound(what="paragraph")
    return row


def _note(
    session: Session,
    actor: Actor,
    row: Corrigendum,
    kind: str,
    *,
    rows: Sequence[CorrigendumObjection] = (),
    **more: object,
) -> None:
    told = {
        "version": row.version.label,
        "sha256": row.version.sha256,
        "block": row.block_id,
        "for": row.old,
        "read": row.new,
        "reason": row.reason,
        **({"number": row.number} if row.number else {}),
        **({"until": row.ends_at.isoformat()} if row.ends_at else {}),
        **more,
    }
    kept: list[Model | moving.Part] = [*moving.of_corrigendum(row, kind), *rows]
    record.write(session, actor, row.version.pledge, kind, told, rows=kept)


def _tell(session: Session, row: Corrigendum, letter: str, key: str, **fields: Any) -> None:  # noqa: ANN401  each letter has words of its own
    """Write to whoever may object, and to everybody when it is issued."""
    pledge = row.version.pledge
    roles = AGENCY if letter == "corrigendum-issued" else {*DRAFTERS, Role.PRINCIPAL}
    told = [
        (stand.agency, person)
        for stand in standing.stands(session, pledge)
        if stand.concerned
        for person in recipients.with_roles(session, roles, agency_id=stand.agency.id)
    ]
    office = [(None, person) for person in recipients.office(session)]
    for agency, person in [*told, *office]:
        mail.write(
            session,
            letter,
            key=f"{key}:{person.id}",
            person=person,
            pledge=pledge,
            goes_to=f"/pledges/{pledge.id}/corrigenda",
            version=row.version,
            agency=agency,
            row=row,
            **fields,
        )
