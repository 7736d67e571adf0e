"""The chain of the record: how an entry is sealed to the one before.

    leaf = sha256( salt || canonical JSON of what is told )
    hash = sha256( canonical JSON of [previous, seq, at, kind, person, role, agency, leaf] )

The leaf commits to the payload without showing it: for data protection payload and salt can be
erased, and the chain still verifies. The salt keeps anyone from guessing a short payload from its
leaf. Linear chains with a commitment per entry are the practice of Belenios' event log.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime


def canonical(value: object) -> bytes:
    """Write JSON in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf(salt: str, told: Mapping[str, object]) -> str:
    """Commit to what is told."""
    return hashlib.sha256(salt.encode() + canonical(dict(told))).hexdigest()


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
    """Return the hash that seals an entry to the one before; times count to the microsecond."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [previous, seq, moment, kind, person_id, role, agency_id, leaf]
    return hashlib.sha256(canonical(parts)).hexdigest()
