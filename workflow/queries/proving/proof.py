"""What a package of a locked text is made of, and what the public pages of proof show.

closed to all     drafts, conditions, reasons not to join, who asked for what: only their covers
public            the locked text, who joined it and with which statement, that it was locked
members           also what happened in the open (see queries.record), and what was decided
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.db import now
from workflow.errors import NotFound, RecordBroken
from workflow.files import trail
from workflow.files.findings import Verdict
from workflow.files.silence import ENDS, OBJECTED, STARTED
from workflow.models import (
    Corrigendum,
    Event,
    OptIn,
    Pledge,
    SigningKey,
    Version,
)
from workflow.queries.joining import corrections, silence_record
from workflow.queries.proving.record import IN_THE_OPEN
from workflow.rules import chain
from workflow.rules.consent import JOINING, OptInAnswer

HELD = "silence held"


def locked_version(session: Session, pledge_id: int) -> Version:
    """Return the locked text of a pledge; before the lock it is not there."""
    version = session.scalar(
        select(Version)
        .where(Version.pledge_id == pledge_id, Version.locked_at.is_not(None))
        .options(joinedload(Version.pledge), selectinload(Version.rows))
        .order_by(Version.number.desc())
        .limit(1)
    )
    if version is None:
        raise NotFound(what="locked text")
    return version


@dataclass(frozen=True, slots=True)
class LockedText:
    """A locked text as everybody may know it, and who joined exactly these words."""

    version: Version
    pledge: Pledge
    joined: Sequence[Mapping[str, Any]]
    standing_until: Sequence[Mapping[str, Any]]
    """Agencies that gave notice and still stand under it."""
    left: Sequence[Mapping[str, Any]]
    corrigenda: Sequence[Corrigendum]


def locked_texts(session: Session, sha256: str) -> list[LockedText]:
    """Return the locked texts with this fingerprint; of others nobody learns that they exist."""
    found = session.scalars(
        select(Version)
        .where(Version.sha256 == sha256, Version.locked_at.is_not(None))
        .options(joinedload(Version.pledge))
        .order_by(Version.id)
    )
    return [_locked_text(session, version) for version in found]


def _locked_text(session: Session, version: Version) -> LockedText:
    names = register(session, version)
    beside = corrections.issued(session, version.id)
    at, notice = now(session), names["notice"]
    still = [one for one in notice if at < datetime.fromisoformat(one["stands_until"])]
    gone = [one for one in notice if one not in still]
    return LockedText(version, version.pledge, names["joined"], still, gone, beside)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What this service knows of a package that somebody brings."""

    own_key: bool
    same_record: bool


def comparison(session: Session, verdict: Verdict) -> Comparison:
    """Compare a package with the keys and the record of this service."""
    own = session.scalar(select(SigningKey.id).where(SigningKey.public == verdict.key))
    entry = session.scalar(
        select(Event.hash)
        .join(Version, Version.pledge_id == Event.pledge_id)
        .where(
            Event.pledge_id == verdict.pledge,
            Event.seq == verdict.entries,
            Version.sha256 == verdict.sha256,
            Version.locked_at.is_not(None),
        )
    )
    return Comparison(own_key=own is not None, same_record=entry == verdict.head)


def register(session: Session, version: Version) -> dict[str, Any]:
    """Return who joined exactly this text, and who gave notice since, each with its entry.

    Whether an agency that gave notice still stands is for the reader of the day: it is told until
    when, so that the same state gives the same package.
    """
    last: dict[int, OptIn] = {}
    for row in session.scalars(
        select(OptIn)
        .join(Version, OptIn.version_id == Version.id)
        .where(Version.pledge_id == version.pledge_id)
        .options(joinedload(OptIn.agency), joinedload(OptIn.person))
        .order_by(OptIn.id)
    ):
        last[row.agency_id] = row
    entries = _entries_of_opt_ins(session, version.pledge_id)
    rows = sorted(last.values(), key=lambda row: row.agency.acronym)
    own = [row for row in rows if row.sha256 == version.sha256]
    return {
        "sha256": version.sha256,
        "joined": [_joined(row, entries) for row in own if row.answer in JOINING],
        "notice": [_notice(row, entries) for row in own if row.answer == OptInAnswer.LEAVES],
    }


def _entries_of_opt_ins(session: Session, pledge_id: int) -> Mapping[tuple[int, str], int]:
    found = session.execute(
        select(Event.agency_id, Event.at, Event.seq).where(
            Event.pledge_id == pledge_id, Event.kind == trail.GIVEN
        )
    )
    return {(agency_id or 0, chain.moment(at)): seq for agency_id, at, seq in found}


def _notice(row: OptIn, entries: Mapping[tuple[int, str], int]) -> dict[str, Any]:
    until = row.leaves_at.isoformat() if row.leaves_at else ""
    return {**_entry(row, entries), "stands_until": until, "words": row.words, "sha256": row.sha256}


def _entry(row: OptIn, entries: Mapping[tuple[int, str], int]) -> dict[str, Any]:
    at = chain.moment(row.given_at)
    entry = entries.get((row.agency_id, at))
    if entry is None:
        raise RecordBroken(seq=0, reason=f"it does not tell of the opt-in of {row.agency.acronym}")
    return {"agency": row.agency.acronym, "name": row.agency.name, "at": at, "entry": entry}


def _joined(row: OptIn, entries: Mapping[tuple[int, str], int]) -> dict[str, Any]:
    words = {"answer": row.answer, "statement": row.words, "sha256": row.sha256}
    return {**_entry(row, entries), **words, "role": row.role, "by": row.person.name}


def record_lines(
    session: Session, pledge_id: int, register: Mapping[str, Any], *, members: bool
) -> bytes:
    """Return the record, one entry a line, each as open as these readers may know it."""
    joined = {one["entry"] for one in register["joined"]}
    notice = {one["entry"] for one in register["notice"]}
    names = {one["agency"] for one in register["joined"]}
    named = silence_record.names(session.get_one(Pledge, pledge_id).latest)
    lines = []
    for event in session.scalars(
        select(Event)
        .where(Event.pledge_id == pledge_id)
        .options(joinedload(Event.payload))
        .order_by(Event.seq)
    ):
        in_the_open = members and (event.kind in IN_THE_OPEN or (named and event.kind == OBJECTED))
        held = event.kind in {STARTED, HELD} and _of_text(event, register["sha256"])
        told = in_the_open or held or event.seq in (joined | notice) or _public_lock(event, names)
        told = told or event.kind == trail.CORRECTED
        if told or event.kind in {trail.LOCKED, *ENDS}:
            lines.append(_open(event, told=told))
        else:
            lines.append(trail.closed_line(event.seq, _cover(event), event.hash))
    return b"".join(lines)


def _of_text(event: Event, sha256: str) -> bool:
    """Tell whether silence began or held on exactly this text."""
    return event.payload is not None and event.payload.told.get("sha256") == sha256


def _public_lock(event: Event, names: set[str]) -> bool:
    """Tell whether an entry of the lock names only agencies that are in; not who stayed out."""
    if event.kind != trail.LOCKED or event.payload is None:
        return False
    listed = event.payload.told.get("opt_ins", ())
    return all(one["agency"] in names and one["standing"] in JOINING for one in listed)


def _open(event: Event, *, told: bool) -> bytes:
    payload = (event.payload.salt, event.payload.told) if told and event.payload else None
    return trail.open_line(
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        person_id=event.person_id,
        role=event.role,
        agency_id=event.agency_id,
        leaf=event.leaf,
        sealed=event.hash,
        payload=payload,
    )


def _cover(event: Event) -> str:
    return chain.cover(
        at=event.at,
        kind=event.kind,
        person_id=event.person_id,
        role=event.role,
        agency_id=event.agency_id,
        leaf=event.leaf,
    )


def corrigenda(session: Session, version: Version) -> list[dict[str, Any]]:
    """Return the corrections beside a locked text, each with the entry that issued it."""
    issued = session.execute(
        select(Event)
        .where(Event.pledge_id == version.pledge_id, Event.kind == trail.CORRECTED)
        .options(joinedload(Event.payload))
        .order_by(Event.seq)
    ).scalars()
    names = ("number", "block", "for", "read", "reason")
    return [
        {**{name: event.payload.told[name] for name in names}, "entry": event.seq}
        for event in issued
        if event.payload and event.payload.told.get("sha256") == version.sha256
    ]
