"""In which language a text is, and in which direction its pieces are read.

Word checks spelling by the language it is told, and sets each run by its direction; it finds
neither out by itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

ENOUGH = 20_000
"""Characters of a text that tell its language."""

_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFT = "A-Za-z\u00c0-\u024f\u0370-\u058f\u0900-\u1fff\u2c00-\ud7ff"
_STRONG = re.compile(f"(?P<right>[{_RIGHT}])|(?P<left>[{_LEFT}])")
_ALL_RIGHT = re.compile(f"[{_RIGHT}]")
_ALL_LEFT = re.compile(f"[{_LEFT}]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_HAN = re.compile("[\u4e00-\u9fff]")

_LITTLE_WORDS = {
    "en-GB": frozenset("the of and to in is that for with we".split()),
    "fr-FR": frozenset("le la les des et du une dans pour nous".split()),
    "es-ES": frozenset("el los las del y una en para con nosotros".split()),
}


@dataclass(frozen=True, slots=True)
class Language:
    """The languages of a text: of its Latin or Cyrillic letters, and which direction it has."""

    main: str
    rtl: bool = False
    chinese: bool = False

    @property
    def tag(self) -> str:
        """One tag for the whole text."""
        return "ar" if self.rtl else "zh" if self.chinese else self.main


def language(texts: Iterable[str]) -> Language:
    """Tell the language of a text by its letters, and by its little words where they are Latin."""
    whole = " ".join(texts)[:ENOUGH]
    if _CYRILLIC.search(whole) and len(_CYRILLIC.findall(whole)) * 2 > len(_latin(whole)):
        return Language("ru-RU", rtl=is_rtl(whole))
    words = re.findall(r"[a-zà-ÿ]+", whole.lower())
    counts = {tag: sum(word in little for word in words) for tag, little in _LITTLE_WORDS.items()}
    main = max(counts, key=lambda tag: counts[tag])
    chinese = len(_HAN.findall(whole)) * 2 > len(words)
    return Language(main, rtl=is_rtl(whole), chinese=chinese)


def is_rtl(text: str) -> bool:
    """Tell whether most letters of a text are read from right to left."""
    if not _ALL_RIGHT.search(text):
        return False
    return len(_ALL_RIGHT.findall(text)) > len(_ALL_LEFT.findall(text))


def directed(text: str, *, rtl: bool) -> Iterator[tuple[str, bool]]:
    """Cut a text where its direction turns: yield pieces and whether each is read to the left.

    What has no direction of its own (spaces, digits, marks) belongs to the direction of the
    paragraph, and between two letters of the other direction to them.
    """
    if not rtl and not _ALL_RIGHT.search(text):
        yield text, rtl
        return
    strong = [(m.start(), m.lastgroup == "right") for m in _STRONG.finditer(text)]
    at = 0
    for way, group in groupby(strong, key=lambda sign: sign[1]):
        places = [place for place, _ in group]
        if way != rtl:
            if at < places[0]:
                yield text[at : places[0]], rtl
            at = places[-1] + 1
            yield text[places[0] : at], way
    if at < len(text):
        yield text[at:], rtl


def _latin(text: str) -> list[str]:
    return re.findall("[A-Za-z]", text)
