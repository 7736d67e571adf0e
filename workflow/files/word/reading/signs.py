"""Characters that can make a text show other words than it holds."""

import re
from collections.abc import Iterable

from workflow.files.word.document import Oddity
from workflow.files.word.paragraphs import Paragraph
from workflow.files.word.reading.book import Book

_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\U000e0000-\U000e007f]")
_LATIN, _LIKE_LATIN = "a-zA-Z", "аеорсухіјѕԁһԛԝАВЕЅІЈКМНОРСТХοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_LOOKALIKE = re.compile(rf"\w*(?:[{_LATIN}][{_LIKE_LATIN}]|[{_LIKE_LATIN}][{_LATIN}])\w*")

SIGNS = {
    Oddity.DIRECTION: _DIRECTION,
    Oddity.INVISIBLE: _INVISIBLE,
    Oddity.LOOKALIKE: _LOOKALIKE,
}


def warn_of_signs(book: Book, paragraphs: Iterable[Paragraph], *, beside: bool = False) -> None:
    """Warn of such characters; soft hyphens and joiners of letters are not among them."""
    for at, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if text.isascii():
            continue
        for oddity, pattern in SIGNS.items():
            for found in pattern.finditer(text):
                start = max(0, found.start() - 20)
                book.warns(oddity, None if beside else at, _visible(text[start : found.end() + 20]))


def _visible(text: str) -> str:
    """Write out what cannot be seen."""
    return "".join(
        f"[U+{ord(s):04X}]" if _DIRECTION.match(s) or _INVISIBLE.match(s) else s for s in text
    )
