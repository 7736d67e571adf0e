"""A real mail server on the simulated clock: it keeps what comes and when, and can be down."""

import contextlib
import socket
from asyncio import Transport
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Line

from workflow.clock import Clock

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that was accepted."""

    message_id: str
    to: str
    subject: str
    at: datetime
    digest: int
    """Equal for equal bytes."""


@dataclass
class Relay:
    """The mail server of the simulation."""

    clock: Clock
    port: int
    down: bool = False
    lose_next: int = 0
    """So many acknowledgements get lost: the mail is kept, and the sender never learns it."""
    lost_acknowledgements: int = 0
    mails: list[Arrived] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address for the settings."""
        return f"smtp://{HOST}:{self.port}"

    async def handle_MAIL(  # noqa: N802  the interface of aiosmtpd
        self, _server: SMTP, _line: Line, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Begin a mail, unless the server is down."""
        if self.down:
            return "451 4.3.2 Closed for the night"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _line: Line, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        headers = BytesHeaderParser().parsebytes(content)
        self.mails.append(
            Arrived(
                message_id=str(headers["Message-ID"]),
                to=envelope.rcpt_tos[0],
                subject=str(headers["Subject"]),
                at=self.clock(),
                digest=hash(content),
            )
        )
        if self.lose_next:
            self.lose_next -= 1
            self.lost_acknowledgements += 1
            cast("Transport", server.transport).abort()
        return "250 Kept"


@contextlib.contextmanager
def running(clock: Clock) -> Iterator[Relay]:
    """Run the mail server for as long as the block lasts."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    relay = Relay(clock, port)
    controller = Controller(relay, hostname=HOST, port=port, ready_timeout=20)
    controller.start()
    try:
        yield relay
    finally:
        controller.stop()
