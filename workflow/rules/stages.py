"""The lives of a pledge, a round and the other things that move: which step leads where.

Each life is a table that the code asks and that docs/lifecycles.md shows; a test keeps them equal.
States are words that people read on their screens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflow.errors import CommitmentElsewhere, Conflict, CorrectionOver, RoundNotOpen, TextLocked


class Stage(StrEnum):
    """Where a pledge is on its way."""

    DRAFTING = "drafting"
    SILENCE = "under silence"
    AGREED = "agreed"
    LOCKED = "locked"


class RoundState(StrEnum):
    """Where a round is on its way."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    CONSOLIDATING = "consolidating"
    CLOSED = "closed"


ANSWERING = frozenset({RoundState.OPEN, RoundState.SUSPENDED})
"""An answer is on time; a suspended round still takes what is ready."""


class SilenceState(StrEnum):
    """Where a silence procedure is on its way."""

    RUNNING = "running"
    HELD = "held"
    BROKEN = "broken"


class CorrigendumState(StrEnum):
    """Where a correction beside a locked text is on its way."""

    PROPOSED = "proposed"
    OPEN = "open to objections"
    ISSUED = "issued"
    REFUSED = "refused"
    KEPT = "kept for a new edition"


class CommitmentState(StrEnum):
    """Where a specific pledge is on its way."""

    DRAFT = "draft"
    CLEARED = "cleared"
    REGISTERED = "registered"
    IN_PROGRESS = "in progress"
    STALLED = "stalled"
    FULFILLED = "fulfilled"
    DISCONTINUED = "discontinued"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Step:
    """One legal move of a life."""

    before: StrEnum
    event: str
    after: StrEnum


PLEDGE = (
    Step(Stage.DRAFTING, "start silence", Stage.SILENCE),
    Step(Stage.SILENCE, "silence held", Stage.AGREED),
    Step(Stage.SILENCE, "silence broken", Stage.DRAFTING),
    Step(Stage.AGREED, "open round", Stage.DRAFTING),
    Step(Stage.DRAFTING, "open round", Stage.DRAFTING),
    Step(Stage.DRAFTING, "publish", Stage.DRAFTING),
    Step(Stage.AGREED, "lock", Stage.LOCKED),
    Step(Stage.DRAFTING, "lock", Stage.LOCKED),
)

ROUND = (
    Step(RoundState.PLANNED, "open", RoundState.OPEN),
    Step(RoundState.OPEN, "move deadline", RoundState.OPEN),
    Step(RoundState.OPEN, "answer", RoundState.OPEN),
    Step(RoundState.OPEN, "suspend", RoundState.SUSPENDED),
    Step(RoundState.SUSPENDED, "answer", RoundState.SUSPENDED),
    Step(RoundState.SUSPENDED, "resume", RoundState.OPEN),
    Step(RoundState.OPEN, "deadline passes", RoundState.CONSOLIDATING),
    Step(RoundState.OPEN, "close early", RoundState.CONSOLIDATING),
    Step(RoundState.CONSOLIDATING, "publish", RoundState.CLOSED),
)

SILENCE = (
    Step(SilenceState.RUNNING, "expire", SilenceState.HELD),
    Step(SilenceState.RUNNING, "stop", SilenceState.BROKEN),
)

CORRIGENDUM = (
    Step(CorrigendumState.PROPOSED, "open to objections", CorrigendumState.OPEN),
    Step(CorrigendumState.PROPOSED, "refuse", CorrigendumState.REFUSED),
    Step(CorrigendumState.PROPOSED, "keep", CorrigendumState.KEPT),
    Step(CorrigendumState.OPEN, "object", CorrigendumState.PROPOSED),
    Step(CorrigendumState.OPEN, "time passes", CorrigendumState.ISSUED),
)

COMMITMENT = (
    Step(CommitmentState.DRAFT, "clear", CommitmentState.CLEARED),
    Step(CommitmentState.DRAFT, "withdraw", CommitmentState.WITHDRAWN),
    Step(CommitmentState.CLEARED, "return", CommitmentState.DRAFT),
    Step(CommitmentState.CLEARED, "register", CommitmentState.REGISTERED),
    Step(CommitmentState.REGISTERED, "amend", CommitmentState.REGISTERED),
    Step(CommitmentState.REGISTERED, "report progress", CommitmentState.IN_PROGRESS),
    Step(CommitmentState.REGISTERED, "withdraw", CommitmentState.WITHDRAWN),
    Step(CommitmentState.IN_PROGRESS, "amend", CommitmentState.IN_PROGRESS),
    Step(CommitmentState.IN_PROGRESS, "report progress", CommitmentState.IN_PROGRESS),
    Step(CommitmentState.IN_PROGRESS, "fulfil", CommitmentState.FULFILLED),
    Step(CommitmentState.IN_PROGRESS, "stall", CommitmentState.STALLED),
    Step(CommitmentState.IN_PROGRESS, "discontinue", CommitmentState.DISCONTINUED),
    Step(CommitmentState.REGISTERED, "stall", CommitmentState.STALLED),
    Step(CommitmentState.STALLED, "report progress", CommitmentState.IN_PROGRESS),
    Step(CommitmentState.STALLED, "fulfil", CommitmentState.FULFILLED),
    Step(CommitmentState.STALLED, "discontinue", CommitmentState.DISCONTINUED),
)

LIVES: Mapping[str, tuple[Step, ...]] = {
    "pledge": PLEDGE,
    "round": ROUND,
    "silence": SILENCE,
    "corrigendum": CORRIGENDUM,
    "specific pledge": COMMITMENT,
}


def find_next(life: tuple[Step, ...], before: str, event: str) -> StrEnum | None:
    """Return the state that the event leads to, or None where it is not legal."""
    return next((s.after for s in life if s.before == before and s.event == event), None)


def move_pledge(stage: str, event: str) -> str:
    """Return the pledge's next stage; raise TextLocked or Conflict."""
    if stage == Stage.LOCKED:
        raise TextLocked
    after = find_next(PLEDGE, stage, event)
    if after is None:
        raise Conflict
    return after.value


def move_commitment(state: str, event: str) -> str:
    """Return the next state of a specific pledge; raise CommitmentElsewhere."""
    after = find_next(COMMITMENT, state, event)
    if after is None:
        raise CommitmentElsewhere(state=state)
    return after.value


def move_corrigendum(state: str, event: str) -> str:
    """Return the next state of a correction; raise CorrectionOver."""
    after = find_next(CORRIGENDUM, state, event)
    if after is None:
        raise CorrectionOver(state=state)
    return after.value


def move_round(state: str, event: str) -> str:
    """Return the round's next state; raise RoundNotOpen."""
    after = find_next(ROUND, state, event)
    if after is None:
        raise RoundNotOpen(state=state)
    return after.value
