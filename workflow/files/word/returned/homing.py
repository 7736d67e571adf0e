"""Find the blocks of the base again in the paragraphs of a file that came back.

    1 paragraph id   Word keeps it; with the text id the words are the same as well
    2 bookmark       LibreOffice keeps it
    3 words          the very same words, once here and once there
    4 likeness       what is left, by order and by shared words: `workflow.text.adopt`

A mark is believed only while it does not point to words that are quite different from those it
was put on. The text is read twice, with all changes rejected and with all accepted; a paragraph
has the same id both times.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import LCSseq

from workflow.files.word import identity
from workflow.files.word.document import WordDocument
from workflow.files.word.lines import Line
from workflow.files.word.paragraphs import Place
from workflow.text.adopt import adopt
from workflow.text.blocks import Block, Kind
from workflow.text.tokens import keys_of

BELIEVED = 0.3
"""Share of words that a marked paragraph must share with its block, counted on the shorter one."""

_BREAK = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f-\x9f]")
_TYPED = re.compile(r"(?:PP)?\d{1,4}[.)]?\s+(?=\S)|[-*•–]\s+(?=\S)")
_OPENING = "openingparagraph"


class Way(StrEnum):
    """By what a block was found."""

    PARAGRAPH = "paragraph id"
    BOOKMARK = "bookmark"
    WORDS = "words"
    LIKENESS = "likeness"


@dataclass(frozen=True, slots=True)
class Homed:
    """The text of a file as blocks with the ids of the base: before its changes and after.

    `ways` tells for each block of the base that was found, by what. `homes` tells for paragraphs
    of the body, by their places, the id of the block that they are a part of.
    """

    rejected: tuple[Block, ...]
    accepted: tuple[Block, ...]
    ways: Mapping[str, Way]
    homes: Mapping[int, str]


def home(document: WordDocument, base: Sequence[Block]) -> Homed:
    """Return both texts of a file with the ids of the base."""
    before, after = _rows(document.rejected()), _rows(document.accepted())
    typed = _typed_numbers([*before, *after], base)
    before, after = ([one.without_number() if typed else one for one in r] for r in (before, after))
    found = _Finding(base, before)
    known = {line.place: block for line, block in zip(before, found.blocks, strict=True)}
    again = _Finding(base, after, known)
    names = {block.id for block in base}
    ways = {name: way for name, way in (again.ways | found.ways).items() if name in names}
    return Homed(
        rejected=tuple(found.blocks),
        accepted=tuple(again.blocks),
        ways=ways,
        homes=_homes(before, found.blocks) | _homes(after, again.blocks),
    )


def _homes(rows: Sequence["_Row"], blocks: Sequence[Block]) -> dict[int, str]:
    pairs = zip(rows, blocks, strict=True)
    return {place: block.id for row, block in pairs for place in row.line.sources}


def wording(lines: Iterable[Line]) -> list[str]:
    """Return the words of the body, one text a paragraph, without what is no text."""
    return [one.text for one in _rows(lines)]


def as_blocks(lines: Iterable[Line]) -> tuple[Block, ...]:
    """Return the body as blocks of a text that has no base."""
    return tuple(row.block() for row in _rows(lines))


@dataclass(frozen=True, slots=True)
class _Row:
    """One paragraph that came back; `place` is where in the file its end stands."""

    text: str
    line: Line

    @property
    def place(self) -> int:
        return self.line.sources[-1]

    def without_number(self) -> "_Row":
        return replace(self, text=_TYPED.sub("", self.text, count=1))

    def block(self) -> Block:
        """Return it as a new block."""
        kind, level = self.line.kind, self.line.level
        if kind is Kind.NUMBERED and _plain(self.line.paragraph.style) == _OPENING:
            kind = Kind.PARAGRAPH
        return Block(f"new{self.place + 1}", kind, self.text, level)


def _rows(lines: Iterable[Line]) -> list[_Row]:
    rows = (_Row(_one_line(line.text), line) for line in lines if line.place is Place.BODY)
    return [row for row in rows if row.text]


def _one_line(text: str) -> str:
    """Return a paragraph as a text can hold it: one line of composed characters."""
    return unicodedata.normalize("NFC", _TURNS.sub("", _BREAK.sub(" ", text)).strip())


def _plain(style: str) -> str:
    return style.replace(" ", "").lower()


def _typed_numbers(rows: Sequence[_Row], base: Sequence[Block]) -> bool:
    """Tell whether some program has written the numbers of paragraphs into their text."""
    known = Counter(block.text for block in base)
    as_it_is = sum(row.text in known for row in rows)
    without = sum(row.without_number().text in known for row in rows)
    return without > as_it_is


class _Finding:
    """Finds blocks in one view of a file; `known` are blocks by the place of their paragraph."""

    def __init__(
        self, base: Sequence[Block], rows: Sequence[_Row], known: Mapping[int, Block] | None = None
    ) -> None:
        """Find them all."""
        self._base = {block.id: block for block in base}
        self._rows = rows
        self._known = known or {}
        self._found: dict[int, str] = {}
        self.ways: dict[str, Way] = {}
        self._by_place()
        self._by_mark(Way.PARAGRAPH, self._ids(base), lambda line: [line.paragraph.para_id])
        names = {identity.bookmark(block.id): block.id for block in base}
        self._by_mark(Way.BOOKMARK, names, lambda line: line.paragraph.bookmarks)
        self._by_words()
        self._by_likeness()
        self.blocks = [self._block(at) for at in range(len(rows))]

    def _ids(self, base: Sequence[Block]) -> dict[str, str]:
        return {digits: name for name, digits in identity.paragraph_ids(base).items()}

    def _by_place(self) -> None:
        """Let a paragraph be the block that it was before its changes."""
        for at, row in enumerate(self._rows):
            block = self._known.get(row.place)
            if block and block.id in self._base:
                self._found[at] = block.id

    def _by_mark(
        self, way: Way, names: Mapping[str, str], of: Callable[[Line], Iterable[str]]
    ) -> None:
        left = self._left()
        for at, row in self._free():
            for name in of(row.line):
                block = names.get(name.upper() if way is Way.PARAGRAPH else name)
                if block in left and self._believable(left[block], row):
                    self._note(at, block, way)
                    left.pop(block)
                    break

    def _believable(self, block: Block, row: _Row) -> bool:
        """Believe a mark unless the words are quite other ones, or stand elsewhere untouched."""
        if row.text == block.text:
            return True
        a, b = keys_of(block.text), keys_of(row.text)
        shared = LCSseq.similarity(a, b) / max(1, min(len(a), len(b)))
        return shared >= BELIEVED and not any(other.text == block.text for other in self._rows)

    def _by_words(self) -> None:
        left = Counter(block.text for block in self._left().values())
        here = Counter(row.text for _, row in self._free())
        names = {block.text: block.id for block in self._left().values()}
        for at, row in self._free():
            if left[row.text] == here[row.text] == 1:
                self._note(at, names[row.text], Way.WORDS)

    def _by_likeness(self) -> None:
        left, free = self._left(), self._free()
        adopted = adopt(list(left.values()), [row.block() for _, row in free])
        for (at, _), block in zip(free, adopted, strict=True):
            if block.id in left:
                self._note(at, block.id, Way.LIKENESS)

    def _block(self, at: int) -> Block:
        row = self._rows[at]
        if at in self._found:
            return replace(self._base[self._found[at]], text=row.text)
        return replace(self._known.get(row.place, row.block()), text=row.text)

    def _note(self, at: int, block: str, way: Way) -> None:
        self._found[at] = block
        self.ways[block] = way

    def _left(self) -> dict[str, Block]:
        found = set(self._found.values())
        return {name: block for name, block in self._base.items() if name not in found}

    def _free(self) -> list[tuple[int, _Row]]:
        return [(at, row) for at, row in enumerate(self._rows) if at not in self._found]
