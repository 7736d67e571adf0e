"""The chain of the record: how an entry is sealed to the one before.

    leaf  = sha256( salt || canonical JSON of what is told )
    cover = sha256( canonical JSON of [at, kind, person, role, agency, leaf] )
    hash  = sha256( canonical JSON of [previous, seq, cover] )

The leaf commits to the payload without showing it: for data protection payload and salt can be
erased, and the chain still verifies. The salt keeps anyone from guessing a short payload from its
leaf. The cover does the same for the whole entry: whoever may not know that an agency asked for
more time gets the cover in its place, and can still check the chain from the first entry to the
last. Linear chains with a commitment per entry are the practice of Belenios' event log.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime


def canonical(value: object) -> bytes:
    """Write JSON in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf(salt: str, told: Mapping[str, object]) -> str:
    """Commit to what is told."""
    return hashlib.sha256(salt.encode() + canonical(dict(told))).hexdigest()


def moment(at: datetime) -> str:
    """Write a time as it is hashed: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def cover(
    *,
    at: datetime,
    kind: str,
    person_id: int | None,
    role: str,
    agency_id: int | None,
    leaf: str,
) -> str:
    """Commit to a whole entry."""
    return cover_of([moment(at), kind, person_id, role, agency_id, leaf])


def cover_of(parts: Sequence[object]) -> str:
    """Commit to the parts of an entry as they were written down."""
    return hashlib.sha256(canonical(list(parts))).hexdigest()


def bind(previous: str, seq: int, cover: str) -> str:
    """Return the hash that seals the entry under this cover to the one before."""
    return hashlib.sha256(canonical([previous, seq, cover])).hexdigest()


def link(
    previous: str,
    *,
    seq: int,
    at: datetime,
    kind: str,
    person_id: int | None,
    role: str,
    agency_id: int | None,
    leaf: str,
) -> str:
    """Return the hash that seals an entry to the one before."""
    covered = cover(
        at=at, kind=kind, person_id=person_id, role=role, agency_id=agency_id, leaf=leaf
    )
    return bind(previous, seq, covered)
