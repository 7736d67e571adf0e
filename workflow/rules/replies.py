"""The reply address of a mail: it says which mail is answered, and only we can make it.

    reply+r2s-k4jx7q2m9abc@in.example.org     a reply to mail 100
    reply+b2s-m3qz5wktd2ef@in.example.org     where mail 100 comes back to if it cannot be delivered

A setting without a "+"-address of its own may name a whole domain: "*@in.example.org".
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

_SHAPE = re.compile(r"\b([rb])([0-9a-z]{1,7})-([a-z2-7]{12})\b")
_LETTERS = 12
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Way(StrEnum):
    """What comes back to an address."""

    REPLY = "r"
    BOUNCE = "b"


@dataclass(frozen=True, slots=True)
class ReplyToken:
    """Which mail something answers."""

    way: Way
    mail_id: int

    def address(self, template: str, secret: str) -> str:
        """Return the address, made from the one in the settings."""
        local, _, domain = template.rpartition("@")
        word = f"{self.way.value}{_written(self.mail_id)}"
        token = f"{word}-{_signature(word, secret)}"
        return f"{token}@{domain}" if local == "*" else f"{local}+{token}@{domain}"


def find(text: str, secret: str) -> ReplyToken | None:
    """Return the first token in a text that we have made; capitals do not matter."""
    for found in _SHAPE.finditer(text.lower()):
        way, number, letters = found.groups()
        if hmac.compare_digest(letters, _signature(f"{way}{number}", secret)):
            return ReplyToken(Way(way), int(number, 36))
    return None


def _written(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def _signature(word: str, secret: str) -> str:
    digest = hmac.digest(secret.encode(), f"reply:{word}".encode(), hashlib.sha256)
    return base64.b32encode(digest)[:_LETTERS].decode().lower()
