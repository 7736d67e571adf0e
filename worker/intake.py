"""Take in mail: from a mail server that hands it over (LMTP or SMTP), or from a mailbox (IMAP).

    ONEVOICE_MAIL_IN_URL=lmtp://0.0.0.0:2424               our mail server hands over what is for us
    ONEVOICE_MAIL_IN_URL=imaps://name:password@host/INBOX  a mailbox that is looked into

A mail is accepted once its row is committed, never before: a server that hears nothing sends it
again, and the same mail read twice is one row.
"""

import logging
import socket
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Line
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from worker.mailbox import Mailbox
from workflow import db
from workflow.errors import BadSetting, MailNotTakenIn, MailUnreadable, Refused
from workflow.files import post
from workflow.files.word.safely import read_safely
from workflow.services.mailing import incoming
from workflow.settings import Settings

log = logging.getLogger(__name__)

_ASK_AGAIN = "451 4.3.0 The service is busy, please try again"


class Intake(Protocol):
    """Somebody who takes mail in."""

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self) -> None:
        """End what was begun."""

    def knock(self) -> str:
        """Say that mail can come in; raise MailNotTakenIn if it cannot."""


def intake_for(settings: Settings, sessions: sessionmaker[Session]) -> Intake | None:
    """Return the intake that the settings ask for, or None."""
    if not settings.mail_in_url:
        return None
    place = urlsplit(settings.mail_in_url)
    desk = Desk(sessions, settings.mail_relay)
    if place.scheme in {"lmtp", "smtp"} and place.port:
        return Listener(desk, place)
    if place.scheme in {"imap", "imaps"} and place.hostname:
        return Mailbox(desk.open, place, roots=settings.mail_in_roots)
    reason = "write lmtp://0.0.0.0:2424, smtp://0.0.0.0:2525 or imaps://name:password@host/INBOX"
    raise BadSetting(name="ONEVOICE_MAIL_IN_URL", reason=reason)


class Desk:
    """Where every mail is opened, from wherever it came."""

    def __init__(self, sessions: sessionmaker[Session], relay: str) -> None:
        """Keep the sessions, and the name of the mail server whose word on senders counts."""
        self.sessions, self.relay = sessions, relay

    def open(self, raw: bytes, *, to: Sequence[str] = (), sender: str = "") -> str:
        """Take a mail in and say what it was; whatever it is, it is settled after this."""
        try:
            letter = post.read(raw)
        except MailUnreadable as unreadable:
            with db.transaction(self.sessions) as session:
                incoming.refuse(session, raw=raw, sender=sender, problem=str(unreadable))
            log.warning("A mail was refused: %s", unreadable)
            return "refused"
        envelope = " ".join(to)
        problem = self._file_problem(letter, envelope)
        with db.transaction(self.sessions) as session:
            row = incoming.receive(
                session,
                letter,
                raw=raw,
                to=envelope,
                relay=self.relay,
                file_problem=problem,
            )
            if row is None:
                return "known"
            if row.problem:
                log.warning("A mail from %s was not heard: %s", row.sender, row.problem)
            return row.kind

    def _file_problem(self, letter: post.Letter, envelope: str) -> str:
        """Say why the file of a mail cannot be used; it is read in a process of its own.

        Nobody but who is heard can make us start one.
        """
        file = incoming.document_in(letter)
        if file is None:
            return ""
        with db.transaction(self.sessions) as session:
            if not incoming.hears(session, letter, to=envelope, relay=self.relay):
                return ""
        try:
            read_safely(file.data)
        except Refused as refused:
            return str(refused)
        return ""


class Listener:
    """Hears a mail server that hands mail over."""

    def __init__(self, desk: Desk, place: SplitResult) -> None:
        """Remember where to listen."""
        self.desk, self.place = desk, place
        self.controller: _Controller | None = None

    def start(self) -> None:
        """Listen."""
        self.controller = _Controller(self, hostname=self.place.hostname, port=self.place.port or 0)
        self.controller.kind = LMTP if self.place.scheme == "lmtp" else SMTP
        self.controller.start()

    def stop(self) -> None:
        """Hang up."""
        if self.controller:
            self.controller.stop()

    def knock(self) -> str:
        """See whether somebody listens there; the program that does may be another one."""
        host, port = self.place.hostname or "", self.place.port or 0
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared only
        where = f"{host}:{port}"
        try:
            with socket.create_connection((here, port), timeout=5) as line:
                greeting = line.recv(100)
        except OSError as error:
            raise MailNotTakenIn(where=where, reason=f"{type(error).__name__}") from error
        if not greeting.startswith(b"220"):
            raise MailNotTakenIn(where=where, reason="somebody else listens there")
        return f"{where} listens"

    async def handle_DATA(self, _server: SMTP, _line: Line, envelope: Envelope) -> str:  # noqa: N802
        """Accept a mail once it is kept."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        try:
            self.desk.open(raw, to=envelope.rcpt_tos, sender=envelope.mail_from or "")
        except DBAPIError:
            return _ASK_AGAIN
        except Exception:
            log.exception("A mail could not be taken in.")
            return _ASK_AGAIN
        return "250 2.0.0 Kept"


class _Controller(Controller):
    """Speaks LMTP or SMTP, and takes nothing that is too large."""

    kind: type[SMTP] = SMTP

    def factory(self) -> SMTP:
        """Make one conversation."""
        return self.kind(self.handler, data_size_limit=post.LARGEST, enable_SMTPUTF8=True)
