"""One thing on a desk."""

from dataclasses import dataclass
from datetime import datetime

from workflow.models import Round
from workflow.queries.pledging.pledges import PledgeLine

RANKS = (
    "lock to confirm",
    "clear",
    "returned",
    "join",
    "confirm join",
    "confirm corrections",
    "answer",
    "silence",
    "correction",
    "extension",
    "late",
    "rests",
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
    """Of agencies or people; for a correction what is read now, and what is to be read."""
    words: str = ""

    @property
    def rank(self) -> int:
        """The place of its kind among the kinds."""
        return RANKS.index(self.kind)


def thing_of(
    kind: str,
    line: PledgeLine,
    round_: Round | None = None,
    *,
    round_id: int = 0,
    due_at: datetime | None = None,
    waits: bool = True,
    state: str = "",
    tone: str = "calm",
    count: int = 0,
    words: str = "",
) -> Thing:
    """Say what waits, about which pledge."""
    return Thing(
        kind=kind,
        pledge_id=line.id,
        pledge=line.title,
        waits=waits,
        round_id=round_.id if round_ else round_id,
        version_id=line.version_id,
        number=round_.number if round_ else 0,
        version=line.version,
        due_at=due_at,
        zone=round_.zone if round_ else line.zone,
        state=state,
        tone=tone,
        count=count,
        words=words,
    )
