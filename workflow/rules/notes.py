"""What an agency says about one of its changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from workflow.errors import BadChoice

REASON_LIMIT = 4000
"""Characters: two pages; a longer reason belongs into a letter."""


class Category(StrEnum):
    """What kind of change it is."""

    EDITORIAL = "editorial"
    SUBSTANTIVE = "substantive"
    TECHNICAL = "technical"
    STRUCTURE = "structure"


class Weight(StrEnum):
    """How much the agency cares."""

    RED_LINE = "red line"
    STRONG = "strong"
    PREFERENCE = "preference"


@dataclass(frozen=True, slots=True)
class Note:
    """Reason, category and weight of a change, and the letter of those it stands or falls with."""

    reason: str = ""
    category: str = Category.SUBSTANTIVE.value
    weight: str = Weight.PREFERENCE.value
    together: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """Read a note from a form or a draft; raise BadChoice for what we do not offer."""
        note = cls(
            reason=str(given.get("reason", "")).strip()[:REASON_LIMIT],
            category=str(given.get("category") or Category.SUBSTANTIVE.value),
            weight=str(given.get("weight") or Weight.PREFERENCE.value),
            together=str(given.get("together", "")).strip().upper()[:1],
        )
        for value, choices in ((note.category, Category), (note.weight, Weight)):
            if value not in {choice.value for choice in choices}:
                raise BadChoice(value=value)
        return note

    def as_json(self) -> dict[str, str]:
        """Return the note as it is kept in a draft."""
        return asdict(self)
