"""What a decision would do, told before it is taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workflow.rules.notes import Weight
from workflow.text.show import Mark, Piece

Backing = tuple[str, str]
"""An agency and how much its change matters to it."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows if certain words stand."""

    words: int
    """How many words the text gets longer; negative where it gets shorter."""
    turned_down: Sequence[str]
    """The agencies whose wording would not stand."""
    red_lines: Sequence[str]
    """Those of them for whom it is a red line."""


def effect(pieces: Iterable[Piece], refused: Iterable[Backing]) -> Effect:
    """Return what follows if the marked words stand and these changes do not."""
    backings = list(refused)
    return Effect(
        words=_longer(pieces),
        turned_down=list(dict.fromkeys(agency for agency, _ in backings)),
        red_lines=list(dict.fromkeys(a for a, weight in backings if weight == Weight.RED_LINE)),
    )


def _longer(pieces: Iterable[Piece]) -> int:
    signs = {Mark.INSERT: 1, Mark.DELETE: -1, Mark.KEEP: 0}
    return sum(signs[piece.kind] * len(piece.text.split()) for piece in pieces)
