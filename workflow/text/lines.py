"""Numbered lines of a text, so that people in a room can say "line 42".

A line has at most 64 characters and breaks between words, so that its number follows from the text
alone and stays the same on every screen, in print and in ten years.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from workflow.text.blocks import Block

WIDTH = 64
"""Characters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number in the whole text, from 1."""

    number: int
    text: str


def numbered(blocks: Sequence[Block]) -> dict[str, tuple[Line, ...]]:
    """Return the lines of each block by its id; joined with spaces they are its words."""
    found: dict[str, tuple[Line, ...]] = {}
    number = 0
    for block in blocks:
        texts = textwrap.wrap(block.text, WIDTH, break_on_hyphens=False)
        found[block.id] = tuple(Line(number + n, text) for n, text in enumerate(texts, 1))
        number += len(texts)
    return found
