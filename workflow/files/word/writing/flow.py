"""What is to be written, before it is Word: paragraphs, runs, and who did what to them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflow.text.blocks import Block


class Did(StrEnum):
    """What somebody did to a piece of text, as Word names it."""

    INSERT = "ins"
    DELETE = "del"
    MOVE_FROM = "moveFrom"
    MOVE_TO = "moveTo"


@dataclass(frozen=True, slots=True)
class Mark:
    """One tracked change: what, who, when. `move` is the name that both ends of a move share."""

    did: Did
    author: str
    at: datetime
    move: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in the margin, with the answers to it. An empty line parts paragraphs."""

    author: str
    at: datetime
    text: str
    answers: tuple["Remark", ...] = ()


class Look(StrEnum):
    """How a piece of text looks."""

    PLAIN = ""
    STRONG = "strong"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that was treated the same all through."""

    text: str
    mark: Mark | None = None
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs that remarks are about. Without runs it is a point between two letters."""

    runs: tuple[Run, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the text as it is written: `mark` is what happened to the whole paragraph.

    `label` is what people call the block. It is not written: it tells how it is numbered.
    `original` tells that this is where the block stands in the version the file is made from.
    `remarks` are about the whole paragraph.
    """

    block: Block
    stretches: tuple[Stretch, ...]
    mark: Mark | None = None
    label: str = ""
    original: bool = True
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that is repeated on each page; `widths` share the width of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


def plain(block: Block, label: str = "") -> Paragraph:
    """Return a block as it is, without any change."""
    return Paragraph(block, (Stretch((Run(block.text),)),), label=label)
