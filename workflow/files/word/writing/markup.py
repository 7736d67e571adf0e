"""XML as text: made by hand, because Word reads elements only in their one right order."""

import re
from datetime import UTC, datetime

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": f"{OFFICE}/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "w16du": "http://schemas.microsoft.com/office/word/2023/wordml/word16du",
}

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """Return the text as it stands in XML, in an element or in an attribute."""
    plain = _ILLEGAL.sub("", text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        plain = plain.replace(sign, name)
    return plain


def word_part(name: str, inside: str, *, more: str = "") -> str:
    """Return a part of a Word file: one element with all its namespaces.

    Readers that do not know the newer namespaces are told to pass over them.
    """
    spaces = " ".join(f'xmlns:{short}="{long}"' for short, long in NAMES.items())
    return f'{HEAD}<w:{name} {spaces} mc:Ignorable="w14 w15 w16du"{more}>{inside}</w:{name}>'


def moment(at: datetime) -> str:
    """Return a time in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
