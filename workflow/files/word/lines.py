"""The text of a Word file with its marks taken or refused, line by line.

    for line in lines(document.body, ACCEPTED): print(line.text)

A mark that is taken does what it says; a refused one is undone. Text stays if all its marks let it
stay, and so does the end of a paragraph. Where the end goes, the text joins the next paragraph,
whose kind and ids the line then has: a paragraph is what its end is. No text joins into a cell or
out of it; a table of which nothing is left parts nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from workflow.files.word.paragraphs import Mark, MarkKind, Paragraph, Piece, Place
from workflow.text.blocks import Kind

View = Callable[[Mark], bool]
"""Tells whether a mark is taken."""

_ADDS = frozenset((MarkKind.INSERT, MarkKind.MOVE_TO))
_TAKES_AWAY = frozenset((MarkKind.DELETE, MarkKind.MOVE_FROM))


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the text that a view gives.

    `sources` are the paragraphs it came from, by their place in what was read; the last of them is
    `paragraph`, which gives the line its kind.
    """

    text: str
    pieces: tuple[Piece, ...]
    paragraph: Paragraph
    sources: tuple[int, ...]

    @property
    def kind(self) -> Kind:
        return self.paragraph.kind

    @property
    def level(self) -> int:
        return self.paragraph.level

    @property
    def place(self) -> Place:
        return self.paragraph.place


def ACCEPTED(mark: Mark) -> bool:  # noqa: ARG001, N802  a view, named like the other one
    """Take every mark."""
    return True


def REJECTED(mark: Mark) -> bool:  # noqa: ARG001, N802
    """Refuse every mark: what the text was before."""
    return False


def accepted_of(authors: Collection[str]) -> View:
    """Take the marks of some authors and refuse all others."""
    return lambda mark: mark.author in authors


def lines(paragraphs: Sequence[Paragraph], view: View) -> tuple[Line, ...]:
    """Return the lines that a view leaves, without those that have gone; empty ones stay."""
    return tuple(_lines(paragraphs, view))


def texts(paragraphs: Sequence[Paragraph], view: View) -> list[str]:
    """Return only the texts of the lines."""
    return [line.text for line in _lines(paragraphs, view)]


def stays(marks: Iterable[Mark], view: View) -> bool:
    """Tell whether what carries these marks is there in a view."""
    return all(
        view(mark) if mark.kind in _ADDS else not view(mark)
        for mark in marks
        if mark.kind is not MarkKind.FORMAT
    )


def _lines(paragraphs: Sequence[Paragraph], view: View) -> Iterator[Line]:
    held: list[Piece] = []
    sources: list[int] = []
    rows = list(_visible(paragraphs, view))
    for (at, kept, ends), following in zip_longest(rows, rows[1:]):
        paragraph = paragraphs[at]
        sources.append(at)
        held += kept
        joins = following is not None and _together(paragraph, paragraphs[following[0]])
        if ends or (held and not joins):
            text = "".join(piece.text for piece in held)
            yield Line(text, tuple(held), paragraph, tuple(sources))
        if ends or not joins:
            held, sources = [], []


def _visible(
    paragraphs: Sequence[Paragraph], view: View
) -> Iterator[tuple[int, list[Piece], bool]]:
    """Yield which paragraphs have something left, what that is, and whether their end is there."""
    for at, paragraph in enumerate(paragraphs):
        kept = [piece for piece in paragraph.pieces if not piece.marks or stays(piece.marks, view)]
        ends = not paragraph.end_marks or stays(paragraph.end_marks, view)
        if kept or ends:
            yield at, kept, ends


def _together(one: Paragraph, other: Paragraph) -> bool:
    """Tell whether two paragraphs can join: no cell begins or ends between them."""
    return (one.place, one.cell) == (other.place, other.cell)
