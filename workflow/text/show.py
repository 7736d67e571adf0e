"""Show what changed, as data: pages, Word files and terminals draw it each in their own way."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workflow.text.compare import compare
from workflow.text.places import trimmed
from workflow.text.tokens import strip


class Mark(StrEnum):
    """What happened to a piece of text."""

    KEEP = "keep"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that was kept, inserted or deleted."""

    kind: Mark
    text: str


def marked(base: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order; a deletion comes before its replacement.

    The kept and deleted pieces make the base, the kept and inserted ones the new text.
    """
    return tuple(piece for piece in _pieces(base, new) if piece.text)


def _pieces(base: str, new: str) -> Iterator[Piece]:
    strip_ = strip(base)
    found = compare(strip_, strip(new))
    at = 0
    for start, end, text in sorted((*(trimmed(strip_, e) for e in found.edits), *found.noise)):
        yield Piece(Mark.KEEP, base[at:start])
        yield Piece(Mark.DELETE, base[start:end])
        yield Piece(Mark.INSERT, text)
        at = end
    yield Piece(Mark.KEEP, base[at:])
