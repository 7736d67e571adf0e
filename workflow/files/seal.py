"""Signed statements: what a service says once, in public, and cannot take back.

A statement is a small JSON object in its one canonical form, signed with Ed25519:

    {"entry": 41, "head": "9f2c...", "onevoice": "head", "pledge": 7}

says "entry 41 of the record of pledge 7 has this hash". Four kinds exist:

    head          the head of a record, signed once a day and carried by every receipt mail
    text locked   the fingerprint of a locked text, with the entry of the record that locked it
    package       the hash of the table of contents of a package
    key           the public key that follows this one

In a mail a signed head is one sentence, which people can read and a program finds again:

    pledge 7, entry 41, head 9f2c..., key 61ab..., signature 0c77...

Nothing here asks a database or a clock: whoever has the bytes can check them years from now.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from workflow.rules.chain import canonical

HEAD, LOCKED, PACKAGE, KEY = "head", "text locked", "package", "key"

_SEED = re.compile(r"[0-9a-f]{64}")
_GAP = r"[\s>]+"  # mail programs fold lines, and quote them
_RECEIPT = re.compile(
    _GAP.join(
        (
            r"\bpledge",
            r"(?P<pledge>\d{1,9}),",
            r"entry",
            r"(?P<entry>\d{1,9}),",
            r"head",
            r"(?P<head>[0-9a-f]{64})\b",
        )
    )
    + f"(?:,{_GAP}key{_GAP}(?P<key>[0-9a-f]{{16}}),"
    + f"{_GAP}signature{_GAP}(?P<signature>[0-9a-f]{{128}}))?"
)


def key_id(public: str) -> str:
    """Return the short name of a public key."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def statement(kind: str, /, **fields: object) -> bytes:
    """Return the bytes that are signed."""
    return canonical({**fields, "onevoice": kind})


@dataclass(frozen=True)
class Signer:
    """A private key, made of 32 random bytes that are kept as 64 hexadecimal digits."""

    seed: str

    def __post_init__(self) -> None:
        """Refuse what is no key."""
        if not _SEED.fullmatch(self.seed):
            raise ValueError("a signing key is 64 hexadecimal digits")

    def __repr__(self) -> str:
        """Show the public part only, in logs and tracebacks too."""
        return f"Signer({self.id})"

    @cached_property
    def public(self) -> str:
        """The public key."""
        return self._private.public_key().public_bytes_raw().hex()

    @property
    def id(self) -> str:
        """The short name of the public key."""
        return key_id(self.public)

    def sign(self, said: bytes) -> str:
        """Sign; the same words always get the same signature."""
        return self._private.sign(said).hex()

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.seed))


def holds(public: str, said: bytes, signature: str) -> bool:
    """Tell whether this key signed these words. Digits are small letters, so there is one form."""
    if not re.fullmatch(r"[0-9a-f]{64}", public) or not re.fullmatch(r"[0-9a-f]{128}", signature):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), said)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Receipt:
    """A head of a record as a mail carries it; without a key the service had none."""

    pledge: int
    entry: int
    head: str
    key: str = ""
    signature: str = ""

    @property
    def said(self) -> bytes:
        """What was signed."""
        return head_statement(self.pledge, self.entry, self.head)

    @property
    def line(self) -> str:
        """The sentence in a mail."""
        line = f"pledge {self.pledge}, entry {self.entry}, head {self.head}"
        return f"{line}, key {self.key}, signature {self.signature}" if self.key else line


def head_statement(pledge: int, entry: int, head: str) -> bytes:
    """Return what is signed about the head of a record."""
    return statement(HEAD, pledge=pledge, entry=entry, head=head)


def receipt(signer: Signer | None, pledge: int, entry: int, head: str) -> Receipt:
    """Make a receipt for the head of a record, signed where there is a key."""
    if signer is None:
        return Receipt(pledge, entry, head)
    said = head_statement(pledge, entry, head)
    return Receipt(pledge, entry, head, signer.id, signer.sign(said))


def find_receipts(text: str) -> list[Receipt]:
    """Return the receipts that stand in a text, each once, however its lines were folded."""
    found = (_receipt(match.groupdict()) for match in _RECEIPT.finditer(text))
    return list(dict.fromkeys(found))


def _receipt(groups: Mapping[str, str | None]) -> Receipt:
    return Receipt(
        pledge=int(groups["pledge"] or 0),
        entry=int(groups["entry"] or 0),
        head=groups["head"] or "",
        key=groups["key"] or "",
        signature=groups["signature"] or "",
    )
