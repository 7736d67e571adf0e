"""One thing on a desk."""

from dataclasses import dataclass
from datetime import datetime

RANKS = (
    "lock to confirm",
    "clear",
    "returned",
    "join",
    "confirm join",
    "answer",
    "silence",
    "extension",
    "late",
    "action",
    "decide",
    "publish",
    "inputs",
    "missing",
    "next step",
    "lock",
    "start",
    "outcome",
)
"""The kinds of things in the order in which they want attention."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that waits for somebody, or that they have done."""

    kind: str
    pledge_id: int
    pledge: str
    waits: bool = True
    round_id: int = 0
    version_id: int = 0
    number: int = 0
    """The number of the round."""
    version: str = ""
    due_at: datetime | None = None
    asked_until: datetime | None = None
    """More time that was asked for and not answered yet."""
    zone: str = "UTC"
    state: str = ""
    tone: str = "calm"
    count: int = 0
    of: int = 0
    names: tuple[str, ...] = ()
    words: str = ""

    @property
    def rank(self) -> int:
        """The place of its kind among the kinds."""
        return RANKS.index(self.kind)
