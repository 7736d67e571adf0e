r"""The white space around what is changed: which of it is shared, and where it makes a list.

    base   It’s here. — we       IOM   It’s\nhere.\n—\nwe      ILO   It's here. — we

Here no text holds a list. IOM's "here.\n" before ILO's "— we" would be an item of one. So a mark
that can begin an item is never parted from white space that somebody changes beside it.
"""

import re
from collections.abc import Sequence

from workflow.text.compare import Splice

_MARK = r"(?:[-*+•|\u2010-\u2015\u2212]|#{1,6}|\d{1,3}[.)]|\([a-z0-9]{1,3}\))"
_AHEAD = re.compile(rf"(?:(?<=\s)|(?<!.)){_MARK}(?=\s)")
_BEHIND = re.compile(rf"(?:^|\n[^\S\n]*|\s){_MARK}$")
_BEFORE = re.compile(r"(?:\n\s*|\s+|^)\S*\s*$")
_AFTER = re.compile(r"\s*\S{0,5}\s+")
_WIDE = 6
_LONGEST = 12


def item_ahead(text: str, at: int) -> int:
    """Return where the mark of a list item at or around `at` ends."""
    for start in range(at, max(-1, at - _WIDE), -1):
        found = _AHEAD.match(text, start)
        if found:
            return max(at, found.end())
    return at


def item_behind(text: str, at: int) -> int:
    """Return where the mark of a list item that ends at `at` begins, with the break before it."""
    start = max(0, at - _LONGEST)
    found = _BEHIND.search(text[start:at])
    return start + found.start() if found else at


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what tells whether the characters `start` to `end` begin or end with a list item."""
    first = max(0, start - _LONGEST)
    before, after = _BEFORE.search(text[first:start]), _AFTER.match(text, end)
    return before[0] if before else "", after[0] if after else ""


def broken_around(text: str) -> tuple[bool, bool]:
    """Tell whether a text begins, and whether it ends, with the end of a line."""
    words = text.strip()
    head, _, tail = text.partition(words) if words else (text, "", text)
    return "\n" in head, "\n" in tail


def trim(text: str, span: Splice) -> Splice:
    """Leave out white space that is the same before and after, first at the end."""
    start, end, new = span
    while start < end and new and text[end - 1] == new[-1] and new[-1].isspace():
        end, new = end - 1, new[:-1]
    while start < end and new and text[start] == new[0] and new[0].isspace():
        start, new = start + 1, new[1:]
    return Splice(start, end, new)


def shared_space(texts: Sequence[str]) -> tuple[int, int]:
    """Return how much white space all texts share at the end, and before that at the start.

    The end of a line counts only if all the space around it is shared: half of a break between
    paragraphs would be none.
    """
    tail = _shared([text[len(text.rstrip()) :][::-1] for text in texts])
    rest = [text[: len(text) - tail] for text in texts]
    return _shared([text[: len(text) - len(text.lstrip())] for text in rest]), tail


def _shared(spaces: Sequence[str]) -> int:
    shared = min(spaces)
    while not all(space.startswith(shared) for space in spaces):
        shared = shared[:-1]
    return len(shared if len(set(spaces)) == 1 else shared.partition("\n")[0])
