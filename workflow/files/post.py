"""Read a mail that came in: who, to what, in which words, with which files. It may be hostile.

Whatever is wrong with it becomes one refusal: too large, too many parts or too deep, headers
without end. The standard library takes minutes over a header of some hundred kilobytes, so every
length is limited before anything is parsed. A wrong charset costs single letters, never the mail.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import default
from typing import Any

from workflow.errors import MailUnreadable

LARGEST = 30 * 1024 * 1024
MOST_PARTS = 60
MOST_PARTS_IN_ALL = 250
DEEPEST = 12
MOST_HEADERS = 1_000
LONGEST_HEADER, LONGEST_HEADERS = 16_000, 200_000
LONGEST_OF_PART = 2_000
"""Characters of a Content-Type or the like, of which each part has some."""

LONGEST_TEXT = 200_000
"""Bytes of a text that are decoded; a reply is told apart from what it answers in them."""

_NO_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Codecs of Python that no mail is written in; some take quadratic time."""

_STATUS = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})")
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says of a mail that it could not deliver (RFC 3464)."""

    action: str
    """ "failed" for good, "delayed" and still tried, or something else."""
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that came in, as plain values."""

    message_id: str
    sender: str
    subject: str
    headers: Sequence[tuple[str, str]]
    text: str
    attached: Sequence[Attached]
    report: Report | None
    addresses: str
    """All places in which a reply token may stand: recipients, and what a report returns."""


def read(raw: bytes) -> Letter:
    """Read a mail; raise MailUnreadable for one that nobody should look at."""
    if len(raw) > LARGEST:
        raise MailUnreadable(reason=f"it is larger than {LARGEST // 1024 // 1024} MB")
    if len(_BOUNDARY.findall(raw)) > DEEPEST:
        raise MailUnreadable(reason="its parts are nested too deeply")
    try:
        return _read(raw)
    except MailUnreadable:
        raise
    except Exception as error:
        # The parser of the standard library raises whatever it stumbles over.
        raise MailUnreadable(reason=f"{type(error).__name__} while reading it") from error


class _Headers(HeaderRegistry):
    """Parses headers of a sane length only."""

    def __call__(self, name: str, value: str) -> Any:  # noqa: ANN401  as the library has it
        longest = LONGEST_OF_PART if name.lower().startswith("content-") else LONGEST_HEADER
        if len(value) > longest:
            raise MailUnreadable(reason="one of its headers is too long")
        return super().__call__(name, value)


_HEADERS = _Headers()


def _parsed(raw: bytes) -> EmailMessage:
    made = 0

    def part(policy: Any) -> EmailMessage:  # noqa: ANN401  as the library has it
        nonlocal made
        made += 1
        if made > MOST_PARTS_IN_ALL:
            raise MailUnreadable(reason="it has too many parts")
        return EmailMessage(policy)

    policy = default.clone(message_factory=part, header_factory=_HEADERS)
    message = message_from_bytes(raw, policy=policy)
    headers = list(message.raw_items())
    if len(headers) > MOST_HEADERS or sum(len(value) for _, value in headers) > LONGEST_HEADERS:
        raise MailUnreadable(reason="its headers are too long")
    return message


def _read(raw: bytes) -> Letter:
    message = _parsed(raw)
    parts = list(_parts(message))
    headers = [(str(name), str(value)) for name, value in message.items()]
    return Letter(
        message_id=_plain(message["Message-ID"], 300),
        sender=_sender(message),
        subject=_plain(message["Subject"], 300),
        headers=headers,
        text=_text(parts),
        attached=[_attached(part) for part in parts if part.get_filename()],
        report=_report(message, parts),
        addresses=_addresses(message, parts),
    )


def _plain(value: object, longest: int) -> str:
    """Return a header as one line of characters that every database can keep."""
    text = "".join(c if c.isprintable() else " " for c in str(value or ""))
    return " ".join(text.split())[:longest]


def _sender(message: EmailMessage) -> str:
    """Return the one address that a mail says it is from; two are as good as none."""
    named = [one for header in message.get_all("From", []) for one in header.addresses]
    return _plain(named[0].addr_spec, 254).lower() if len(named) == 1 else ""


def _parts(message: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    if depth > DEEPEST:
        raise MailUnreadable(reason="its parts are nested too deeply")
    if not message.is_multipart():
        yield message
        return
    for number, part in enumerate(message.iter_parts()):
        if number > MOST_PARTS:
            raise MailUnreadable(reason="it has too many parts")
        if isinstance(part, EmailMessage):
            yield from _parts(part, depth + 1)


def _text(parts: Sequence[EmailMessage]) -> str:
    for part in parts:
        if part.get_content_type() == "text/plain" and not part.get_filename():
            return _decoded(part)
    return ""


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    raw = data[:LONGEST_TEXT] if isinstance(data, bytes) else b""
    try:
        text = raw.decode(_charset(part), "replace")
    except (LookupError, ValueError):
        text = raw.decode("utf-8", "replace")
    return "".join(
        c if c.isprintable() or c in "\n\t" else " " if c.isspace() and c != "\r" else ""
        for c in text
    )


def _charset(part: EmailMessage) -> str:
    """Return the charset of a part if it is one in which people write, else UTF-8."""
    name = codecs.lookup(part.get_content_charset() or "utf-8").name
    return "utf-8" if name in _NO_TEXT else name


def _attached(part: EmailMessage) -> Attached:
    data = part.get_payload(decode=True)
    name = _plain(part.get_filename(), 200)
    return Attached(name, data if isinstance(data, bytes) else b"")


def _report(message: EmailMessage, parts: Sequence[EmailMessage]) -> Report | None:
    if message.get_content_type() != "multipart/report":
        return None
    told = _told(message)
    found = _STATUS.match(told.get("status", ""))
    status = found[1] if found else ""
    words = told.get("diagnostic-code", "").partition(";")[2].strip()
    action = told.get("action", "").lower()
    return Report(action, status, (words or _text(parts))[:500]) if status or words else None


def _told(message: EmailMessage) -> dict[str, str]:
    """Return the first of each field of a delivery report."""
    told: dict[str, str] = {}
    for part in message.iter_parts():
        blocks = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(blocks, list):
            for block in (one for one in blocks if isinstance(one, EmailMessage)):
                for name in ("action", "status", "diagnostic-code"):
                    if name not in told and name in block:
                        told[name] = _plain(block[name], LONGEST_HEADER)
    return told


def _addresses(message: EmailMessage, parts: Sequence[EmailMessage]) -> str:
    """Gather where a token may stand; of a report, in the headers that it returns."""
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    own = [str(value) for name in names for value in message.get_all(name, [])]
    if message.get_content_type() == "multipart/report":
        own += [str(part.get("Reply-To", "")) for part in parts]
        own += [_decoded(part) for part in parts if "rfc822" in part.get_content_type()]
    return " ".join(own)[:20_000]
