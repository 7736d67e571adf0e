"""A text as the checks read it: blocks, sentences, words. Each block is read once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import sentencex

from workflow.text import canonical
from workflow.text.blocks import Block, Kind

WORD = re.compile(r"[^\W_]+(?:[’'\-‐‑.][^\W_]+)*")
_OPEN = re.compile(
    r"\b(?:paras?|paragraphs?|nos?|arts?|cf|vs|ch|secs?|vol|pp?)\.\s*$", re.IGNORECASE
)
_ENGLISH = frozenset(
    "the of and to in on by for with that which will we our is are be been has have this these"
    " their its from at as or not an it who what was were where all each should shall".split()
)
_FRENCH = frozenset(
    "le la les des du et que qui dans pour sur une est sont nous ce cette aux au leur".split()
)
_FURTHER = frozenset(
    "la que el los las y del en por para con una su sus se der die das und zu den von mit nicht"
    " ist il di che gli".split()
)
_OTHERS = _FRENCH | _FURTHER
_ARABIC = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a block's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Words:
    """The words of one block."""

    text: str

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, each without the white space around it."""
        return tuple(_sentences(self.text))

    @cached_property
    def words(self) -> tuple[Span, ...]:
        """The words with their places; "employers'" and "well-being" are one each."""
        return tuple(Span(*one.span(), one[0]) for one in WORD.finditer(self.text))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The words, small, for comparing."""
        return tuple(one.text.casefold().replace("’", "'") for one in self.words)


@lru_cache(maxsize=16384)
def words_of(text: str) -> Words:
    """Read the text of a block; texts that come again are remembered."""
    return Words(text)


@dataclass(frozen=True)
class Reading:
    """A whole text as the checks read it."""

    blocks: tuple[Block, ...]

    @cached_property
    def labels(self) -> dict[str, str]:
        """What people call each block."""
        return canonical.labels(self.blocks)

    @cached_property
    def english(self) -> bool:
        """Tell whether the checks that know English words may speak."""
        return is_english(self._sample)

    @property
    def language(self) -> str:
        """The language in which to write down what the checks say of this text."""
        return language_of(self._sample)

    @property
    def _sample(self) -> str:
        return " ".join(block.text for block in self.blocks[:40])

    @cached_property
    def count(self) -> int:
        """How many words the text has, headings included."""
        return sum(len(words_of(block.text).words) for block in self.blocks)

    def prose(self) -> Iterator[tuple[Block, Words]]:
        """Yield what is no heading, with its words."""
        for block in self.blocks:
            if block.kind is not Kind.HEADING:
                yield block, words_of(block.text)


def read(blocks: Iterable[Block]) -> Reading:
    """Read a text."""
    return Reading(tuple(blocks))


def is_english(text: str) -> bool:
    """Tell whether a text is in English, by its small words."""
    words = [word.casefold() for word in WORD.findall(text)]
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) < 0.9 * len(letters) or not letters:
        return False
    return sum(word in _ENGLISH for word in words) >= sum(word in _OTHERS for word in words)


def language_of(text: str) -> str:
    """Return the language of a text among those the service speaks; any other counts as English."""
    letters = [letter for letter in text if letter.isalpha()]
    if 2 * sum(bool(_ARABIC.match(letter)) for letter in letters) > len(letters):
        return "ar"
    words = [word.casefold() for word in WORD.findall(text)]
    french = sum(word in _FRENCH for word in words)
    others = (sum(word in row for word in words) for row in (_ENGLISH, _FURTHER))
    return "fr" if french > max(others) else "en"


def listed_words(entries: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of these words; "capacit*" also finds its endings."""
    found = "|".join(
        re.escape(one.rstrip("*")).replace(r"\ ", r"\s+") + (r"\w*" if one.endswith("*") else r"\b")
        for one in sorted(entries, key=len, reverse=True)
        if one.rstrip("*").strip()
    )
    return re.compile(rf"\b(?:{found})" if found else r"(?!)", re.IGNORECASE)


def _sentences(text: str) -> Iterator[Span]:
    """Cut a text into sentences; what was cut behind "paras." is joined again."""
    at, start = 0, 0
    for piece in sentencex.segment("en", text):
        at = text.index(piece, at) + len(piece)
        if _OPEN.search(text[start:at]) and at < len(text):
            continue
        yield from _trimmed(text, start, at)
        start = at
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    if plain := words.strip():
        left = start + len(words) - len(words.lstrip())
        yield Span(left, left + len(plain), plain)
