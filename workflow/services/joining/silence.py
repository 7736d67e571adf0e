"""Silence settles a text: agreed when nobody objects in time. It makes nobody join."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now, time_source
from workflow.errors import (
    Missing,
    NotFound,
    NotReadyForSilence,
    NotUnderSilence,
    Overtaken,
    ReasonOwed,
    RoundRunning,
)
from workflow.models import Agency, Objection, Person, Pledge, Silence, Version
from workflow.queries.chasing import calendars
from workflow.queries.joining import standing
from workflow.rules import quiet
from workflow.rules.permissions import DECIDING, DRAFTERS, Action, Actor, require
from workflow.rules.stages import SILENCE, SilenceState, find_next, move_pledge
from workflow.rules.ways import Ways
from workflow.services.chasing import appointments
from workflow.services.joining import optins
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import membership, pledges
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.services.upkeep import work
from workflow.text.canonical import clean

REASON_LIMIT = 2000

TOLD = DRAFTERS | DECIDING
"""Who of an agency is told about silence: people who draft for it or decide."""


def start(session: Session, actor: Actor, *, pledge_id: int, ends_at: datetime) -> Silence:
    """Put the latest version under silence until a moment, and tell every agency."""
    require(actor, Action.START_SILENCE)
    pledge = pledges.hold(session, pledge_id)
    stage = move_pledge(pledge.stage, "start silence")
    _refuse_unready(session, pledge)
    ways = Ways.of(pledge.settings)
    quiet.require_long_enough(calendars.of_members(pledge), now(session), ends_at, ways.silence)
    pledge.stage = stage
    silence = Silence(
        version_id=pledge.latest.id,
        state=SilenceState.RUNNING.value,
        started_at=now(session),
        ends_at=ends_at,
        started_by=actor.person_id,
        locks=ways.locks_itself,
    )
    silence.version, silence.objections = pledge.latest, []
    session.add(silence)
    session.flush()
    told = {
        "version": pledge.latest.label,
        "sha256": pledge.latest.sha256,
        "until": ends_at.isoformat(),
        "locks at the end": silence.locks,
    }
    record.write(session, actor, pledge, "silence started", told, rows=[silence])
    work.enqueue(
        session, jobs.LOCK_DUE, silence.id, key=f"silence-ends:{silence.id}", due_at=ends_at
    )
    half = now(session) + (ends_at - now(session)) / 2
    work.enqueue(
        session, jobs.HALF_TIME, silence.id, key=f"silence-half-time:{silence.id}", due_at=half
    )
    _tell(session, silence, "silence-started", f"silence-started:{silence.id}")
    return silence


def object_(
    session: Session,
    actor: Actor,
    *,
    silence_id: int,
    block_id: str,
    reason: str,
    words: str = "",
) -> Objection:
    """Break silence on one paragraph, with a reason and, if the agency has them, better words.

    Said twice in the same words, from two tabs, it is one objection.
    """
    require(actor, Action.BREAK_SILENCE)
    silence = hold(session, silence_id)
    agency = membership.own_agency(session, actor, silence.version.pledge)
    refuse_over(session, silence)
    if not block_id:
        raise Missing(what="the paragraph that your agency objects to")
    row = next((r for r in silence.version.rows if r.block_id == block_id), None)
    if row is None:
        raise NotFound(what="paragraph")
    why = clean(reason).strip()[:REASON_LIMIT]
    if not why:
        raise ReasonOwed(who="every agency")
    better = clean(words).strip()[:REASON_LIMIT]
    given = (agency.id, block_id, why, better)
    for one in standing_objections(silence):
        if (one.agency_id, one.block_id, one.reason, one.words) == given:
            return one
    objection = Objection(
        silence_id=silence.id,
        agency_id=agency.id,
        block_id=block_id,
        reason=why,
        words=better,
        made_by=actor.person_id,
        made_at=now(session),
    )
    objection.agency = agency
    silence.objections.append(objection)
    session.flush()
    told = {"agency": agency.acronym, "block": block_id, "paragraph": row.label, "reason": why}
    record.write(
        session,
        actor,
        silence.version.pledge,
        "objection made",
        {**told, "words": objection.words},
        rows=[objection],
    )
    key = f"silence-broken:{silence.id}:{objection.id}"
    _tell(session, silence, "silence-broken", key, reason=why, stopped=False)
    return objection


def take_back(session: Session, actor: Actor, *, objection_id: int) -> Objection:
    """Take an objection back. Both stay on record, and the clock was never stopped."""
    require(actor, Action.BREAK_SILENCE)
    found = session.get(Objection, objection_id)
    if found is None:
        raise NotFound(what="objection")
    silence = hold(session, found.silence_id)
    objection = session.get_one(Objection, objection_id, populate_existing=True)
    require(actor, Action.BREAK_SILENCE, agency_id=objection.agency_id)
    refuse_over(session, silence)
    if objection.withdrawn_at is not None:
        raise Overtaken(detail="The objection was taken back before.")
    objection.withdrawn_at = now(session)
    session.flush()
    told = {"agency": objection.agency.acronym, "block": objection.block_id}
    pledge = silence.version.pledge
    record.write(session, actor, pledge, "objection taken back", told, rows=[objection])
    return objection


def stop(session: Session, actor: Actor, *, silence_id: int, reason: str) -> Silence:
    """Stop silence before its end: the text goes back to drafting."""
    require(actor, Action.START_SILENCE)
    silence = hold(session, silence_id)
    if silence.state != SilenceState.RUNNING:
        raise NotUnderSilence
    why = clean(reason).strip()[:REASON_LIMIT]
    if not why:
        raise ReasonOwed(who="every agency")
    _break(session, silence)
    told = {"version": silence.version.label, "reason": why}
    pledge = silence.version.pledge
    record.write(session, actor, pledge, "silence stopped", told, rows=[silence])
    key = f"silence-stopped:{silence.id}"
    _tell(session, silence, "silence-broken", key, reason=why, stopped=True)
    return silence


def expire(session: Session, actor: Actor, *, silence_id: int) -> bool:
    """End a silence whose time is over: agreed, or broken if an objection stands.

    Tell whether it was ended now; running this twice, or too early, changes nothing.
    """
    require(actor, Action.SETTLE_DUE)
    silence = hold(session, silence_id)
    if silence.state != SilenceState.RUNNING or now(session) < silence.ends_at:
        return False
    objections = standing_objections(silence)
    if objections:
        _break(session, silence)
        told = {
            "version": silence.version.label,
            "objections to": sorted({one.block_id for one in objections}),
            "time source": time_source(session),
            "ended at": now(session).isoformat(),
        }
        pledge = silence.version.pledge
        record.write(session, actor, pledge, "silence broken", told, rows=[silence])
        _tell(session, silence, "silence-broken", f"silence-over:{silence.id}", stopped=False)
    else:
        _hold_good(session, actor, silence)
    return True


def hold(session: Session, silence_id: int) -> Silence:
    """Lock a silence by way of its pledge and return it as it is now."""
    version_id = session.scalar(select(Silence.version_id).where(Silence.id == silence_id))
    if version_id is None:
        raise NotFound(what="silence procedure")
    pledges.hold_version(session, version_id)
    silence = session.get_one(Silence, silence_id, populate_existing=True)
    session.expire(silence, ["objections"])
    return silence


def refuse_over(session: Session, silence: Silence) -> None:
    """Raise NotUnderSilence where the time is over."""
    if silence.state != SilenceState.RUNNING or now(session) >= silence.ends_at:
        raise NotUnderSilence


def standing_objections(silence: Silence) -> list[Objection]:
    """Return the objections that were not taken back."""
    return [one for one in silence.objections if one.withdrawn_at is None]


def _refuse_unready(session: Session, pledge: Pledge) -> None:
    ready = standing.readiness(session, pledge)
    if ready.round_running:
        raise RoundRunning
    if ready.against_silence:
        raise NotReadyForSilence(reason="; ".join(ready.against_silence))


def _break(session: Session, silence: Silence) -> None:
    _end(session, silence, "stop")
    pledge = silence.version.pledge
    pledge.stage = move_pledge(pledge.stage, "silence broken")


def _hold_good(session: Session, actor: Actor, silence: Silence) -> None:
    pledge = silence.version.pledge
    _end(session, silence, "expire")
    pledge.stage = move_pledge(pledge.stage, "silence held")
    told = {
        "version": silence.version.label,
        "sha256": silence.version.sha256,
        "until": silence.ends_at.isoformat(),
        "taken back": len(silence.objections),
        "time source": time_source(session),
        "ended at": now(session).isoformat(),
    }
    record.write(session, actor, pledge, "silence held", told, rows=[silence])
    _tell(session, silence, "silence-held", f"silence-held:{silence.id}")
    optins.ask_missing(session, pledge)


def _end(session: Session, silence: Silence, event: str) -> None:
    after = find_next(SILENCE, silence.state, event)
    if after is None:
        raise NotUnderSilence
    silence.state, silence.ended_at = after.value, now(session)


def _tell(session: Session, silence: Silence, letter: str, key: str, **fields: object) -> None:
    version: Version = silence.version
    for agency, person in _everybody(session, version.pledge):
        mail.write(
            session,
            letter,
            key=f"{key}:{person.id}",
            person=person,
            pledge=version.pledge,
            goes_to=f"/pledges/{version.pledge_id}/silence",
            calendar=appointments.end_of_silence_for(session, silence, person),
            silence=silence,
            version=version,
            agency=agency,
            **fields,
        )


def _everybody(session: Session, pledge: Pledge) -> Iterator[tuple[Agency | None, Person]]:
    """Yield who is told about silence: people who draft or decide for an agency, and the office."""
    for member in rounds.members(pledge):
        for person in recipients.with_roles(session, TOLD, agency_id=member.agency_id):
            yield member.agency, person
    for person in recipients.office(session):
        yield None, person
