"""A mail server as slow as real ones, which treats some people badly.

busy...@     asks to come back later, the first time
gone...@     is not known here
hangs...@    gets no answer to the address, the first time
mute...@     is kept, and gets no answer to the mail itself, the first time
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.smtp import SmtpSink
from worker.post import ACKNOWLEDGE_SECONDS, COMMAND_SECONDS

LONGER = 2.0
"""Seconds by which it outlasts the patience of whoever waits."""


@dataclass
class Relay(SmtpSink):
    """Keeps what comes and when it came."""

    pause: float = 0.03
    times: dict[str, list[float]] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)
    in_hand: int = 0
    """Mails that are just being taken."""

    async def handle_RCPT(  # noqa: N802  the interface of aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list
    ) -> str:
        self.tried[address] += 1
        first = self.tried[address] == 1
        if address.startswith("busy") and first:
            return "451 4.2.1 Busy, please try again later"
        if address.startswith("gone"):
            return "550 5.1.1 No such person here"
        if address.startswith("hangs") and first:
            await asyncio.sleep(COMMAND_SECONDS + LONGER)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.in_hand += 1
        try:
            await asyncio.sleep(self.pause)
            told = await super().handle_DATA(server, session, envelope)
        finally:
            self.in_hand -= 1
        address = envelope.rcpt_tos[0]
        if address.startswith("mute") and self.tried[address] == 1:
            await asyncio.sleep(ACKNOWLEDGE_SECONDS + LONGER)
        return told

    def _keep(self, envelope: Envelope) -> None:
        super()._keep(envelope)
        self.times.setdefault(self.mails[-1]["Message-ID"], []).append(time.monotonic())
