"""What differs between what was sent and what came back, and is not marked in the file.

    sent        We will help migrants.       Page 3
    rejected    We will help all migrants.   Page 4        all marks of the returned file refused

    untracked   insert "all " at 13 (text);   replace "3" by "4" (a program computed it)

Paragraphs are paired first: by their ids, then by their words. Inside a pair the difference is
exact to the character; `restored` puts the changes into what was sent and gets what came back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflow.files.word.lines import Line
from workflow.files.word.returned.pairing import FIELD, Masked, Sent, moved, paired
from workflow.text.blocks import Block, Kind
from workflow.text.changes import text_changes
from workflow.text.compare import Splice, splice
from workflow.text.tokens import keys_of

_BLANKS = dict.fromkeys((0xA0, 0x2007, 0x202F), " ")
"""Spaces at which no line breaks: programs put them in by themselves."""


class Nature(StrEnum):
    """What kind of difference it is. Only the first three are somebody's."""

    TEXT = "text"
    TYPOGRAPHY = "typography"
    WHITESPACE = "white space"
    FIELD = "computed by a program"
    FORMATTING = "formatting"


WRITTEN = frozenset((Nature.TEXT, Nature.TYPOGRAPHY, Nature.WHITESPACE))


class What(StrEnum):
    """What happened to a paragraph, or in it."""

    WORDS = "words"
    ADDED = "added paragraph"
    REMOVED = "removed paragraph"
    MOVED = "moved paragraph"
    KIND = "kind of paragraph"


@dataclass(frozen=True, slots=True)
class Untracked:
    """One difference.

    `sent` and `returned` count paragraphs, `start` and `end` the characters of the paragraph that
    was sent; those became `new`. A whole paragraph that went or came is in `old` or `new`.
    """

    what: What
    nature: Nature
    sent: int | None
    returned: int | None
    start: int
    end: int
    old: str
    new: str

    @property
    def written(self) -> bool:
        """Tell whether a person wrote it, so that a person has to answer for it."""
        return self.nature in WRITTEN


def as_sent(lines: Iterable[Line]) -> list[Sent]:
    """Return lines in the form in which they are compared; lines without a word say nothing."""
    return [
        Sent(line.text, line.kind, line.level, line.paragraph.para_id, tuple(_fields(line)))
        for line in lines
        if line.text.strip()
    ]


def untracked(sent: Sequence[Sent], returned: Sequence[Sent]) -> tuple[Untracked, ...]:
    """Return all differences, in the order of what came back; removed paragraphs last."""
    pairs = paired(sent, returned)
    return tuple(_differences(sent, returned, pairs, moved(pairs)))


def restored(
    sent: Sequence[Sent], returned: Sequence[Sent], found: Iterable[Untracked]
) -> list[str]:
    """Put the differences into what was sent: the texts that came back, to the character."""
    pairs = paired(sent, returned)
    splices: dict[int, list[Splice]] = {}
    added = {}
    for one in found:
        if one.what is What.WORDS and one.sent is not None:
            splices.setdefault(one.sent, []).append(Splice(one.start, one.end, one.new))
        elif one.what is What.ADDED:
            added[one.returned] = one.new
    return [
        splice(sent[pairs[at]].text, splices.get(pairs[at], ())) if at in pairs else added[at]
        for at in range(len(returned))
    ]


def _differences(
    sent: Sequence[Sent], returned: Sequence[Sent], pairs: Mapping[int, int], elsewhere: set[int]
) -> Iterator[Untracked]:
    for at, one in enumerate(returned):
        if at not in pairs:
            computed = _inside(0, len(one.text), one.fields)
            nature = Nature.FIELD if computed else Nature.TEXT
            yield _whole(What.ADDED, nature, (None, at), "", one.text)
            continue
        base = sent[pairs[at]]
        if at in elsewhere:
            yield _whole(What.MOVED, Nature.TEXT, (pairs[at], at), base.text, base.text)
        if (base.kind, base.level) != (one.kind, one.level):
            old, new = _name(base), _name(one)
            yield _whole(What.KIND, Nature.FORMATTING, (pairs[at], at), old, new)
        yield from _words(base, one, pairs[at], at)
    kept = set(pairs.values())
    for at, one in enumerate(sent):
        if at not in kept:
            yield _whole(What.REMOVED, Nature.TEXT, (at, None), one.text, "")


def _words(base: Sent, one: Sent, sent: int, returned: int) -> Iterator[Untracked]:
    """Yield the differences inside a paragraph.

    If both have as many fields, their results are compared by themselves, each with its own.
    """
    masked = len(base.fields) == len(one.fields) and FIELD not in base.text + one.text
    old, new = Masked.of(base, masked=masked), Masked.of(one, masked=masked)
    rows: list[tuple[int, int, str, Nature]] = []
    went: list[tuple[int, int]] = []
    came: list[tuple[int, int]] = []
    shift = 0
    for change in text_changes(Block("", base.kind, old.text), new.text):
        went.append((change.start, change.end))
        came.append((change.start + shift, change.start + shift + len(change.new)))
        shift += len(change.new) - len(change.old)
        start, end, words = old.place(change.start), old.place(change.end), new.told(*came[-1])
        only_fields = change.old.replace(FIELD, "") == change.new.replace(FIELD, "")
        inside = _inside(start, end, base.fields) and _inside(*came[-1], one.fields)
        computed = only_fields if masked else inside
        nature = Nature.FIELD if computed else _nature(base.text[start:end], words)
        rows.append((start, end, words, nature))
    for (start, end), there in zip(old.outside(went), new.outside(came), strict=True):
        words = one.text[slice(*there)]
        if base.text[start:end] != words:
            rows.append((start, end, words, Nature.FIELD))
    for start, end, words, nature in sorted(rows):
        before = base.text[start:end]
        yield Untracked(What.WORDS, nature, sent, returned, start, end, before, words)


def _whole(
    what: What, nature: Nature, places: tuple[int | None, int | None], old: str, new: str
) -> Untracked:
    end = len(old) if what is What.REMOVED else 0
    return Untracked(what, nature, *places, 0, end, old, new)


def _nature(old: str, new: str) -> Nature:
    if old.split() == new.split():
        plain = old.translate(_BLANKS) == new.translate(_BLANKS)
        return Nature.TYPOGRAPHY if plain else Nature.WHITESPACE
    return Nature.TYPOGRAPHY if keys_of(old) == keys_of(new) else Nature.TEXT


def _inside(start: int, end: int, fields: Iterable[tuple[int, int]]) -> bool:
    return start == end or any(left <= start and end <= right for left, right in fields)


def _fields(line: Line) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a line that are computed; those that touch are one."""
    at, began = 0, None
    for piece in line.pieces:
        if piece.field and began is None:
            began = at
        elif not piece.field and piece.text and began is not None:
            yield began, at
            began = None
        at += len(piece.text)
    if began is not None:
        yield began, at


def _name(one: Sent) -> str:
    return f"{one.kind} {one.level}" if one.kind is Kind.HEADING else one.kind.value
