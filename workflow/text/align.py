"""Compare many long texts with one base without reading again what did not change.

A text is cut into paragraphs. Equal paragraphs are found as whole strings, but for the width of the
break behind them: first from both ends, then by what is unique in both texts. Only the stretches
between them are cut into tokens and compared, and a stretch that several agencies share is compared
once. So the cost follows what was changed: O(P) for the P paragraphs of a revision, plus
O(t * u / 64) for each new pair of stretches of t and u tokens.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from workflow.text.compare import Comparison, Edit, Splice, compare
from workflow.text.hunks import landmarks
from workflow.text.tokens import Strip, paragraphs, strip

Stretch = tuple[int, int, int, int]


class Base:
    """A text that revisions are compared with; it remembers what it has compared."""

    def __init__(self, text: str) -> None:
        """Cut the text into paragraphs and tokens, once."""
        self.strip = strip(text)
        self._paragraphs = paragraphs(text)
        self._chars = [0, *accumulate(map(len, self._paragraphs))]
        self._tokens = [bisect_left(self.strip.starts, place) for place in self._chars]
        self._parts: dict[tuple[int, int], Strip] = {}
        self._seen: dict[tuple[int, int, str], Comparison] = {}
        self._whole: dict[str, Comparison] = {}

    def compare(self, revised: str) -> Comparison:
        """Return what turns the base into the revised text."""
        if revised not in self._whole:
            self._whole[revised] = self._compared(revised)
        return self._whole[revised]

    def _compared(self, revised: str) -> Comparison:
        edits: list[Edit] = []
        noise: list[Splice] = []
        if revised != self.strip.text:
            theirs = paragraphs(revised)
            for a0, a1, b0, b1 in stretches(self._paragraphs, theirs):
                found = self._stretch(a0, a1, "".join(theirs[b0:b1]))
                edits += found.edits
                noise += found.noise
        return Comparison(tuple(edits), tuple(noise))

    def _stretch(self, start: int, end: int, revised: str) -> Comparison:
        key = start, end, revised
        if key not in self._seen:
            first, last = self._tokens[start], self._tokens[end]
            found = compare(self._part(first, last), strip(revised))
            self._seen[key] = _moved(found, first, self._chars[start])
        return self._seen[key]

    def _part(self, first: int, last: int) -> Strip:
        if (first, last) not in self._parts:
            self._parts[first, last] = self.strip.part(first, last)
        return self._parts[first, last]


def _moved(found: Comparison, tokens: int, chars: int) -> Comparison:
    """Count tokens and characters from the start of the text, not of the stretch."""
    return Comparison(
        tuple(
            edit._replace(start=edit.start + tokens, end=edit.end + tokens) for edit in found.edits
        ),
        tuple(Splice(start + chars, end + chars, new) for start, end, new in found.noise),
    )


def stretches(a: list[str], b: list[str]) -> Iterator[Stretch]:
    """Yield which paragraphs `a0` to `a1` became which paragraphs `b0` to `b1`.

    How wide a break is does not tell paragraphs apart: otherwise a blank line more would make a
    paragraph look moved. Paragraphs that differ only in this are yielded one by one.
    """
    at_a, at_b = 0, 0
    for a0, a1, b0, b1 in (*_rewritten(a, b), (len(a), len(a), len(b), len(b))):
        if a[at_a:a0] != b[at_b:b0]:
            pairs = zip(range(at_a, a0), range(at_b, b0), strict=True)
            yield from ((x, x + 1, y, y + 1) for x, y in pairs if a[x] != b[y])
        if a0 < a1 or b0 < b1:
            yield a0, a1, b0, b1
        at_a, at_b = a1, b1


def _rewritten(a: list[str], b: list[str]) -> Iterator[Stretch]:
    head, tail = _shared_ends(a, b)
    middle_a = [_kept(one) for one in a[head : len(a) - tail]]
    middle_b = [_kept(one) for one in b[head : len(b) - tail]]
    at_a, at_b = 0, 0
    for mark_a, mark_b in (*landmarks(middle_a, middle_b), (len(middle_a), len(middle_b))):
        if at_a < mark_a or at_b < mark_b:
            yield from _tight(middle_a, middle_b, (at_a, mark_a, at_b, mark_b), head)
        at_a, at_b = mark_a + 1, mark_b + 1


def _kept(paragraph: str) -> str:
    """Return a paragraph with the narrowest break, if there is one behind it."""
    text = paragraph.rstrip()
    return text + "\n\n" if paragraph.count("\n", len(text)) > 1 else text


def _tight(a: list[str], b: list[str], stretch: Stretch, head: int) -> Iterator[Stretch]:
    a0, a1, b0, b1 = stretch
    left, right = _shared_ends(a[a0:a1], b[b0:b1])
    a0, a1, b0, b1 = a0 + left, a1 - right, b0 + left, b1 - right
    if a0 < a1 or b0 < b1:
        yield a0 + head, a1 + head, b0 + head, b1 + head


def _shared_ends(a: list[str], b: list[str]) -> tuple[int, int]:
    shortest = min(len(a), len(b))
    head = 0
    while head < shortest and _same(a[head], b[head]):
        head += 1
    tail = 0
    while tail < shortest - head and _same(a[-1 - tail], b[-1 - tail]):
        tail += 1
    return head, tail


def _same(one: str, other: str) -> bool:
    return one == other or _kept(one) == _kept(other)
