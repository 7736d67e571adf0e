"""L8: how hard a text is to read; for English texts, as a trend from version to version.

Flesch Reading Ease (1948) and the Flesch-Kincaid grade (1975), over syllables as Pyphen counts
them. A hyphen never stands after a first letter by itself, so "a-gree" is counted by hand.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import pyphen

from workflow.rules.checks.reading import Reading

_FIRST = re.compile(r"[aeiouy][bcdfghjklmnpqrstvwxz]{1,2}[aeiouy]")


@dataclass(frozen=True, slots=True)
class Readability:
    """Words and sentences of a text with what follows from them; nothing is rounded."""

    words: int
    sentences: int
    syllables: int

    @property
    def per_sentence(self) -> float:
        """Words of a sentence, on average."""
        return self.words / max(self.sentences, 1)

    @property
    def ease(self) -> float:
        """Flesch Reading Ease: 60 is plain, 30 is hard, 10 is for lawyers."""
        spoken = self.syllables / max(self.words, 1)
        return 206.835 - 1.015 * self.per_sentence - 84.6 * spoken

    @property
    def grade(self) -> float:
        """Flesch-Kincaid: years of school that reading it takes."""
        spoken = self.syllables / max(self.words, 1)
        return 0.39 * self.per_sentence + 11.8 * spoken - 15.59


def readability(reading: Reading) -> Readability | None:
    """Measure an English text; others are not measured, for their formulas differ."""
    if not reading.english:
        return None
    parts = [words for _, words in reading.prose()]
    return Readability(
        words=sum(len(one.words) for one in parts),
        sentences=sum(len(one.sentences) for one in parts),
        syllables=sum(syllables(word) for one in parts for word in one.keys),
    )


@lru_cache(maxsize=65536)
def syllables(word: str) -> int:
    """Return how many syllables an English word has."""
    return len(_hyphens().positions(word)) + 1 + bool(_FIRST.match(word) and len(word) > 3)


@lru_cache(maxsize=1)
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=2, right=2)
