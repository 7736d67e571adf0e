"""Lock a text for ever: one person asks, another confirms it by typing its fingerprint."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import (
    LockRequested,
    LockRequestEnded,
    NotFound,
    NotLockable,
    SamePerson,
    TextLocked,
    WrongFingerprint,
)
from workflow.models import Agency, LockRequest, Person, Pledge, Silence, Version
from workflow.queries.joining import standing
from workflow.rules import consent
from workflow.rules.consent import Standing
from workflow.rules.permissions import AGENCY, Action, Actor, Role, require
from workflow.rules.stages import SilenceState, Stage, move_pledge
from workflow.services.joining import silence
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import pledges
from workflow.services.proving import record, sealing

TYPED = 8
"""How many characters of the fingerprint the second person types."""

CONFIRMED, DECLINED, VOID = "confirmed", "declined", "void"


def request(session: Session, actor: Actor, *, version_id: int, seen: str) -> LockRequest:
    """Ask to lock exactly the text that was shown; a colleague has to confirm it."""
    require(actor, Action.REQUEST_LOCK)
    version = pledges.hold_version(session, version_id)
    if version.pledge.stage == Stage.LOCKED:
        raise TextLocked
    pledges.refuse_old_text(version.pledge, version, seen)
    waiting = find_waiting(session, version.pledge_id)
    if waiting:
        raise LockRequested(name=waiting.requester.name)
    _refuse_unready(session, version.pledge)
    asked = LockRequest(
        version_id=version.id, requested_by=actor.person_id, requested_at=now(session)
    )
    session.add(asked)
    session.flush()
    told = {"version": version.label, "sha256": version.sha256}
    record.write(session, actor, version.pledge, "lock requested", told, rows=[asked])
    for person in recipients.office(session):
        if person.id != actor.person_id:
            mail.write(
                session,
                "lock-requested",
                key=f"lock-requested:{asked.id}:{person.id}",
                person=person,
                pledge=version.pledge,
                goes_to=f"/pledges/{version.pledge_id}/lock",
                version=version,
            )
    return asked


def confirm(session: Session, actor: Actor, *, request_id: int, typed: str) -> Version:
    """Lock the text, as another person than the one who asked, who typed its fingerprint."""
    require(actor, Action.CONFIRM_LOCK)
    asked = _hold_request(session, request_id)
    version, pledge = asked.version, asked.version.pledge
    if asked.requested_by == actor.person_id:
        raise SamePerson
    pledges.refuse_old_text(pledge, version, version.sha256)
    _refuse_unready(session, pledge)
    if typed.strip().lower() != version.sha256[:TYPED]:
        raise WrongFingerprint
    _end(session, actor, asked, CONFIRMED)
    _lock(session, actor, version, asked)
    return version


def decline(session: Session, actor: Actor, *, request_id: int, reason: str = "") -> LockRequest:
    """End a request without a lock; whoever asked may take it back the same way."""
    require(actor, Action.CONFIRM_LOCK)
    asked = _hold_request(session, request_id)
    _end(session, actor, asked, DECLINED)
    told = {"version": asked.version.label, "reason": reason.strip()[:500]}
    record.write(session, actor, asked.version.pledge, "lock declined", told, rows=[asked])
    return asked


def settle_due(session: Session, actor: Actor, *, silence_id: int | None = None) -> int:
    """End this silence, or every one, whose time is over; return how many were ended now.

    The worker ends each by itself: what is wrong with one text must not hold up another.
    """
    require(actor, Action.SETTLE_DUE)
    query = (
        select(Silence.id)
        .join(Version)
        .where(Silence.state == SilenceState.RUNNING, Silence.ends_at <= now(session))
        .order_by(Version.pledge_id)
    )
    if silence_id is not None:
        query = query.where(Silence.id == silence_id)
    due = session.scalars(query).all()
    ended = [one for one in due if silence.expire(session, actor, silence_id=one)]
    for one in ended:
        _lock_by_itself(session, actor, session.get_one(Silence, one))
    return len(ended)


def find_waiting(session: Session, pledge_id: int) -> LockRequest | None:
    """Return the request that waits for a second person, if there is one."""
    return session.scalar(
        select(LockRequest)
        .join(Version)
        .where(Version.pledge_id == pledge_id, LockRequest.ended.is_(None))
    )


def _lock(
    session: Session, actor: Actor, version: Version, asked: LockRequest | None, **why: str
) -> None:
    pledge = version.pledge
    pledge.stage = move_pledge(pledge.stage, "lock")
    version.locked_at = now(session)
    waiting = find_waiting(session, pledge.id)
    if waiting:
        _end(session, actor, waiting, VOID)
    session.flush()
    ended = [one for one in (asked, waiting) if one]
    told = {
        "version": version.label,
        "sha256": version.sha256,
        "opt_ins": _register(session, pledge),
        **why,
    }
    record.write(session, actor, pledge, "locked", told, rows=ended)
    sealing.seal(session, version)
    _tell_everybody(session, version)


def _lock_by_itself(session: Session, actor: Actor, ended: Silence) -> None:
    """Lock a text in the moment in which silence held, where the rules of the pledge say so.

    Where something stands in the way the text stays agreed, and the office is told what it is.
    """
    if not ended.locks or ended.state != SilenceState.HELD:
        return
    version = ended.version
    against = standing.readiness(session, version.pledge).against_lock
    if not against:
        _lock(session, actor, version, None, rule="locked at the end of silence")
        return
    told = {"version": version.label, "sha256": version.sha256, "reasons": list(against)}
    record.write(session, actor, version.pledge, "lock not possible", told)
    for person in recipients.office(session):
        mail.write(
            session,
            "lock-not-possible",
            key=f"lock-not-possible:{ended.id}:{person.id}",
            person=person,
            pledge=version.pledge,
            goes_to=f"/pledges/{version.pledge_id}/lock",
            version=version,
            why="; ".join(against),
        )


def _hold_request(session: Session, request_id: int) -> LockRequest:
    version_id = session.scalar(select(LockRequest.version_id).where(LockRequest.id == request_id))
    if version_id is None:
        raise NotFound(what="request")
    version = pledges.hold_version(session, version_id)
    if version.pledge.stage == Stage.LOCKED:
        raise TextLocked
    asked = session.get_one(LockRequest, request_id, populate_existing=True)
    if asked.ended is not None:
        raise LockRequestEnded(ended=asked.ended)
    return asked


def _end(session: Session, actor: Actor, asked: LockRequest, how: str) -> None:
    asked.ended, asked.ended_by, asked.ended_at = how, actor.person_id, now(session)
    session.flush()


def _refuse_unready(session: Session, pledge: Pledge) -> None:
    against = standing.readiness(session, pledge).against_lock
    if against:
        raise NotLockable(reason="; ".join(against))


def _register(session: Session, pledge: Pledge) -> list[dict[str, Any]]:
    """Return who is in as the text is locked: only names that joined exactly these words.

    Of the others the record says where they stand. Conditions and reasons to decline stay with
    the agency and the office.
    """
    found: list[dict[str, Any]] = []
    for stand in standing.stands(session, pledge):
        row = stand.opt_in
        entry: dict[str, Any] = {
            "agency": stand.agency.acronym,
            "standing": "not confirmed",
        }
        if stand.standing == Standing.OUT:
            entry["standing"] = "does not join"
        if stand.standing == Standing.GONE:
            entry["standing"] = stand.standing.value
        if row and consent.confirmed(standing.said(row), pledge.latest.sha256):
            entry |= {
                "standing": row.answer,
                "statement": row.words,
                "sha256": row.sha256,
                "at": row.given_at.isoformat(),
            }
        found.append(entry)
    return found


def _tell_everybody(session: Session, version: Version) -> None:
    for agency, person in _everybody(session, version.pledge):
        mail.write(
            session,
            "locked",
            key=f"locked:{version.id}:{person.id}",
            person=person,
            pledge=version.pledge,
            goes_to=f"/versions/{version.id}",
            version=version,
            agency=agency,
        )


def _everybody(session: Session, pledge: Pledge) -> Iterator[tuple[Agency | None, Person]]:
    for stand in standing.stands(session, pledge):
        if stand.concerned:
            for person in recipients.with_roles(session, AGENCY, agency_id=stand.agency.id):
                yield stand.agency, person
    for person in recipients.office(session):
        yield None, person
    for person in recipients.with_roles(session, [Role.OBSERVER]):
        if any(
            g.role == Role.OBSERVER and g.ended_at is None and g.pledge_id in {None, pledge.id}
            for g in person.grants
        ):
            yield None, person
