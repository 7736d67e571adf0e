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
from workflow.text.tokens import Strip, first_paragraph, paragraphs, strip, strip_like

Stretch = tuple[int, int, int, int]
Rewritten = tuple[int, int, str]


class Base:
    """A text that revisions are compared with; it remembers what it has compared."""

    def __init__(self, text: str) -> None:
        """Cut the text into paragraphs and tokens, once."""
        self.strip = strip(text)
        self._paragraphs = Paragraphs(text)
        self._tokens = [bisect_left(self.strip.starts, at) for at in self._paragraphs.starts]
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
            for a0, a1, part in self._paragraphs.rewritten(revised):
                found = self._stretch(a0, a1, part)
                edits += found.edits
                noise += found.noise
        return Comparison(tuple(edits), tuple(noise))

    def _stretch(self, start: int, end: int, revised: str) -> Comparison:
        key = start, end, revised
        if key not in self._seen:
            first, last = self._tokens[start], self._tokens[end]
            part = self._part(first, last)
            found = compare(part, strip_like(part, revised))
            self._seen[key] = _moved(found, first, self._paragraphs.starts[start])
        return self._seen[key]

    def _part(self, first: int, last: int) -> Strip:
        if (first, last) not in self._parts:
            self._parts[first, last] = self.strip.part(first, last)
        return self._parts[first, last]


def _moved(found: Comparison, tokens: int, chars: int) -> Comparison:
    """Count tokens and characters from the start of the text, not of the stretch."""
    return Comparison(
        tuple(
            Edit(start + tokens, end + tokens, keys, surface)
            for start, end, keys, surface in found.edits
        ),
        tuple(Splice(start + chars, end + chars, new) for start, end, new in found.noise),
    )


class Paragraphs:
    """A text cut into paragraphs; `starts` are characters, the last is the end of the text.

    How wide a break is does not tell paragraphs apart: otherwise a blank line more would make a
    paragraph look moved.
    """

    def __init__(self, text: str) -> None:
        """Cut the text."""
        self._parts = paragraphs(text)
        self.starts = [0, *accumulate(map(len, self._parts))]
        self._kept = [_kept(one) for one in self._parts]
        self._places = {kept: place for place, kept in enumerate(self._kept)}

    def rewritten(self, text: str) -> list[Rewritten]:
        """Return which paragraphs from one to another became which words in another text.

        Paragraphs that differ only in the width of a break are told one by one.
        """
        found = self._in_order(text)
        return list(self._in_any_order(text)) if found is None else found

    def _in_order(self, text: str) -> list[Rewritten] | None:
        """Find it quickly, if each paragraph stands here once and those that stay keep this order.

        Most answers are like this. A run of paragraphs that follow each other as they do here is
        found without cutting; only others are cut out and looked up.
        """
        if len(self._places) < len(self._parts):
            return None
        found: list[Rewritten] = []
        last, before = 0, 0
        end_of_all = len(self._parts), len(self._parts), len(text), len(text)
        for first, end, start, stop in (*self._staying(text), end_of_all):
            if first < last:
                return None
            if last < first or before < start:
                found.append((last, first, text[before:start]))
            if end == first + 1 and self._parts[first] != text[start:stop]:
                found.append((first, end, text[start:stop]))
            last, before = end, stop
        return found

    def _staying(self, text: str) -> Iterator[Stretch]:
        """Yield which paragraphs, from one to another, stand at which characters of a text."""
        here, start = 0, 0
        while start < len(text):
            first, end = here, self._run(text, here, start)
            stop = start + self.starts[end] - self.starts[first]
            if first == end:
                part = first_paragraph(text, start)
                stop = start + len(part)
                first = self._places.get(_kept(part), -1)
                end = first + 1
            if first >= 0:
                yield first, end, start, stop
            here = end if first >= 0 else min(here + 1, len(self._parts))
            start = stop

    def _in_any_order(self, text: str) -> Iterator[Rewritten]:
        """Find it by the paragraphs that stand once in both texts."""
        own, other = self._parts, paragraphs(text)
        at_a, at_b = 0, 0
        end = len(own), len(own), len(other), len(other)
        for a0, a1, b0, b1 in (*_differing(self._kept, [_kept(one) for one in other]), end):
            for x, y in zip(range(at_a, a0), range(at_b, b0), strict=True):
                if own[x] != other[y]:
                    yield x, x + 1, other[y]
            if a0 < a1 or b0 < b1:
                yield a0, a1, "".join(other[b0:b1])
            at_a, at_b = a1, b1

    def _run(self, text: str, at: int, start: int) -> int:
        """Return the end of the run of paragraphs from `at` on that stand at `start` in a text."""
        first = at
        for part in self._parts[at:]:
            if not text.startswith(part, start):
                break
            start += len(part)
            at += 1
        ends = start == len(text) or (at < len(self._parts) and not text[start].isspace())
        return at if ends or at == first else at - 1


def _kept(paragraph: str) -> str:
    """Return a paragraph with the narrowest break, if there is one behind it."""
    text = paragraph.rstrip()
    return text + "\n\n" if paragraph.count("\n", len(text)) > 1 else text


def _differing(a: list[str], b: list[str]) -> Iterator[Stretch]:
    head, tail = _shared_ends(a, b)
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    at_a, at_b = 0, 0
    for mark_a, mark_b in (*landmarks(middle_a, middle_b), (len(middle_a), len(middle_b))):
        if at_a < mark_a or at_b < mark_b:
            yield from _tight(middle_a, middle_b, (at_a, mark_a, at_b, mark_b), head)
        at_a, at_b = mark_a + 1, mark_b + 1


def _tight(a: list[str], b: list[str], stretch: Stretch, head: int) -> Iterator[Stretch]:
    a0, a1, b0, b1 = stretch
    left, right = _shared_ends(a[a0:a1], b[b0:b1])
    a0, a1, b0, b1 = a0 + left, a1 - right, b0 + left, b1 - right
    if a0 < a1 or b0 < b1:
        yield a0 + head, a1 + head, b0 + head, b1 + head


def _shared_ends(a: list[str], b: list[str]) -> tuple[int, int]:
    shortest = min(len(a), len(b))
    head = 0
    while head < shortest and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shortest - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return head, tail
