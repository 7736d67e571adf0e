r"""A text as a row of tokens: words, numbers, marks and the breaks between paragraphs.

    "By 1.5 million (2030).\n\nNext"   is   By · 1.5 · million · ( · 2030 · ) · . · ¶ · Next

A token is the smallest thing that two agencies can disagree on. Words keep their apostrophes and
inner hyphens, numbers their separators; addresses, runs of one mark and TeX commands are one
token; Chinese is cut into single characters; whatever else stands in the text is cut between
grapheme clusters, so that no accent, flag or family of emoji is ever torn apart.

Each token has a key, under which typographic variants are the same: straight and curly quotation
marks, long and short dashes, one character or three dots, composed and decomposed accents. The
white space between tokens has no key at all. Where keys are equal, texts differ only in typography.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex
from rapidfuzz.distance import Postfix, Prefix

BREAK = "¶"
LINE = "↵"
SENTENCE = 4
"""How good a cut at the end of a sentence is; see `seam`."""

_LETTER = r"[\p{L}\p{N}_--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Thai}]"
_WORD = rf"{_LETTER}(?:[\p{{M}}\u200c\u200d\u00ad\u0640]|{_LETTER})*+"
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    "|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)

_DATE = (
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er)?\s(?:of\s|de\s)?(?:{_MONTHS})\s(?:de\s)?\d{{4}}\b"
    rf"|\b(?:{_MONTHS})\s\d{{1,2}},\s\d{{4}}\b"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
)
_PLAIN_WORD = r"(?!www\.|https?:)[a-zA-Z]+(?=[\s.,;:)](?!\d{1,2},\s\d{4}))"
_BREAKING = (
    r"(?P<paragraph>\n[^\S\n]*\n\s*)"
    r"|(?P<line>\n(?=[^\S\n]*(?:[-*+•–—]|\#{1,6}|\d{1,3}[.)]|\([a-z0-9]{1,3}\)|\|)[^\S\n]))"
)
_ADDRESS = r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]}\"'’”»]"
_MARKUP = r"\\[a-zA-Z]+|(?P<run>[*_`~=#\-.])(?P=run)+"
TOKEN = regex.compile(
    rf"(?! )(?:{_BREAKING}|{_PLAIN_WORD}|{_ADDRESS}|(?P<date>{_DATE})"
    rf"|{_WORD}(?:(?:[’'ʼ\-\u2010\u2011]|(?<=\p{{N}})[.,/](?=\p{{N}})){_WORD})*+|{_MARKUP}"
    r"|[^\s\p{L}\p{N}]\p{M}*+(?<=[!-/:-@\[-`{-~\p{P}])(?![\u200d\ufe0f\u20e3])"
    r"|(?!\s)\X)",
    regex.VERSION1,
)
_ASCII_TOKEN = re.compile(
    rf"(?! )(?:{_PLAIN_WORD}|{_BREAKING}|{_ADDRESS}|(?P<date>{_DATE})"
    rf"|\w+(?:(?:['\-]|(?<=\d)[.,/](?=\d))\w+)*|{_MARKUP}|\S)",
    re.ASCII,
)
"""The same grammar for texts in ASCII, four times as fast; a test holds the two together.

It first looks for a space, where most of the time would be spent to try all in vain. It does
without possessive quantifiers: in the Python of Debian 12 (3.11.2) they match too much or nothing.
"""

_PART = re.compile(r"\w+|\W")
_SENTENCE = re.compile(r"\. (?=[a-zA-Z])")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\u00ad": None,
        "\u0640": None,
    }
)

_SPELLINGS = re.compile(r"((?<=[a-z]{3})i|(?<=[a-z]{2})y)s((?:e[sdr]?|ers|ing|ations?|able)\b)")
_ENDS = frozenset(".!?。！？؟۔")
_CLAUSES = frozenset(",;:，；：、؛،")
_CLOSERS = frozenset("\")]}'）】」』”’»")
_BREAKS = frozenset((BREAK, LINE))
_LIGHT = frozenset(
    word
    for language in (
        "a an the of to in on at by for and or as is are be was were it its this that",
        "with from which who will shall may not no but if than then so we our they",
        "le la les l de des du d un une et ou à au aux en dans par pour sur que qui ne pas ce est",
        "el los las del y o al por para con su sus lo una",
        "и в на с по к о из у за от для не что как а но или",
        "و في من على إلى أن عن مع أو ما لا",
        "的 和 在 与 及 或 是 了 等 对 之 其 将 应 并 为 以 于",
    )
    for word in language.split()
)


Match = re.Match[str] | regex.Match[str]


@dataclass(frozen=True, slots=True)
class Strip:
    """A text cut into tokens; `starts` and `ends` are places in `text`."""

    text: str
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def slot(self, start: int, end: int) -> tuple[int, int]:
        """Return where tokens `start` to `end` stand, with the white space on both sides."""
        left = self.ends[start - 1] if start else 0
        right = self.starts[end] if end < len(self.starts) else len(self.text)
        return left, right

    def surface(self, start: int, end: int) -> str:
        """Return the text of tokens `start` to `end`, with the white space on both sides."""
        left, right = self.slot(start, end)
        return self.text[left:right]

    def part(self, start: int, end: int) -> "Strip":
        """Return the tokens `start` to `end` as a text of their own."""
        left, right = self.slot(start, end)
        return Strip(
            self.text[left:right],
            self.keys[start:end],
            tuple([place - left for place in self.starts[start:end]]),
            tuple([place - left for place in self.ends[start:end]]),
        )

    def finer(self) -> "Strip":
        """Return the same text with addresses cut into their parts: each part can be mended."""
        if "://" not in self.text and "www." not in self.text:
            return self
        row: list[tuple[str, int, int]] = []
        for key, start, end in zip(self.keys, self.starts, self.ends, strict=True):
            if _is_address(key):
                parts = _PART.finditer(self.text, start, end)
                row += ((_folded(part[0]), *part.span()) for part in parts)
            else:
                row.append((key, start, end))
        return Strip(self.text, *zip(*row, strict=True))

    def tokens_at(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest row of whole tokens that holds the characters `start` to `end`."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end)
        return (first, last) if first <= last else (last, last)


@lru_cache(maxsize=1024)
def strip(text: str) -> Strip:
    """Cut a text into tokens; texts that come again are remembered."""
    plain = text.isascii()
    found: list[Match] = list((_ASCII_TOKEN if plain else TOKEN).finditer(text))
    keys = tuple([one[0] if plain and one.lastgroup is None else _key(one) for one in found])
    starts, ends = zip(*[one.span() for one in found], strict=True) if found else ((), ())
    return Strip(text, keys, starts, ends)


def strip_like(known: Strip, text: str) -> Strip:
    """Cut a text into tokens, taking over what it shares with one that is cut already.

    Whole sentences are shared, at the start and at the end: no token reaches over the space in
    ". A", and what stands on its other side makes no difference to any.
    """
    old = known.text
    head = Prefix.similarity(old, text)
    tail = min(Postfix.similarity(old, text), len(old) - head, len(text) - head)
    left = max(_sentences(old, 0, head), default=0)
    right = min(_sentences(old, len(old) - tail, len(old)), default=len(old))
    shift = len(text) - len(old)
    inner = strip(text[left : right + shift])
    first, last = bisect_left(known.starts, left), bisect_left(known.starts, right)

    def moved(old: Sequence[int], new: Sequence[int]) -> tuple[int, ...]:
        return (*old[:first], *[at + left for at in new], *[at + shift for at in old[last:]])

    return Strip(
        text,
        known.keys[:first] + inner.keys + known.keys[last:],
        moved(known.starts, inner.starts),
        moved(known.ends, inner.ends),
    )


def _sentences(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences begin in a stretch of a text that holds the sign before them too."""
    return (found.end() for found in _SENTENCE.finditer(text, start, end))


def paragraphs(text: str) -> list[str]:
    """Cut a text behind each break; the parts together are the text."""
    places = [0, *(found.end() for found in _PARAGRAPH.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(places) if start < end]


def first_paragraph(text: str, start: int) -> str:
    """Return what stands from `start` to behind the next break."""
    found = _PARAGRAPH.search(text, start)
    return text[start : found.end() if found else len(text)]


def keys_of(text: str) -> tuple[str, ...]:
    """Return only the keys: two texts with the same keys differ at most in typography."""
    return strip(text).keys


def _key(found: Match) -> str:
    if found.lastgroup == "paragraph":
        return BREAK
    if found.lastgroup == "line":
        return LINE
    if found.lastgroup == "date":
        return _folded(" ".join(found[0].split()))
    return _folded(found[0])


def _is_address(key: str) -> bool:
    return key.startswith(("http://", "https://", "www."))


@lru_cache(maxsize=65536)
def _folded(token: str) -> str:
    return unicodedata.normalize("NFC", token).translate(_SAME) or token


def spelled(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys with one spelling for -ise and -ize: "organisation" is "organization"."""
    return tuple(map(_spelling, keys))


@lru_cache(maxsize=65536)
def _spelling(key: str) -> str:
    return _SPELLINGS.sub(r"\1z\2", key)


def light(key: str) -> bool:
    """Tell whether a word only holds others together: an article, a preposition, a conjunction."""
    return key.lower() in _LIGHT


def weight(key: str) -> float:
    """Return how much a token weighs when we ask how much of a text two versions share."""
    if key in _BREAKS:
        return 1.5
    if key in _ENDS:
        return 1.0
    if not (key[0].isalnum() or key[0] == "\\"):
        return 0.25
    return 0.5 if light(key) else 1.0


def is_break(key: str) -> bool:
    """Tell whether a token only ends a line or a paragraph."""
    return key in _BREAKS


def closes(key: str) -> bool:
    """Tell whether a token can end a sentence or a paragraph."""
    return key in _ENDS or key in _BREAKS


def seam(keys: Sequence[str], place: int) -> int:
    """Return how good a place between two tokens is to cut: 8 at a break, 0 inside a clause."""
    if place <= 0 or place >= len(keys) or keys[place - 1] in _BREAKS:
        return 8
    if keys[place] in _BREAKS:
        return 6
    if sentence_ends(keys, place):
        return SENTENCE
    if keys[place] in _CLAUSES:
        return 2
    return 1 if keys[place - 1] in _CLAUSES else 0


def sentence_ends(keys: Sequence[str], place: int) -> bool:
    """Tell whether a sentence ends just before `place`."""
    if not 0 < place < len(keys):
        return True
    at = place - 1
    while at > 0 and keys[at] in _CLOSERS:
        at -= 1
    return keys[at] in _ENDS and keys[place] not in _CLOSERS and not keys[place][0].islower()
