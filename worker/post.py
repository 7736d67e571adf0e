"""Bring a mail to a mail server, or into a folder.

No transaction is open while a mail is on its way: a mail server may take its time, and a database
must not wait for it. What went wrong is told in three words, because each asks for another answer:

    Later     nothing was accepted; try again in a while            (451, no connection)
    Unsure    all was sent and no answer came: it may have arrived  (the line broke at the end)
    Never     this mail will not be accepted                        (550, an unsafe header)
"""

import os
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from worker import envelope
from worker.envelope import Replies
from workflow.errors import BadSetting
from workflow.rules.replies import Way
from workflow.services.mailing.mail import Parcel
from workflow.settings import Settings

COMMAND_SECONDS = 4.0
"""How long a mail server may take for one answer before the mail itself."""

BEGIN_SECONDS = 8.0
"""A mail is not begun later than this, so that the lease of its job outlasts it."""

ACKNOWLEDGE_SECONDS = 16.0
"""How long a mail server may take to accept a whole mail; it scans it meanwhile."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class Later(Exception):  # noqa: N818  named after what happened
    """The mail was not accepted now. Nothing has arrived."""


class Unsure(Exception):  # noqa: N818  named after what happened
    """The mail was sent and not acknowledged. It may have arrived."""


class Never(Exception):  # noqa: N818  named after what happened
    """The mail will not be accepted, however often it is tried."""


class Post(Protocol):
    """Somebody who brings mails."""

    def send(self, parcel: Parcel) -> None:
        """Return when the mail has arrived; raise Later, Unsure or Never."""

    def close(self) -> None:
        """Let go of what is held between two mails."""


def post_for(settings: Settings) -> Callable[[], Post]:
    """Return how to make the post that the settings ask for; one for each drain."""
    replies = (
        Replies(settings.mail_reply_to, settings.secret_key) if settings.mail_reply_to else None
    )
    if not settings.smtp_url:
        folder = Path(settings.mail_folder)
        return lambda: Folder(folder, settings.mail_from, replies)
    server = read_url(settings.smtp_url)
    return lambda: Smtp(server, settings.mail_from, replies)


def read_url(url: str) -> SplitResult:
    """Read smtp://, smtp+starttls:// or smtps:// with a name and a password if it has them."""
    server = urlsplit(url)
    if server.scheme not in _SCHEMES or not server.hostname:
        reason = "write smtp://host:25, smtp+starttls://user:password@host:587 or smtps://..."
        raise BadSetting(name="ONEVOICE_SMTP_URL", reason=reason)
    return server


class Folder:
    """Puts each mail into a folder as a file that every mail program opens."""

    def __init__(self, folder: Path, sender: str, replies: Replies | None = None) -> None:
        """Remember the folder; it is made with the first mail."""
        self.folder, self.sender, self.replies = folder, sender, replies

    def send(self, parcel: Parcel) -> None:
        """Write the file as a whole or not at all; a second copy replaces the first."""
        raw = _compose(parcel, self.sender, self.replies)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{parcel.mail_id:06d}-{parcel.letter}.eml"
        partial = self.folder / f".{name}.{os.getpid()}"
        partial.write_bytes(raw)
        partial.replace(self.folder / name)

    def close(self) -> None:
        """Hold nothing."""


class Smtp:
    """Speaks to a mail server and keeps the line open between two mails."""

    def __init__(self, server: SplitResult, sender: str, replies: Replies | None = None) -> None:
        """Remember the server; it is called with the first mail."""
        self.server, self.sender, self.replies = server, sender, replies
        self.line: smtplib.SMTP | None = None

    def send(self, parcel: Parcel) -> None:
        """Send one mail. After any trouble the line is dropped, and the next mail calls anew."""
        began = time.monotonic()
        raw = _compose(parcel, self.sender, self.replies)
        try:
            line = self._open_line()
            self._address(line, parcel)
            if time.monotonic() - began > BEGIN_SECONDS:
                raise Later("the mail server is too slow")  # noqa: TRY301  caught below on purpose
        except Never:
            self._reset()
            raise
        except (OSError, smtplib.SMTPException, Later) as error:
            self.close()
            raise Later(_words(error)) from error
        try:
            _hand_over(line, raw)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise Unsure(f"it was sent, and no answer came: {_words(error)}") from error
        except (Later, Never):
            self._reset()
            raise

    def close(self) -> None:
        """Hang up; the other side may be gone already."""
        line, self.line = self.line, None
        if line is not None:
            line.close()

    def _open_line(self) -> smtplib.SMTP:
        if self.line is None:
            self.line = call_up(self.server)
        return self.line

    def _address(self, line: smtplib.SMTP, parcel: Parcel) -> None:
        comes_back_to = self.replies.address(Way.BOUNCE, parcel) if self.replies else self.sender
        _expect(line.mail(comes_back_to), 250)
        _expect(line.rcpt(parcel.address), 250, 251)
        _expect(line.docmd("DATA"), 354)

    def _reset(self) -> None:
        try:
            if self.line is not None:
                self.line.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


def call_up(server: SplitResult) -> smtplib.SMTP:
    """Open a line to a mail server and say hello, safely and by name where the address says so."""
    host, port = server.hostname or "", server.port or _SCHEMES[server.scheme]
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        line: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=COMMAND_SECONDS, context=context)
    else:
        line = smtplib.SMTP(host, port, timeout=COMMAND_SECONDS)
    if server.scheme == "smtp+starttls":
        line.starttls(context=ssl.create_default_context())
    line.ehlo_or_helo_if_needed()
    if server.username:
        line.login(unquote(server.username), unquote(server.password or ""))
    return line


def _hand_over(line: smtplib.SMTP, raw: bytes) -> None:
    """Send the mail itself and wait for the word that it is accepted."""
    body = _LINE_END.sub(b"\r\n", raw)
    stuffed = re.sub(rb"(?m)^\.", b"..", body)
    if line.sock is not None:
        line.sock.settimeout(ACKNOWLEDGE_SECONDS)
    line.send(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")
    _expect(line.getreply(), 250)
    if line.sock is not None:
        line.sock.settimeout(COMMAND_SECONDS)


def _expect(reply: tuple[int, bytes], *good: int) -> None:
    code, words = reply
    if code in good:
        return
    told = f"{code} {words.decode(errors='replace')}"
    if 500 <= code < 600:
        raise Never(told)
    if code == 421 or code < 0:
        raise smtplib.SMTPServerDisconnected(told)
    raise Later(told)


def _compose(parcel: Parcel, sender: str, replies: Replies | None) -> bytes:
    try:
        return envelope.compose(parcel, sender=sender, replies=replies)
    except envelope.Unsafe as unsafe:
        raise Never(str(unsafe)) from unsafe


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
