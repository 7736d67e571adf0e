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
            edit._replace(start=edit.start + tokens, end=edit.end + tokens) for edit in found.edits
        ),
        tuple(Splice(start + chars, end + chars, new) for start, end, new in found.noise),
    )


class Paragraphs:
    """A text cut into paragraphs, each with a number: equal paragraphs have the same.

    How wide a break is does not tell paragraphs apart: otherwise a blank line more would make a
    paragraph look moved. `starts` are characters, the last is the end of the text.
    """

    def __init__(self, text: str) -> None:
        """Cut the text and number its paragraphs."""
        self.text = text
        self._parts = paragraphs(text)
        self.starts = [0, *accumulate(map(len, self._parts))]
        self._known: dict[str, int] = {}
        self._numbers = [self._number(one) for one in self._parts]
        self._places = {number: place for place, number in enumerate(self._numbers)}

    def rewritten(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield which paragraphs `a0` to `a1` became which words in another text.

        Paragraphs that differ only in the width of a break are yielded one by one.
        """
        numbers, starts = self._numbered(text)
        for a0, a1, b0, b1 in self._stretches(text, numbers, starts):
            yield a0, a1, text[starts[b0] : starts[b1]]

    def _stretches(self, text: str, numbers: list[int], starts: list[int]) -> Iterator[Stretch]:
        at_a, at_b = 0, 0
        end = len(self._numbers), len(self._numbers), len(numbers), len(numbers)
        for a0, a1, b0, b1 in (*_differing(self._numbers, numbers), end):
            same = text[starts[at_b] : starts[b0]]
            if same != self.text[self.starts[at_a] : self.starts[a0]]:
                for x, y in zip(range(at_a, a0), range(at_b, b0), strict=True):
                    if self._parts[x] != text[starts[y] : starts[y + 1]]:
                        yield x, x + 1, y, y + 1
            if a0 < a1 or b0 < b1:
                yield a0, a1, b0, b1
            at_a, at_b = a1, b1

    def _numbered(self, text: str) -> tuple[list[int], list[int]]:
        """Cut another text, and return the numbers of its paragraphs and where they start.

        Most of them follow each other as they do here: such a run is found without cutting. Only
        other paragraphs are cut out and looked up.
        """
        numbers: list[int] = []
        starts: list[int] = []
        at, start = 0, 0
        while start < len(text):
            end = self._run(text, at, start)
            shift = start - self.starts[at]
            numbers += self._numbers[at:end]
            starts += [place + shift for place in self.starts[at:end]]
            start = self.starts[end] + shift
            at = end
            if start < len(text):
                part = first_paragraph(text, start)
                numbers.append(self._number(part))
                starts.append(start)
                at = self._places.get(numbers[-1], min(at, len(self._parts) - 1)) + 1
                start += len(part)
        return numbers, [*starts, len(text)]

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

    def _number(self, text: str) -> int:
        return self._known.setdefault(_kept(text), len(self._known))


def _kept(paragraph: str) -> str:
    """Return a paragraph with the narrowest break, if there is one behind it."""
    text = paragraph.rstrip()
    return text + "\n\n" if paragraph.count("\n", len(text)) > 1 else text


def _differing(a: list[int], b: list[int]) -> Iterator[Stretch]:
    head, tail = _shared_ends(a, b)
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    at_a, at_b = 0, 0
    for mark_a, mark_b in (*landmarks(middle_a, middle_b), (len(middle_a), len(middle_b))):
        if at_a < mark_a or at_b < mark_b:
            yield from _tight(middle_a, middle_b, (at_a, mark_a, at_b, mark_b), head)
        at_a, at_b = mark_a + 1, mark_b + 1


def _tight(a: list[int], b: list[int], stretch: Stretch, head: int) -> Iterator[Stretch]:
    a0, a1, b0, b1 = stretch
    left, right = _shared_ends(a[a0:a1], b[b0:b1])
    a0, a1, b0, b1 = a0 + left, a1 - right, b0 + left, b1 - right
    if a0 < a1 or b0 < b1:
        yield a0 + head, a1 + head, b0 + head, b1 + head


def _shared_ends(a: list[int], b: list[int]) -> tuple[int, int]:
    shortest = min(len(a), len(b))
    head = 0
    while head < shortest and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shortest - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return head, tail
