"""Make the mail that goes over the wire.

What people type ends up in headers: titles in subjects, names in addresses. Python before 3.11.10
could be made to fold an encoded word into a new header (CVE-2024-6923). So every value is
cleaned, and the finished bytes are read back: if they hold any header that we did not set, or an
address that we did not mean, nothing is sent.

The same row gives the same bytes each time, so a second copy is the same mail.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, default
from email.utils import format_datetime
from typing import Any

from workflow.rules.replies import ReplyToken, Way
from workflow.services.mailing.mail import Parcel, message_id

LIMIT = 200
"""Characters of a subject or a name."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_SIGNS = re.compile(r'[()<>\[\]:;@\\,."]')
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")
_WEB = re.compile(r"https?://[!-;=?-~]{1,50}")
"""A web address that fits into one line of a header (RFC 2369); a longer one is left out."""


class _Headers(HeaderRegistry):
    """Makes the class for a name once; the standard one makes it for every header of every mail."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  a class that the library makes
        kind = name.lower()
        if kind not in self._made:
            self._made[kind] = super().__getitem__(kind)
        return self._made[kind]


_OUT, _IN = (policy.clone(header_factory=_Headers()) for policy in (SMTP, default))


@dataclass(frozen=True, slots=True)
class Replies:
    """Where answers to our mails go."""

    template: str
    secret: str

    def address(self, way: Way, parcel: Parcel) -> str:
        """Return the address for one mail, which only we can make."""
        return ReplyToken(way, parcel.mail_id).address(self.template, self.secret)


class Unsafe(Exception):  # noqa: N818  named after what happened
    """Sending it would do something else than meant: its headers cannot be written safely."""


def compose(parcel: Parcel, *, sender: str, replies: Replies | None = None) -> bytes:
    """Return the bytes of a mail; raise Unsafe where a header is not what it should be."""
    host = sender.rpartition("@")[2]
    headers = _headers(parcel, sender, host)
    if replies is not None:
        headers["Reply-To"] = replies.address(Way.REPLY, parcel)
    message = EmailMessage(policy=_OUT)
    for name, value in headers.items():
        message[name] = value
    message.set_content(parcel.text, cte="quoted-printable")
    message.add_alternative(parcel.html, subtype="html", cte="quoted-printable")
    digest = hashlib.sha256(headers["Message-ID"].encode()).hexdigest()
    message.set_boundary(f"=_{digest[:32]}")
    if parcel.calendar:
        _add_calendar(message, parcel.calendar, digest)
    raw = message.as_bytes()
    _read_back(raw, {*headers, "MIME-Version", "Content-Type"}, parcel.address)
    return raw


def _add_calendar(message: EmailMessage, entry: str, digest: str) -> None:
    """Add a calendar entry twice: as a part that programs act on, and as a file for the others."""
    found = re.search(r"^METHOD:(\w+)", entry, re.MULTILINE)
    method = found[1] if found else "PUBLISH"
    message.add_alternative(
        entry.encode(), maintype="text", subtype="calendar", params={"method": method}
    )
    message.add_attachment(
        entry.encode(), maintype="text", subtype="calendar", filename="deadline.ics"
    )
    for number, inner in enumerate(message.walk()):
        if inner.is_multipart():
            inner.set_boundary(f"=_{number}{digest[:32]}")


def clean(value: str) -> str:
    """Bring a value into one visible line that no mail program decodes."""
    text = unicodedata.normalize("NFC", value)
    text = "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text)
    return " ".join(text.replace("=?", "= ?").split())[:LIMIT]


def recipient(parcel: Parcel) -> Address:
    """Return the one person this mail is for; raise Unsafe for anything else."""
    if not _ADDRESS.fullmatch(parcel.address):
        raise Unsafe(f"{parcel.address!r} is not one plain address")
    try:
        return Address(display_name=_plain_name(parcel.name), addr_spec=parcel.address)
    except (MessageError, ValueError, IndexError) as error:
        raise Unsafe(f"{parcel.address!r} is not one plain address") from error


def _plain_name(name: str) -> str:
    # Python forgets the quotation marks of a long quoted name when it folds the line, and then
    # "Lee: evil@evil.test" is an address. A name without such signs needs no quotation marks.
    return " ".join(_SIGNS.sub(" ", clean(name)).split())


def _headers(parcel: Parcel, sender: str, host: str) -> dict[str, str]:
    headers = {
        "From": str(Address(display_name="Onevoice", addr_spec=sender)),
        "To": str(recipient(parcel)),
        "Subject": clean(parcel.subject),
        "Date": format_datetime(parcel.written_at),
        "Message-ID": message_id(parcel.key, host),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if parcel.thread and parcel.thread != parcel.key:
        headers["References"] = message_id(parcel.thread, host)
        headers["In-Reply-To"] = headers["References"]
    if _WEB.fullmatch(parcel.choices):
        headers["List-Unsubscribe"] = f"<{parcel.choices}>"
    return headers


def _read_back(raw: bytes, expected: set[str], address: str) -> None:
    read = BytesHeaderParser(policy=_IN).parsebytes(raw)
    names = sorted(name.lower() for name in read)
    if names != sorted(name.lower() for name in expected):
        raise Unsafe(f"the mail would carry the headers {names}")
    addresses = [a.addr_spec for a in read["To"].addresses]
    if addresses != [address]:
        raise Unsafe(f"the mail would go to {addresses}")
