"""How an agency has answered a round, and what may still come in when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class AnswerKind(StrEnum):
    """What a revision says."""

    CHANGES = "changes"
    NO_CHANGES = "no changes"
    WITHDRAWN = "withdrawn"
    CARRIED = "carried"
    """Changes of the round before that the coordinator carried over; not yet an answer."""


ANSWERED = frozenset({AnswerKind.CHANGES, AnswerKind.NO_CHANGES})
"""What ends the waiting for an agency, and every reminder to it."""


class Standing(StrEnum):
    """When a revision came."""

    ON_TIME = "on time"
    IN_EXTENSION = "in extension"
    LATE = "late"


class Verdict(StrEnum):
    """What the coordinator did with a late revision."""

    TAKEN_UP = "taken up"
    CARRIED = "carried"


class ExtensionState(StrEnum):
    """Where a request for more time stands."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


class ClearanceStep(StrEnum):
    """One step of clearance inside an agency."""

    ASKED = "asked"
    CLEARED = "cleared"
    RETURNED = "returned"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Window:
    """Until when an agency's answer is on time, and until when an extension carries it."""

    deadline: datetime
    extended_until: datetime | None = None
    courtesy: timedelta = timedelta(0)
    """How much later than either an answer still counts as on time."""

    def standing(self, at: datetime) -> Standing:
        """Judge an answer received at this moment; the last instant still counts as on time."""
        if at <= self.deadline + self.courtesy:
            return Standing.ON_TIME
        if self.extended_until is not None and at <= self.extended_until + self.courtesy:
            return Standing.IN_EXTENSION
        return Standing.LATE

    def seconds_over(self, at: datetime) -> int:
        """Return how many seconds of the courtesy an answer on time has used."""
        over = at - max(self.deadline, self.extended_until or self.deadline)
        return max(0, -(-over // timedelta(seconds=1)))
