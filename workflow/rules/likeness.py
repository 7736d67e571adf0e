"""How alike two short texts are in what they speak about, for proposing what a person confirms.

Words are cut to their stems; rare ones weigh more (term frequency times inverse document
frequency); the likeness is the cosine of both. It orders proposals and decides nothing.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import snowballstemmer

from workflow.rules.checks.reading import words_of
from workflow.text.tokens import light

PROPOSED = 0.12
"""The likeness from which a pair is proposed; found on the texts of the story."""


class Verdict(StrEnum):
    """What a person says of a block and a recommendation."""

    ANSWERS = "answers"
    DOES_NOT = "does not answer"


@dataclass(frozen=True, slots=True)
class Pair:
    """A block and a recommendation by their places, and how alike they are from 0 to 1."""

    ours: int
    theirs: int
    likeness: float


def alike(ours: Sequence[str], theirs: Sequence[str]) -> list[Pair]:
    """Return the pairs worth proposing, the most alike first."""
    bags = [_bag(text) for text in (*ours, *theirs)]
    homes = Counter(stem for bag in bags for stem in bag)
    rare = {stem: math.log(1 + len(bags) / count) for stem, count in homes.items()}
    weighed = [_weighed(bag, rare) for bag in bags]
    found = [
        Pair(at, to, round(_cosine(mine, other), 3))
        for at, mine in enumerate(weighed[: len(ours)])
        for to, other in enumerate(weighed[len(ours) :])
    ]
    good = [pair for pair in found if pair.likeness >= PROPOSED]
    return sorted(good, key=lambda pair: (-pair.likeness, pair.theirs, pair.ours))


def _weighed(bag: Mapping[str, int], rare: Mapping[str, float]) -> dict[str, float]:
    vector = {stem: (1 + math.log(count)) * rare[stem] for stem, count in bag.items()}
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {stem: value / length for stem, value in vector.items()}


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum(value * b[stem] for stem, value in a.items() if stem in b)


@lru_cache(maxsize=4096)
def _bag(text: str) -> Mapping[str, int]:
    words = [word for word in words_of(text).keys if not light(word) and len(word) > 2]
    return Counter(_stemmer().stemWords(words))


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")
