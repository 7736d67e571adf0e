"""Say which tokens of a row became which tokens of another, as a person would mark it.

First the longest common row of tokens is found; then differences that have too little in common
between them are joined, so that nobody reads word soup; a rewriting is looked at once more by its
content words; then insertions and deletions slide to the best place among equal ones: a break, the
end of a sentence, the end of a clause.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache
from operator import lt
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from workflow.text.tokens import light, seam, weight

TOO_MUCH = 60_000_000
"""Cells of the comparison table above which we look for common landmarks first: about a second."""


SHARE = 0.5
LARGE = 5.0
"""Two differences are joined when what lies between them weighs less than this share of both, where
no difference counts for more than LARGE: a long addition does not swallow its neighbourhood."""


FEW = 4_000
"""Cells up to which a rewriting is compared again by its content words: a long sentence."""


Keys = tuple[str, ...]


class Hunk(NamedTuple):
    """Tokens `a0` to `a1` of the base became tokens `b0` to `b1` of the revision."""

    a0: int
    a1: int
    b0: int
    b1: int


def hunks(a: Keys, b: Keys) -> list[Hunk]:
    """Return the readable differences between two rows of tokens."""
    raw = raw_hunks(a, b)
    found = [part for hunk in _joined(a, b, raw) for part in _reanchored(a, b, hunk, raw)]
    return list(_slid(a, b, found))


@lru_cache(maxsize=64)
def fine_hunks(a: Keys, b: Keys) -> tuple[Hunk, ...]:
    """Return the smallest differences, each at its best place."""
    return tuple(_slid(a, b, raw_hunks(a, b)))


@lru_cache(maxsize=64)
def raw_hunks(a: Keys, b: Keys) -> tuple[Hunk, ...]:
    """Return the smallest differences between two rows of tokens.

    A dispute asks for the same differences several times, so the last ones are remembered.
    """
    hunk = _trimmed(a, b, Hunk(0, len(a), 0, len(b)))
    return tuple(_split(a, b, hunk)) if hunk.a0 < hunk.a1 or hunk.b0 < hunk.b1 else ()


def _split(a: Sequence[str], b: Sequence[str], hunk: Hunk) -> Iterator[Hunk]:
    a0, a1, b0, b1 = hunk
    if a0 == a1 or b0 == b1:
        yield hunk
    elif (a1 - a0) * (b1 - b0) <= TOO_MUCH:
        numbers: dict[str, int] = {}
        left = [numbers.setdefault(key, len(numbers)) for key in a[a0:a1]]
        right = [numbers.setdefault(key, len(numbers)) for key in b[b0:b1]]
        at_a, at_b = 0, 0
        for block in LCSseq.opcodes(left, right).as_matching_blocks():
            yield Hunk(a0 + at_a, a0 + block.a, b0 + at_b, b0 + block.b)
            at_a, at_b = block.a + block.size, block.b + block.size
    else:
        yield from _by_landmarks(a, b, hunk)


def _by_landmarks(a: Sequence[str], b: Sequence[str], hunk: Hunk) -> Iterator[Hunk]:
    """Cut two very long rows at what is unique in both; without landmarks, replace all."""
    marks = landmarks(a[hunk.a0 : hunk.a1], b[hunk.b0 : hunk.b1])
    if not marks:
        yield hunk
        return
    at_a, at_b = hunk.a0, hunk.b0
    for mark_a, mark_b in (*marks, (hunk.a1 - hunk.a0, hunk.b1 - hunk.b0)):
        part = Hunk(at_a, hunk.a0 + mark_a, at_b, hunk.b0 + mark_b)
        part = _trimmed(a, b, part)
        if part.a0 < part.a1 or part.b0 < part.b1:
            yield from _split(a, b, part)
        at_a, at_b = hunk.a0 + mark_a + 1, hunk.b0 + mark_b + 1


def landmarks(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the longest row of pairs that are unique in both and stand in the same order."""
    places_a, places_b = _unique(a), _unique(b)
    pairs = [(place, places_b[key]) for key, place in places_a.items() if key in places_b]
    rise = longest_rise([right for _, right in pairs])
    return pairs if len(rise) == len(pairs) else [pairs[at] for at in rise]


def _unique(row: Sequence[Hashable]) -> dict[Hashable, int]:
    places = {key: place for place, key in enumerate(row)}
    if len(places) == len(row):
        return places
    counts = Counter(row)
    return {key: place for key, place in places.items() if counts[key] == 1}


def longest_rise(row: Sequence[int]) -> list[int]:
    """Return the places of a longest rising part of a row of different numbers."""
    if all(map(lt, row, row[1:])):
        return list(range(len(row)))
    tops: list[int] = []
    before: dict[int, int] = {}
    for place, value in enumerate(row):
        low, high = 0, len(tops)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if row[tops[middle]] < value else (low, middle)
        before[place] = tops[low - 1] if low else -1
        tops[low : low + 1] = [place]
    rise, place = [], tops[-1]
    while place >= 0:
        rise.append(place)
        place = before[place]
    return rise[::-1]


def _trimmed(a: Sequence[str], b: Sequence[str], hunk: Hunk) -> Hunk:
    a0, a1, b0, b1 = hunk
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    return Hunk(a0, a1, b0, b1)


def _joined(a: Sequence[str], b: Sequence[str], found: Sequence[Hunk]) -> Sequence[Hunk]:
    """Join neighbours until what lies between any two says more than they change."""
    while True:
        row: list[Hunk] = []
        for hunk in found:
            if row and _belong(a, b, row[-1], hunk):
                last = row.pop()
                hunk = _trimmed(a, b, Hunk(last.a0, hunk.a1, last.b0, hunk.b1))  # noqa: PLW2901
            row.append(hunk)
        if len(row) == len(found):
            return row
        found = row


def _reanchored(
    a: Sequence[str], b: Sequence[str], hunk: Hunk, raw: Sequence[Hunk]
) -> Sequence[Hunk]:
    """Compare a rewriting by its content words if more is kept then: "employers", not "and"."""
    if not 0 < (hunk.a1 - hunk.a0) * (hunk.b1 - hunk.b0) <= min(FEW, TOO_MUCH):
        return [hunk]
    parts = [part for part in raw if hunk.a0 <= part.a0 and part.a1 <= hunk.a1]
    again = list(_by_content(a, b, hunk))
    changed = [sum(sum(map(weight, a[one.a0 : one.a1])) for one in row) for row in (parts, again)]
    return _joined(a, b, again) if changed[1] < changed[0] else [hunk]


def _by_content(a: Sequence[str], b: Sequence[str], hunk: Hunk) -> Iterator[Hunk]:
    """Yield the differences between two rows whose content words are matched first."""
    left = [at for at in range(hunk.a0, hunk.a1) if weight(a[at]) >= 1]
    right = [at for at in range(hunk.b0, hunk.b1) if weight(b[at]) >= 1]
    same = LCSseq.opcodes([a[at] for at in left], [b[at] for at in right]).as_matching_blocks()
    pairs = [(left[one.a + n], right[one.b + n]) for one in same for n in range(one.size)]
    at_a, at_b = hunk.a0, hunk.b0
    for mark_a, mark_b in (*pairs, (hunk.a1, hunk.b1)):
        part = _trimmed(a, b, Hunk(at_a, mark_a, at_b, mark_b))
        if part.a0 < part.a1 or part.b0 < part.b1:
            yield part
        at_a, at_b = mark_a + 1, mark_b + 1


def _belong(a: Sequence[str], b: Sequence[str], first: Hunk, second: Hunk) -> bool:
    most = (_size(a, b, first) + _size(a, b, second)) * SHARE
    return _weigh(a[first.a1 : second.a0], most) < most


def _size(a: Sequence[str], b: Sequence[str], hunk: Hunk) -> float:
    return max(_weigh(a[hunk.a0 : hunk.a1], LARGE), _weigh(b[hunk.b0 : hunk.b1], LARGE))


def _weigh(keys: Sequence[str], enough: float) -> float:
    """Return how much the tokens weigh, but not much more than `enough`."""
    total = 0.0
    for key in keys:
        total += weight(key)
        if total >= enough:
            return enough
    return total


def _slid(a: Sequence[str], b: Sequence[str], found: Sequence[Hunk]) -> Iterator[Hunk]:
    """Move insertions and deletions to the best of the places that give the same text."""
    floor = 0
    for place, hunk in enumerate(found):
        ceiling = found[place + 1].a0 - 1 if place + 1 < len(found) else len(a)
        shift = _shift(a, b, hunk, (floor - hunk.a0, ceiling - hunk.a1))
        yield Hunk(*(side + shift for side in hunk))
        floor = hunk.a1 + shift + 1


def _shift(a: Sequence[str], b: Sequence[str], hunk: Hunk, room: tuple[int, int]) -> int:
    a0, a1, b0, b1 = hunk
    if a0 < a1 and b0 < b1:
        return 0
    row, start, end = (b, b0, b1) if a0 == a1 else (a, a0, a1)
    steps = [0, *_slides(row, start, end, room)]
    return max(steps, key=lambda step: _grace(row, start + step, end + step))


def _grace(row: Sequence[str], start: int, end: int) -> float:
    """Return how natural it is to read the tokens `start` to `end` as one addition."""
    phrase = light(row[start]) and not light(row[end - 1])
    return seam(row, start) + seam(row, end) + phrase / 2


def _slides(row: Sequence[str], start: int, end: int, room: tuple[int, int]) -> Iterator[int]:
    step = 0
    while step > room[0] and row[start + step - 1] == row[end + step - 1]:
        step -= 1
        yield step
    step = 0
    while step < room[1] and row[start + step] == row[end + step]:
        step += 1
        yield step
