"""Mail addresses of people: one clean form, so that nobody exists twice."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.headerregistry import Address

from workflow.errors import BadAddress

LIMIT = 254
"""Characters; mail servers take no longer address."""

_DOMAIN = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


def clean_address(value: str) -> str:
    """Return the address in small letters; raise BadAddress for what is not exactly one address.

    The standard library parses it as the mail later does: "a@x, b@y" or a line break would let
    whoever typed it write to somebody else.
    """
    text = unicodedata.normalize("NFC", value).strip()
    shown = "".join(c for c in text if c.isprintable())[:60]
    try:
        parsed = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise BadAddress(address=shown or "This") from error
    plain = text.isascii() and text.isprintable() and " " not in text and "=?" not in text
    whole = bool(parsed.username) and _DOMAIN.fullmatch(parsed.domain) and len(text) <= LIMIT
    if not (plain and whole):
        raise BadAddress(address=shown or "This")
    return text.lower()
