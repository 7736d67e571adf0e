"""Writes down one story of a Word file, paragraph by paragraph, as its elements are walked.

A story is the body, a note, a header, a text box. Fields and comments may begin in one paragraph
and end in another, so that it is known only at the end of the story what was text: the instruction
of a field is not, its result is, and of a field that never ends everything is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from workflow.files.word.paragraphs import Cell, Numbering, Paragraph, Piece, Place
from workflow.files.word.reading.marking import Marks
from workflow.text.blocks import Kind

_TYPED = frozenset(
    "ADDIN ASK DISPLAYBARCODE FILLIN FORMDROPDOWN FORMTEXT GOTOBUTTON HYPERLINK MACROBUTTON "
    "PRIVATE QUOTE".split()
)
"""Fields whose result people type."""

MOST_OPEN = 100
"""Fields inside fields, and comments over each other; more are a file that means harm."""

PAGE = "\f"
"""Stands for a break of pages or columns until a paragraph is whole; no text can hold it."""


@dataclass(eq=False)
class Field:
    """A field that has begun."""

    instruction: list[str] = field(default_factory=list)
    shows: bool = False
    ended: bool = False

    @property
    def computed(self) -> bool:
        """Tell whether a program makes the result."""
        words = "".join(self.instruction).split(maxsplit=1)
        return not words or words[0].upper() not in _TYPED


@dataclass(slots=True)
class Stroke:
    """A piece as it grows; `inside` are the fields whose instruction it stands in."""

    parts: list[str]
    marks: Marks
    computed: bool
    inside: tuple[Field, ...]
    note: str = ""

    def piece(self) -> Piece | None:
        """Return the piece, or None if it was no text after all."""
        if any(one.ended for one in self.inside):
            return None
        return Piece("".join(self.parts), self.marks, self.computed, self.note)


@dataclass(slots=True)
class Sheet:
    """A paragraph as it grows."""

    place: Place
    cell: Cell | None
    strokes: list[Stroke] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    end_marks: Marks = ()
    format_marks: Marks = ()
    kind: tuple[Kind, int] = (Kind.PARAGRAPH, 0)
    style: str = ""
    numbering: Numbering | None = None
    ids: tuple[str, str] = ("", "")

    def paragraph(self) -> Paragraph:
        """Return the paragraph as it stands at the end of the story."""
        pieces = [piece for stroke in self.strokes if (piece := stroke.piece())]
        return Paragraph(
            pieces=tuple(_without_pages(pieces)),
            end_marks=self.end_marks,
            format_marks=self.format_marks,
            kind=self.kind[0],
            level=self.kind[1],
            style=self.style,
            numbering=self.numbering,
            para_id=self.ids[0],
            text_id=self.ids[1],
            bookmarks=tuple(self.bookmarks),
            place=self.place,
            cell=self.cell,
        )


def _without_pages(pieces: list[Piece]) -> Iterator[Piece]:
    """Turn breaks of pages into line breaks between words; before and after all words into none."""
    text = "".join(piece.text for piece in pieces)
    if PAGE not in text:
        yield from pieces
        return
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    at = 0
    for piece in pieces:
        signs = (
            sign if sign != PAGE else "\n" if first < place < last else ""
            for place, sign in enumerate(piece.text, at)
        )
        yield replace(piece, text="".join(signs))
        at += len(piece.text)


@dataclass(slots=True)
class Anchor:
    """Where a comment begins, and the words under it so far."""

    paragraph: int
    words: list[str] = field(default_factory=list)


class Pen:
    """Holds what is open while a story is walked."""

    def __init__(self, place: Place) -> None:
        """Begin an empty story."""
        self.place = place
        self.cell: Cell | None = None
        self.sheets: list[Sheet] = []
        self.anchors: dict[str, Anchor] = {}
        self._open: dict[str, Anchor] = {}
        self._sheet: Sheet | None = None
        self._bookmarks: list[str] = []
        self._fields: list[Field] = []
        self._inside: tuple[Field, ...] = ()
        self._computed = False

    @property
    def at(self) -> int:
        """The place of the paragraph that is being written, or of the next one."""
        return len(self.sheets) - (self._sheet is not None)

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Return the story."""
        return tuple(sheet.paragraph() for sheet in self.sheets)

    def starts_paragraph(self) -> Sheet:
        """Begin a paragraph."""
        sheet = Sheet(self.place if self.cell is None else Place.CELL, self.cell)
        sheet.bookmarks, self._bookmarks = self._bookmarks, []
        self.sheets.append(sheet)
        self._sheet = sheet
        return sheet

    def ends_paragraph(self) -> None:
        """End the paragraph."""
        self._sheet = None
        for anchor in self._open.values():
            anchor.words.append("\n")

    def write(self, text: str, marks: Marks, note: str = "") -> None:
        """Write text under marks; text outside a paragraph makes one."""
        sheet = self._sheet or self.starts_paragraph()
        last = sheet.strokes[-1] if sheet.strokes else None
        if (
            last is not None
            and not (note or last.note)
            and last.marks == marks
            and last.inside == self._inside
            and last.computed is self._computed
        ):
            last.parts.append(text)
        else:
            sheet.strokes.append(Stroke([text], marks, self._computed, self._inside, note))
        for anchor in self._open.values():
            anchor.words.append(text.replace(PAGE, "\n"))

    def bookmark(self, name: str) -> None:
        """Note a bookmark in this paragraph, or in the next one."""
        where = self._sheet.bookmarks if self._sheet else self._bookmarks
        if name and name not in where:
            where.append(name)

    def comment_starts(self, number: str) -> None:
        """Let the following words belong to a comment."""
        anchor = self.anchors.setdefault(number, Anchor(self.at))
        if len(self._open) < MOST_OPEN:
            self._open[number] = anchor

    def comment_ends(self, number: str) -> None:
        """Let no more words belong to a comment."""
        self._open.pop(number, None)

    def comment_here(self, number: str) -> None:
        """Anchor a comment that has no words."""
        self.anchors.setdefault(number, Anchor(self.at))

    def field_begins(self) -> None:
        """Begin a field: its instruction follows."""
        if len(self._fields) < MOST_OPEN:
            self._fields.append(Field())
            self._look()

    def field_says(self, words: str) -> None:
        """Note a part of the instruction of the innermost field."""
        if self._fields and not self._fields[-1].shows:
            self._fields[-1].instruction.append(words)

    def field_shows(self) -> None:
        """End the instruction of the innermost field: its result follows."""
        if self._fields:
            self._fields[-1].shows = True
            self._look()

    def field_ends(self) -> None:
        """End the innermost field."""
        if self._fields:
            self._fields.pop().ended = True
            self._look()

    def _look(self) -> None:
        self._inside = tuple(one for one in self._fields if not one.shows)
        self._computed = any(one.shows and one.computed for one in self._fields)
