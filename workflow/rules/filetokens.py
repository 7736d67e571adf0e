"""The token in a file that went out: for which round, agency and person it was made.

    K12-3-7-K4JX7Q2M9A      round 12, agency 3, person 7, and ten letters that only we can make

It is printed in the footer of a Word file and hidden in several places of it, so that a file that
comes back, or that was forwarded to another agency, tells where it belongs. It lets nobody in.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

_SHAPE = re.compile(r"\bK(\d{1,9})-(\d{1,9})-(\d{1,9})-([A-Z2-7]{10})\b")
_LETTERS = 10
"""50 bits: enough against guessing, short enough to be typed from paper."""


@dataclass(frozen=True, slots=True)
class FileToken:
    """Whom a file was made for, by the numbers of the rows."""

    round_id: int
    agency_id: int
    person_id: int

    def write(self, secret: str) -> str:
        """Return the token as it stands in the file."""
        plain = f"{self.round_id}-{self.agency_id}-{self.person_id}"
        return f"K{plain}-{_signature(plain, secret)}"


def find(text: str, secret: str) -> FileToken | None:
    """Return the first token in a text that we have made; capitals do not matter."""
    for found in _SHAPE.finditer(text.upper()):
        *numbers, letters = found.groups()
        plain = "-".join(numbers)
        if hmac.compare_digest(letters, _signature(plain, secret)):
            return FileToken(*map(int, numbers))
    return None


def _signature(plain: str, secret: str) -> str:
    digest = hmac.digest(secret.encode(), f"file:{plain}".encode(), hashlib.sha256)
    return base64.b32encode(digest)[:_LETTERS].decode()
