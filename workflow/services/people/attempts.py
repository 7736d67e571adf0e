"""Count what came from where in the last minutes, so that nobody can flood or guess.

Keys are hashes: the table holds no list of addresses, neither of computers nor of people, and what
is older than the window is swept away.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Attempt

WINDOW = timedelta(minutes=5)


def key(purpose: str, value: str) -> str:
    """Return under which key something is counted."""
    plain = value.strip().lower().encode(errors="replace")
    return f"{purpose}:{hashlib.sha256(plain).hexdigest()[:32]}"


def too_many(session: Session, keys: Sequence[str], *, limit: int) -> bool:
    """Tell whether one of the keys was counted so often within the window."""
    recent = session.execute(
        select(Attempt.key, func.count())
        .where(Attempt.key.in_(keys), Attempt.at > now(session) - WINDOW)
        .group_by(Attempt.key)
    )
    return any(number >= limit for _, number in recent)


def count(session: Session, keys: Sequence[str]) -> None:
    """Count one attempt for each key."""
    session.execute(delete(Attempt).where(Attempt.at <= now(session) - WINDOW))
    session.add_all(Attempt(key=one, at=now(session)) for one in keys)
    session.flush()
