"""What is proposed for one place of a text: equal proposals are one, with all who make them.

Two proposals are equal if their words are, whatever their typography, with one spelling for -ise
and -ize. The commonest of their texts stands for all of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from workflow.text.spaces import broken_around
from workflow.text.tokens import keys_of, spelled

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One text proposed for a place, and all who propose it; some with `variants` of typography."""

    text: str
    agencies: tuple[str, ...]
    noise: bool
    variants: bool = False


class Side(NamedTuple):
    """A text for a place, its words, and the agencies that write exactly this."""

    text: str
    keys: Keys
    agencies: Sequence[str]


def alternatives(
    base: str, texts: Mapping[str, str], beside: tuple[str, str]
) -> tuple[Alternative, ...]:
    """Fold equal texts; the words before the typography, more agencies before fewer."""
    before, behind = beside
    sides = [
        Side(text, keys_of(before + text + behind), [agency]) for agency, text in texts.items()
    ]
    return folded(base, keys_of(before + base + behind), sides)


def folded(old: str, base: Keys, sides: Iterable[Side]) -> tuple[Alternative, ...]:
    """Fold sides of the same words; `base` are the words of `old`."""
    same: dict[tuple[bool, Keys, bool], list[Side]] = {}
    for side in sides:
        noise = side.keys == base
        words = noise, spelled(side.keys), noise and "\n" in side.text
        same.setdefault(words, []).append(side)
    row = []
    for (noise, *_), alike in same.items():
        agencies = tuple(sorted(agency for side in alike for agency in side.agencies))
        own = [side.text for side in alike for _ in side.agencies]
        variants = len(set(own)) > 1
        text = _surface(old, own) if variants else own[0]
        row.append(Alternative(text, agencies, noise, variants))
    return tuple(sorted(row, key=lambda one: (one.noise, -len(one.agencies), one.text)))


def _surface(base: str, texts: Sequence[str]) -> str:
    """Return the commonest text; where they end lines at other points, one that does as the base.

    What stands beside it may begin with a dash, and make a list that nobody wrote.
    """
    alike = [text for text in texts if broken_around(text) == broken_around(base)]
    return commonest(alike or texts)


def commonest(texts: Iterable[str]) -> str:
    """Return the text that most propose; of equally many the first in the alphabet."""
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], text))
