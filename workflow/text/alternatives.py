"""What is proposed for one place of a text: equal proposals are one, with all who make them.

Two proposals are equal if their words are, whatever their typography, with one spelling for -ise
and -ize. The commonest of their texts stands for all of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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


def alternatives(
    base: str, texts: Mapping[str, str], beside: tuple[str, str]
) -> tuple[Alternative, ...]:
    """Fold equal texts; the words before the typography, more agencies before fewer."""
    before, behind = beside
    keys = {agency: keys_of(before + text + behind) for agency, text in texts.items()}
    return folded(base, keys_of(before + base + behind), texts, keys)


def folded(
    old: str, base: Keys, texts: Mapping[str, str], keys: Mapping[str, Keys]
) -> tuple[Alternative, ...]:
    """Fold sides of the same words, given for each agency; `base` are the words of `old`."""
    same: dict[tuple[bool, Keys, bool], list[str]] = {}
    for agency, text in texts.items():
        noise = keys[agency] == base
        side = noise, spelled(keys[agency]), noise and "\n" in text
        same.setdefault(side, []).append(agency)
    row = []
    for (noise, *_), agencies in same.items():
        own = [texts[agency] for agency in agencies]
        variants = len(set(own)) > 1
        text = _surface(old, own) if variants else own[0]
        row.append(Alternative(text, tuple(sorted(agencies)), noise, variants))
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
