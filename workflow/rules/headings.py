"""Short texts that end up in mail headers, page titles and file names: titles and names.

Line breaks and encoded words (RFC 2047) in a title would let its author add headers to our mails:
Python before 3.11.10 decodes them while folding (CVE-2024-6923). So they are refused at the door.
"""

import unicodedata

from workflow.errors import BadHeading, Missing

LIMIT = 200
"""Characters; a longer title would not fit a line of any mail program."""

_FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # Persian and Indic scripts spell with them


def clean_heading(value: str, *, what: str) -> str:
    """Return the title or name in NFC with single spaces; raise Missing or BadHeading."""
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        raise Missing(what=what)
    bad = any(unicodedata.category(c) in _FORBIDDEN and c not in _JOINERS for c in text)
    if bad or "=?" in text or "\ufffd" in text or len(text) > LIMIT:
        raise BadHeading(what=what, limit=LIMIT)
    return " ".join(text.split())
