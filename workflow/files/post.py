"""Read a mail that came in: who, to what, in which words, with which files. It may be hostile.

Whatever is wrong with it becomes one refusal: too large, too many parts or too deep, a charset
that does not exist, headers that are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from workflow.errors import MailUnreadable

LARGEST = 30 * 1024 * 1024
MOST_PARTS = 60
DEEPEST = 12
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


def _read(raw: bytes) -> Letter:
    message = message_from_bytes(raw, policy=default)
    parts = list(_parts(message))
    headers = [(str(name), str(value)) for name, value in message.items()]
    return Letter(
        message_id=str(message["Message-ID"] or "")[:300],
        sender=parseaddr(str(message["From"] or ""))[1].lower()[:254],
        subject=" ".join(str(message["Subject"] or "").split())[:300],
        headers=headers,
        text=_text(parts),
        attached=[_attached(part) for part in parts if part.get_filename()],
        report=_report(message, parts),
        addresses=_addresses(message, parts),
    )


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
    charset = part.get_content_charset() or "utf-8"
    raw = data if isinstance(data, bytes) else b""
    try:
        text = raw.decode(charset, "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


def _attached(part: EmailMessage) -> Attached:
    data = part.get_payload(decode=True)
    return Attached(str(part.get_filename())[:200], data if isinstance(data, bytes) else b"")


def _report(message: EmailMessage, parts: Sequence[EmailMessage]) -> Report | None:
    if message.get_content_type() != "multipart/report":
        return None
    told = "\n".join(
        line
        for part in message.iter_parts()
        if part.get_content_type() == "message/delivery-status"
        for line in str(part).splitlines()
    )
    status = next(
        (
            found[1]
            for line in told.splitlines()
            if line.lower().startswith("status:") and (found := _STATUS.match(line[7:]))
        ),
        "",
    )
    words = next(
        (
            line.partition(";")[2].strip()
            for line in told.splitlines()
            if line.lower().startswith("diagnostic-code:")
        ),
        "",
    )
    return Report(status, (words or _text(parts))[:500]) if status or words else None


def _addresses(message: EmailMessage, parts: Sequence[EmailMessage]) -> str:
    """Gather where a token may stand; of a report, in the headers that it returns."""
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    own = [str(value) for name in names for value in message.get_all(name, [])]
    if message.get_content_type() == "multipart/report":
        own += [str(part.get("Reply-To", "")) for part in parts]
        own += [_decoded(part) for part in parts if "rfc822" in part.get_content_type()]
    return " ".join(own)[:20_000]
