"""What can become of a passage, and of each change in it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from workflow.errors import BadChoice


class Disposition(StrEnum):
    """What was decided."""

    ACCEPTED = "accepted"
    MODIFIED = "accepted with modification"
    REJECTED = "rejected"
    BRACKETED = "bracketed"
    REDIRECTED = "redirected to a specific pledge"
    CARRIED = "carried to the next round"
    NOT_TAKEN_UP = "not taken up"


UNDONE = "undone"
"""Not a disposition: the row that takes a decision back."""

BASE_STANDS = frozenset(
    {
        Disposition.REJECTED,
        Disposition.REDIRECTED,
        Disposition.CARRIED,
        Disposition.NOT_TAKEN_UP,
    }
)
"""Dispositions that leave the words of the base."""

REASON_OWED = frozenset(
    {
        Disposition.MODIFIED,
        Disposition.REJECTED,
        Disposition.REDIRECTED,
        Disposition.CARRIED,
        Disposition.NOT_TAKEN_UP,
        Disposition.BRACKETED,
    }
)
"""Everything but plain acceptance is explained to those who proposed."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a wording that does not stand."""

    disposition: Disposition = Disposition.REJECTED
    reason: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """Read a fate from a form or a row; raise BadChoice for what a loser cannot become."""
        value = str(given.get("disposition") or Disposition.REJECTED.value)
        if value not in {d.value for d in BASE_STANDS}:
            raise BadChoice(value=value)
        return cls(Disposition(value), str(given.get("reason", "")).strip())

    def as_json(self) -> dict[str, str]:
        """Return the fate as it is kept with the decision."""
        return asdict(self)


def disposition_of(value: str) -> Disposition:
    """Read a disposition; raise BadChoice."""
    try:
        return Disposition(value)
    except ValueError as error:
        raise BadChoice(value=value) from error
