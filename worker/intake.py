"""Take in mail: from a mail server that hands it over (LMTP or SMTP), or from a mailbox (IMAP).

    ONEVOICE_MAIL_IN_URL=lmtp://0.0.0.0:2424               our mail server hands over what is for us
    ONEVOICE_MAIL_IN_URL=imaps://name:password@host/INBOX  a mailbox that is looked into

A mail is accepted once its row is committed, never before: a server that hears nothing sends it
again, and the same mail read twice is one row.
"""

import logging
import threading
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

import imap_tools
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Line
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from workflow import db
from workflow.errors import BadSetting, MailUnreadable, Refused
from workflow.files import post
from workflow.files.word.safely import read_safely
from workflow.services import incoming
from workflow.settings import Settings

log = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
READ, REFUSED_FOLDER = "Onevoice-read", "Onevoice-refused"
_ASK_AGAIN = "451 4.3.0 The service is busy, please try again"


class Intake(Protocol):
    """Somebody who takes mail in."""

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self) -> None:
        """End what was begun."""


def intake_for(settings: Settings, sessions: sessionmaker[Session]) -> Intake | None:
    """Return the intake that the settings ask for, or None."""
    if not settings.mail_in_url:
        return None
    place = urlsplit(settings.mail_in_url)
    desk = Desk(sessions, settings.mail_relay)
    if place.scheme in {"lmtp", "smtp"} and place.port:
        return Listener(desk, place)
    if place.scheme in {"imap", "imaps"} and place.hostname:
        return Mailbox(desk, place)
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
        problem = _file_problem(letter)
        with db.transaction(self.sessions) as session:
            row = incoming.receive(
                session,
                letter,
                raw=raw,
                to=" ".join(to),
                relay=self.relay,
                file_problem=problem,
            )
            if row is None:
                return "known"
            if row.problem:
                log.warning("A mail from %s was not heard: %s", row.sender, row.problem)
            return row.kind


class Listener:
    """Hears a mail server that hands mail over."""

    def __init__(self, desk: Desk, place: SplitResult) -> None:
        """Remember where to listen."""
        self.desk = desk
        kind = LMTP if place.scheme == "lmtp" else SMTP
        self.controller = _Controller(self, hostname=place.hostname, port=place.port or 0)
        self.controller.kind = kind

    def start(self) -> None:
        """Listen."""
        self.controller.start()

    def stop(self) -> None:
        """Hang up."""
        self.controller.stop()

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


class Mailbox:
    """Looks into a mailbox every half minute; what was read is moved aside."""

    def __init__(self, desk: Desk, place: SplitResult, *, seconds: float = LOOK_SECONDS) -> None:
        """Remember where the mailbox is."""
        self.desk, self.place, self.seconds = desk, place, seconds
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._run, name="mailbox", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self.thread.start()

    def stop(self) -> None:
        """Look no more."""
        self.ending.set()
        self.thread.join(self.seconds)

    def look(self) -> int:
        """Take in what is there; return how many mails were new."""
        kind = imap_tools.MailBox if self.place.scheme == "imaps" else imap_tools.MailBoxUnencrypted
        port = self.place.port or (993 if self.place.scheme == "imaps" else 143)
        folder = self.place.path.strip("/") or "INBOX"
        box = kind(self.place.hostname or "", port, timeout=20)
        name, word = unquote(self.place.username or ""), unquote(self.place.password or "")
        taken = 0
        with box.login(name, word, initial_folder=folder) as open_box:
            for aside in (READ, REFUSED_FOLDER):
                if not open_box.folder.exists(aside):
                    open_box.folder.create(aside)
            for mail in open_box.fetch(mark_seen=False, bulk=False):
                what = self.desk.open(mail.obj.as_bytes(), sender=mail.from_)
                open_box.move([mail.uid or ""], REFUSED_FOLDER if what == "refused" else READ)
                taken += 1
        return taken

    def _run(self) -> None:
        while not self.ending.wait(self.seconds):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001  the mailbox may be away; it comes back
                log.warning("The mailbox could not be read: %s", type(error).__name__)


def _file_problem(letter: post.Letter) -> str:
    """Say why the file of a mail cannot be used; it is read in a process of its own."""
    file = incoming.document_in(letter)
    if file is None:
        return ""
    try:
        read_safely(file.data)
    except Refused as refused:
        return str(refused)
    return ""
