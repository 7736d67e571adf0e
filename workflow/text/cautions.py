"""Find merges that are right by rule and may be odd to read, so that a person looks at them.

    base   which migrants and which stakeholders
    IOM    which migrants, including children, and which stakeholders
    ILO    which migrants and which stakeholders, including unions,
    both   which migrants, including children, and which stakeholders, including unions,

Nobody contests this, but nobody has read it either. Measured on real merges, such places are wrong
in about a quarter of the cases and all others in one of a hundred: so these are applied as a
proposal, and a person confirms them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workflow.text.tokens import BREAK, Strip, keys_of, sentence_ends

NEAR = 3
"""Tokens between two changes in one paragraph. With more, merges were no more often wrong than far
apart; with fewer, every second wrong merge went unmarked."""

ALIKE = 0.6
"""Share of word pairs that make two additions near-duplicates."""

SAME_SENTENCE = "same sentence"
CLOSE = "close by"
TOUCHING = "touching"
DOUBLED = "doubled word"
DUPLICATE = "near-duplicate"
SPELLED = "near-identical"


@dataclass(frozen=True, slots=True)
class Spot:
    """A settled change: where it is in the base, what it says, and who wants it."""

    start: int
    end: int
    new: str
    agencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Caution:
    """Why to look, and at which of the spots."""

    kind: str
    spots: tuple[int, ...]


def cautions(base: Strip, spots: Sequence[Spot]) -> Iterator[Caution]:
    """Yield why a person should look, for spots in the order of the text."""
    for at, (left, right) in enumerate(pairwise(spots)):
        if kind := _near(base, left, right):
            yield Caution(kind, (at, at + 1))
    for at, spot in enumerate(spots):
        if _doubles(base, spot):
            yield Caution(DOUBLED, (at,))
    yield from (Caution(DUPLICATE, pair) for pair in _duplicates(base, spots))


def _near(base: Strip, left: Spot, right: Spot) -> str | None:
    """Tell whether two agencies changed one paragraph at nearly the same point."""
    if left.agencies == right.agencies:
        return None
    start, end = base.tokens_at(left.end, left.end)[1], base.tokens_at(right.start, right.start)[0]
    if end <= start:
        return TOUCHING
    between = base.keys[start:end]
    if set(between) == {BREAK}:
        return CLOSE
    if len(between) > NEAR or BREAK in between:
        return None
    ends = any(sentence_ends(base.keys, place) for place in range(start + 1, end + 1))
    return CLOSE if ends else SAME_SENTENCE


def _doubles(base: Strip, spot: Spot) -> bool:
    """Tell whether a word now stands twice in a row where it did not in the base."""
    inside = keys_of(spot.new)
    if not inside:
        return False
    first, last = base.tokens_at(spot.start, spot.end)
    before, after = base.keys[max(0, first - 1) : first], base.keys[last : last + 1]
    return _same_word(before, inside) or _same_word(inside[-1:], after)


def _same_word(left: Sequence[str], right: Sequence[str]) -> bool:
    return bool(left and right) and left[0].lower() == right[0].lower() and left[0][0].isalpha()


def _duplicates(base: Strip, spots: Sequence[Spot]) -> Iterator[tuple[int, int]]:
    """Find additions of different agencies at different places that say nearly the same."""
    homes: dict[tuple[str, str], list[int]] = {}
    pairs = [_additions(base, spot) for spot in spots]
    for at, own in enumerate(pairs):
        shared = Counter(other for pair in own for other in homes.get(pair, ())[-8:])
        for other, count in sorted(shared.items()):
            enough = count >= ALIKE * min(len(own), len(pairs[other])) and count >= 3
            if enough and spots[at].agencies != spots[other].agencies:
                yield other, at
        for pair in own:
            homes.setdefault(pair, []).append(at)


def _additions(base: Strip, spot: Spot) -> set[tuple[str, str]]:
    """Return the pairs of neighbouring words that a spot brings."""
    old = set(_pairs(base.text[spot.start : spot.end]))
    return {pair for pair in _pairs(spot.new) if pair not in old}


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    words = [key.lower() for key in keys_of(text) if key[0].isalnum()]
    return pairwise(words)


def by_spot(found: Iterable[Caution]) -> Mapping[int, tuple[str, ...]]:
    """Return for each spot the kinds of its cautions."""
    kinds: dict[int, set[str]] = {}
    for caution in found:
        for spot in caution.spots:
            kinds.setdefault(spot, set()).add(caution.kind)
    return {spot: tuple(sorted(names)) for spot, names in kinds.items()}
