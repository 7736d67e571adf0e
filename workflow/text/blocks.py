"""The pieces a shared text is made of.

A text is a row of blocks. Each block keeps its id for as long as it lives, through edits, moves
and renumbering, so that a change can say where it belongs without counting lines. The numbers
people see ("PP2", "5") are labels: they follow from the order and are never stored in the text.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is in the text."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    NUMBERED = "numbered"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or list item; `text` is one line of NFC text without its number.

    `level` is 1 to 4 for headings, the depth from 0 for items, and 0 for paragraphs.
    """

    id: str
    kind: Kind
    text: str
    level: int = 0
