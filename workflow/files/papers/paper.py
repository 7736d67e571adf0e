"""A document before it has a form, and how its changes are put into words.

Word shows who changed what with marks of its own. Everything else, and everybody who listens or
prints in black and white, reads it in words: [ILO adds: actively], [IOM deletes: all].
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from workflow.files.word.writing.assembly import Setup
from workflow.files.word.writing.flow import Did, Look, Mark, Paragraph, Remark, Run, Table
from workflow.files.word.writing.masthead import Masthead
from workflow.text.blocks import Block, Kind


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: what stands around the text, and the text. `at` is when it was made.

    `blocks` are the version it is made from; `setup` matters to Word only.
    """

    head: Masthead
    blocks: Sequence[Block]
    flow: Sequence[Paragraph | Table]
    at: datetime
    setup: Setup = field(default_factory=Setup)
    exact: bool = False
    """Whether it is the text and nothing else: its Markdown is then the canonical text."""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a line. `note` is the number of a note that stands here.

    The text of a note is only what parts it from the note before it.
    """

    text: str
    did: Did | None = None
    look: Look = Look.PLAIN
    note: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with its number in words. `level` is that of the block."""

    kind: Kind
    level: int
    number: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark, numbered through the whole document."""

    number: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Spelled:
    """A document of which every part is words."""

    lines: tuple[Line | Table, ...]
    notes: tuple[Note, ...]


_INSIDE = {
    Did.INSERT: "adds",
    Did.DELETE: "deletes",
    Did.MOVE_FROM: "moves away",
    Did.MOVE_TO: "moves here",
}
_WHOLE = {
    Did.INSERT: "adds this paragraph",
    Did.DELETE: "takes this paragraph out",
    Did.MOVE_FROM: "moves this paragraph away",
    Did.MOVE_TO: "moves this paragraph here",
}


def spelled(paper: Paper) -> Spelled:
    """Put a document into words."""
    notes: list[Note] = []
    lines = tuple(one if isinstance(one, Table) else _line(one, notes) for one in paper.flow)
    return Spelled(lines, tuple(notes))


def _line(one: Paragraph, notes: list[Note]) -> Line:
    words: list[Words] = []
    if one.mark:
        words.append(Words(f"[{one.mark.author} {_WHOLE[one.mark.did]}: ", one.mark.did))
    for stretch in one.stretches:
        words += _runs(stretch.runs, one.mark)
        words += _noted(stretch.remarks, notes)
    if one.mark:
        words.append(Words("]", one.mark.did))
    words += _noted(one.remarks, notes)
    number = _number(one)
    return Line(one.block.kind, one.block.level, number, tuple(words))


def _number(one: Paragraph) -> str:
    if one.block.kind is Kind.NUMBERED:
        return f"{one.label}." if one.label and one.original else "–"
    return one.label if one.block.kind is Kind.PARAGRAPH else ""


def _runs(runs: Iterable[Run], whole: Mark | None) -> Iterator[Words]:
    for run in runs:
        if not run.text:
            continue
        if run.mark is None or (whole and run.mark.did is whole.did):
            yield Words(run.text, run.mark.did if run.mark else None, run.look)
        else:
            left, inner, right = _edges(run.text)
            label = f"{left}[{run.mark.author} {_INSIDE[run.mark.did]}: {inner}]{right}"
            yield Words(label, run.mark.did, run.look)


def _edges(text: str) -> tuple[str, str, str]:
    inner = text.strip()
    if not inner:
        return "", text, ""
    at = text.index(inner)
    return text[:at], inner, text[at + len(inner) :]


def _noted(remarks: Iterable[Remark], notes: list[Note]) -> Iterator[Words]:
    started = False
    for remark in remarks:
        for one in (remark, *remark.answers):
            notes.append(Note(len(notes) + 1, one.author, one.text))
            yield Words("," if started else "", note=len(notes))
            started = True


def in_lists(lines: Iterable[Line | Table]) -> Iterator[tuple[bool, list[Line | Table]]]:
    """Yield the lines in groups; True for groups of list items."""
    for items, group in groupby(lines, key=_is_item):
        yield items, list(group)


def _is_item(line: Line | Table) -> bool:
    return isinstance(line, Line) and line.kind is Kind.ITEM
