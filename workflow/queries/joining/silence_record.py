"""The attempts at silence on a locked text, as its record tells of them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.files.silence import ENDS, KINDS, OBJECTED, STARTED, TAKEN_BACK
from workflow.models import Event, Version
from workflow.rules import chain
from workflow.rules.ways import Ways


def certificate(session: Session, version: Version, *, members: bool) -> dict[str, Any] | None:
    """Return what a package says of silence on this text, or nothing if there was none.

    It is told from the record alone, so that whoever changes other tables changes nothing of it.
    """
    events = session.scalars(
        select(Event)
        .where(Event.pledge_id == version.pledge_id, Event.kind.in_(KINDS))
        .options(joinedload(Event.payload))
        .order_by(Event.seq)
    )
    attempts = _attempts(events, version.sha256, named=members and names(version))
    return {"sha256": version.sha256, "attempts": attempts} if attempts else None


def names(version: Version) -> bool:
    """Tell whether members may know who objected."""
    return not Ways.of(version.pledge.settings).hides_objectors


def _attempts(events: Iterable[Event], sha256: str, *, named: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    running: dict[str, Any] | None = None
    for event in events:
        told = event.payload.told if event.payload else {}
        if event.kind == STARTED:
            running = _begun(event, told, named=named) if told.get("sha256") == sha256 else None
        elif running is None:
            continue
        elif event.kind in ENDS:
            found.append({**running, **_ended(event, told)})
            running = None
        elif event.kind == TAKEN_BACK:
            running["taken_back"] += 1
        elif event.kind == OBJECTED:
            running["objections"] += 1
            if named and told:
                running["made"].append(_made(event, told))
    return found


def _begun(event: Event, told: dict[str, Any], *, named: bool) -> dict[str, Any]:
    begun: dict[str, Any] = {
        "began": chain.moment(event.at),
        "began_entry": event.seq,
        "until": told["until"],
        "objections": 0,
        "taken_back": 0,
    }
    return {**begun, "made": []} if named else begun


def _ended(event: Event, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "ended": chain.moment(event.at),
        "ended_entry": event.seq,
        "outcome": ENDS[event.kind],
        "time_source": str(told.get("time source", "")),
    }


def _made(event: Event, told: dict[str, Any]) -> dict[str, Any]:
    said = {name: told.get(name, "") for name in ("agency", "paragraph", "reason")}
    return {**said, "at": chain.moment(event.at), "entry": event.seq}
