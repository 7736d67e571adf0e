"""The record inside a package: the chain, entry by entry, and what the register takes from it.

An entry stands there in one of three ways, and each can be chained to the one before:

    {"entry": 3, "cover": "...", "hash": "..."}                        closed to the public
    {"entry": 4, "at": ..., "kind": ..., "leaf": ..., "hash": ...}     that it happened
    the same with "salt" and "told"                                    and what it tells
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.files.findings import part, parts
from workflow.files.package import CORRIGENDA, LARGEST_JSON, OPT_INS, RECORD, Broken
from workflow.rules import chain
from workflow.translation import _

GIVEN = "opt-in given"
LOCKED = "locked"
LEAVES = "leaves"
CORRECTED = "corrigendum issued"

MOST_PARTS = 1_000_000
"""Lists and objects of a record: a hundred thousand entries. Nobody is kept busy with more."""

_OPEN = frozenset({"entry", "at", "kind", "person", "role", "agency", "leaf", "hash"})
_TOLD = _OPEN | {"salt", "told"}
_COMPARED = frozenset(
    {"agency", "answer", "words", "leaves_at", "sha256", "version"}
    | {"number", "block", "for", "read", "reason"}
    | {"until", "taken back", "time source", "paragraph"}
)
"""What of an entry is compared with the register, the corrections and the certificate."""

_CLOSED = frozenset({"entry", "cover", "hash"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the record as a package shows it."""

    number: int
    hash: str
    at: str = ""
    kind: str = ""
    told: Mapping[str, Any] | None = None
    """What it tells, as far as something else in the package is compared with it; None if these
    readers may not know it, or it was erased."""


def open_line(
    *,
    seq: int,
    at: datetime,
    kind: str,
    person_id: int | None,
    role: str,
    agency_id: int | None,
    leaf: str,
    sealed: str,
    payload: tuple[str, Mapping[str, Any]] | None,
) -> bytes:
    """Write an entry that readers may know of; `payload` is the salt and what it tells."""
    line: dict[str, Any] = {
        "entry": seq,
        "at": chain.moment(at),
        "kind": kind,
        "person": person_id,
        "role": role,
        "agency": agency_id,
        "leaf": leaf,
        "hash": sealed,
    }
    if payload:
        line |= {"salt": payload[0], "told": dict(payload[1])}
    return chain.canonical(line) + b"\n"


def closed_line(seq: int, cover: str, sealed: str) -> bytes:
    """Write an entry of which readers may only know that it is there."""
    return chain.canonical({"entry": seq, "cover": cover, "hash": sealed}) + b"\n"


def read(data: bytes) -> list[Entry]:
    """Read and recompute the whole chain; raise Broken at the first entry that does not fit."""
    if data.count(b"[") + data.count(b"{") > MOST_PARTS:
        raise Broken(RECORD, _("it has more parts than any package of ours"))
    entries: list[Entry] = []
    previous = ""
    if data and not data.endswith(b"\n"):
        raise Broken(RECORD, _("its last line has no end"))
    for number, line in enumerate(io.BytesIO(data), 1):
        place = f"{RECORD}, entry {number}"
        if len(line) > LARGEST_JSON:
            raise Broken(place, _("it is larger than {size} MB", size=LARGEST_JSON // 2**20))
        value = _object(place, line[:-1])
        sealed = part(value, "hash", str, place)
        if value.get("entry") != number:
            raise Broken(place, _("an entry is missing, stands twice or in another order"))
        if chain.bind(previous, number, _cover(place, value)) != sealed:
            raise Broken(place, _("it was changed, or does not follow the entry before"))
        entries.append(_entry(value, number, sealed))
        previous = sealed
    return entries


def _object(place: str, line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
        same = chain.canonical(value) == line
    except (ValueError, RecursionError):
        raise Broken(place, _("it is not JSON")) from None
    if not isinstance(value, dict) or not same:
        raise Broken(place, _("it is not in the form in which it was written"))
    if value.keys() not in (_OPEN, _TOLD, _CLOSED):
        raise Broken(place, _("it has not the parts of an entry"))
    return value


def _cover(place: str, value: Mapping[str, Any]) -> str:
    if "cover" in value:
        return part(value, "cover", str, place)
    leaf = part(value, "leaf", str, place)
    if "told" in value:
        told = part(value, "told", dict, place)
        if chain.leaf(part(value, "salt", str, place), told) != leaf:
            raise Broken(place, _("what it tells was changed"))
    parts_of_it = [value[name] for name in ("at", "kind", "person", "role", "agency")]
    return chain.cover_of([*parts_of_it, leaf])


def _entry(value: Mapping[str, Any], number: int, sealed: str) -> Entry:
    return Entry(
        number=number,
        hash=sealed,
        at=str(value.get("at", "")),
        kind=str(value.get("kind", "")),
        told=_kept(value["told"]) if "told" in value else None,
    )


def _kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is compared with something; what is no plain value is equal to none.

    A hostile record would take twenty times its size if all that it tells stayed in memory.
    """
    return {
        name: told[name] if isinstance(told[name], str | int | None) else object()
        for name in _COMPARED & told.keys()
    }


def check_register(
    register: Mapping[str, Any], sha256: str, entries: Sequence[Entry]
) -> tuple[int, int]:
    """Compare the register with the record; return how many joined and how many gave notice.

    Each name has to lead to the entry in which its agency joined exactly this text.
    """
    if part(register, "sha256", str, OPT_INS) != sha256:
        raise Broken(OPT_INS, _("it is the register of another text"))
    joined, notice = parts(register, "joined", OPT_INS), parts(register, "notice", OPT_INS)
    for one in joined:
        says = {"answer": one.get("answer"), "words": one.get("statement")}
        _same(one, says, sha256, entries)
    for one in notice:
        until = one.get("stands_until")
        says = {"answer": LEAVES, "words": one.get("words"), "leaves_at": until}
        _same(one, says, sha256, entries)
    return len(joined), len(notice)


def _same(
    one: Mapping[str, Any], says: Mapping[str, Any], sha256: str, entries: Sequence[Entry]
) -> None:
    """Compare a line of the register with the entry of the record that it names."""
    place = f"{OPT_INS}, {part(one, 'agency', str, OPT_INS)}"
    if one.get("sha256") != sha256:
        raise Broken(place, _("it joined another text"))
    entry = _given(place, one, entries)
    if entry.told is None:
        return  # erased for data protection; the entry itself still stands
    same = {"agency": one.get("agency"), "sha256": sha256, **says}
    if any(entry.told.get(name) != value for name, value in same.items()):
        raise Broken(
            place, _("entry {entry} of the record says something else", entry=entry.number)
        )


def _given(place: str, one: Mapping[str, Any], entries: Sequence[Entry]) -> Entry:
    number = part(one, "entry", int, place)
    entry = entries[number - 1] if 1 <= number <= len(entries) else None
    if entry is None or entry.kind != GIVEN or entry.at != one.get("at"):
        raise Broken(
            place, _("entry {number} of the record is no opt-in of that time", number=number)
        )
    return entry


def check_corrigendum(one: Mapping[str, Any], text: bytes, entries: Sequence[Entry]) -> None:
    """Compare a correction with the entry that issued it, and with the words that it corrects."""
    number = part(one, "number", int, CORRIGENDA)
    place = f"{CORRIGENDA}, number {number}"
    at = part(one, "entry", int, place)
    entry = entries[at - 1] if 1 <= at <= len(entries) else None
    if entry is None or entry.kind != CORRECTED or entry.told is None:
        raise Broken(place, _("entry {at} of the record issues no correction", at=at))
    said = {name: one.get(name) for name in ("number", "block", "for", "read", "reason")}
    if any(entry.told.get(name) != value for name, value in said.items()):
        raise Broken(place, _("entry {at} of the record says something else", at=at))
    if part(one, "for", str, place).encode() not in text:
        raise Broken(place, _("the words that it corrects do not stand in the text"))
