r"""Paragraphs of a Word file with the marks on them.

    We will <ins ILO>actively </ins>help <del IOM>all </del>people.¶<ins ILO>

is a `Paragraph` of five pieces; each piece carries the marks that lie on it, the outermost first,
and so does the end of the paragraph, whose mark decides whether it stays apart from the next one:

    accepted   We will actively help people.
    rejected   We will help all people. And what was the next paragraph until ILO cut it here.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflow.text.blocks import Kind


class MarkKind(StrEnum):
    """What a mark says has happened to what it lies on."""

    INSERT = "insert"
    DELETE = "delete"
    MOVE_FROM = "move_from"
    MOVE_TO = "move_to"
    FORMAT = "format"


@dataclass(frozen=True, slots=True)
class Mark:
    """A tracked change as the file tells it: a claim, never evidence of who did it or when.

    `date` is as it is written. Word ends it with Z and means the local time of the writer; `utc` is
    the true time where the file has it. Both ends of a move have the same name in `move`. `on` is
    "row" or "cell" where the mark lies on a part of a table and its words say nothing themselves.
    """

    kind: MarkKind
    author: str = ""
    date: str = ""
    utc: str = ""
    move: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    r"""A stretch of text under the same marks; line breaks are "\n", tabs "\t".

    `field` tells that a program computes it: a page number, a date, a cross-reference. `note` is
    the key of the note whose number stands here ("footnote 2"); the text of the piece is then "".
    """

    text: str
    marks: tuple[Mark, ...] = ()
    field: bool = False
    note: str = ""


class Place(StrEnum):
    """In which part of the document a paragraph stands."""

    BODY = "body"
    CELL = "cell"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text box"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a table a paragraph stands, counted from 1; a table inside a cell is its own."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Numbering:
    """How Word numbers a paragraph: the number itself is never a part of the text.

    `format` is Word's name: "bullet", "decimal", "lowerLetter" and some sixty others.
    """

    list: str
    level: int
    format: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with all that was ever written into it."""

    pieces: tuple[Piece, ...]
    end_marks: tuple[Mark, ...] = ()
    format_marks: tuple[Mark, ...] = ()
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    style: str = ""
    numbering: Numbering | None = None
    para_id: str = ""
    text_id: str = ""
    bookmarks: tuple[str, ...] = ()
    place: Place = Place.BODY
    cell: Cell | None = None

    @property
    def text(self) -> str:
        """All text, with what is deleted and what is inserted."""
        return "".join(piece.text for piece in self.pieces)
