"""Find what can stand but deserves a look: merges that are right by rule and odd to read."""

from collections.abc import Sequence

from workflow.text.blocks import Block
from workflow.text.passages import Passage


def cautious(base: Sequence[Block], passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Return the passages with the reasons why a person should look."""
    return passages
