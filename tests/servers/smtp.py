"""A real SMTP server that keeps what it gets, and can misbehave like real ones do."""

import contextlib
import email
import email.policy
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from typing import TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.places import free_port


class Mood(Enum):
    """How the server treats a mail."""

    KIND = "accepts it"
    BUSY = "asks to come back later (451)"
    STRICT = "refuses it for good (550)"
    FORGETFUL = "keeps it, then cuts the line instead of saying so: the acknowledgement is lost"


@dataclass
class SmtpSink:
    """One SMTP server. `mails` are the parsed mails in the order of arrival."""

    port: int
    mood: Mood = Mood.KIND
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[tuple[str, ...]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails for one address."""
        return [m for m, who in zip(self.mails, self.recipients, strict=True) if address in who]

    def clear(self) -> None:
        """Forget all mails and be kind again."""
        with self.arrived:
            self.mails.clear()
            self.recipients.clear()
            self.mood = Mood.KIND

    def wait_for(self, count: int, *, seconds: float = 20) -> list[EmailMessage]:
        """Wait until so many mails are here; fail if they do not come."""
        deadline = time.monotonic() + seconds
        with self.arrived:
            while len(self.mails) < count:
                left = deadline - time.monotonic()
                if left <= 0 or not self.arrived.wait(left):
                    break
            subjects = [mail["Subject"] for mail in self.mails]
            assert len(self.mails) >= count, f"{len(self.mails)} of {count} mails: {subjects}"
            return list(self.mails)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.mood is Mood.BUSY:
            return "451 Busy, please try again later"
        if self.mood is Mood.STRICT:
            return "550 No such person here"
        self._keep(envelope)
        if self.mood is Mood.FORGETFUL:
            server.transport.abort()
        return "250 Kept"

    def _keep(self, envelope: Envelope) -> None:
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.arrived:
            self.mails.append(mail)
            self.recipients.append(tuple(envelope.rcpt_tos))
            self.arrived.notify_all()


Sink = TypeVar("Sink", bound=SmtpSink)


@contextlib.contextmanager
def smtp_sink(kind: type[Sink] = SmtpSink) -> Iterator[Sink]:
    """Run a mail sink for as long as the block lasts."""
    sink = kind(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, ready_timeout=20)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
