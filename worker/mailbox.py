"""Look into a mailbox (IMAP) for mails that answer ours, and move aside what was read.

A mail is moved once what it said is committed. If the line breaks in between, it is found again,
known again, and moved then.
"""

import contextlib
import imaplib
import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, unquote

import imap_tools
from sqlalchemy.exc import DBAPIError

from workflow.errors import MailNotTakenIn
from workflow.files import post

log = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
LONGEST_PAUSE = 600.0
"""A mailbox that cannot be read is asked ever less often: many wrong passwords close an account."""

ANSWER_SECONDS = 20.0
READ, REFUSED = "Onevoice-read", "Onevoice-refused"


class _NotLetIn(Exception):  # noqa: N818  named after what happened
    """The server does not know the name, or not with this password."""


class Mailbox:
    """Looks into a mailbox every half minute."""

    def __init__(
        self,
        take_in: Callable[[bytes], str],
        place: SplitResult,
        *,
        roots: str = "",
        seconds: float = LOOK_SECONDS,
    ) -> None:
        """Remember where the mailbox is, and who takes in what is there and says what it was.

        `roots` are the certificates (PEM) that vouch for its server; none means those that the
        machine trusts.
        """
        self.take_in, self.place, self.seconds = take_in, place, seconds
        self.roots = roots
        self.secure = place.scheme == "imaps"
        self.host, self.port = place.hostname or "", place.port or (993 if self.secure else 143)
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._run, name="mailbox", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self.thread.start()

    def stop(self) -> None:
        """Look no more; what is being read is finished."""
        self.ending.set()
        self.thread.join(ANSWER_SECONDS)

    def knock(self) -> str:
        """Open the mailbox and close it again; raise MailNotTakenIn if it stays closed."""
        with self._opened():
            return f"{self.host}:{self.port} opens its mailbox"

    def look(self) -> int:
        """Take in what is there; return how many mails were moved aside."""
        taken = 0
        with self._opened() as box:
            for aside in (READ, REFUSED):
                if not box.folder.exists(aside):
                    box.folder.create(aside)
            for uid in box.uids():
                if self.ending.is_set():
                    break
                taken += self._one(box, uid)
        return taken

    def _one(self, box: imap_tools.BaseMailBox, uid: str) -> bool:
        raw = _fetched(box, uid)
        if raw is None:
            return False  # somebody else took it away meanwhile
        try:
            what = self.take_in(raw)
        except DBAPIError:
            raise  # nothing can be kept now, of no mail
        except Exception:
            log.exception("A mail could not be taken in. It stays in the mailbox.")
            return False
        box.move([uid], REFUSED if what == "refused" else READ)
        return True

    @contextlib.contextmanager
    def _opened(self) -> Iterator[imap_tools.BaseMailBox]:
        where = f"{self.host}:{self.port}"
        try:
            box = self._signed_in()
        except _NotLetIn as error:
            reason = "it does not accept the name and password of ONEVOICE_MAIL_IN_URL"
            raise MailNotTakenIn(where=where, reason=reason) from error
        except imap_tools.MailboxFolderSelectError as error:
            reason = f"it has no folder {self._folder}"
            raise MailNotTakenIn(where=where, reason=reason) from error
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailNotTakenIn(where=where, reason=_words(error)) from error
        try:
            yield box
        except (OSError, imaplib.IMAP4.error, imap_tools.ImapToolsError) as error:
            raise MailNotTakenIn(where=where, reason=_words(error)) from error
        finally:
            _hang_up(box)

    def _signed_in(self) -> imap_tools.BaseMailBox:
        box = self._called()
        try:
            self._say_who(box)
            box.folder.set(self._folder)
        except BaseException:
            _hang_up(box)
            raise
        return box

    def _called(self) -> imap_tools.BaseMailBox:
        if not self.secure:
            return imap_tools.MailBoxUnencrypted(self.host, self.port, timeout=ANSWER_SECONDS)
        # Left to itself, the library would believe any certificate.
        trust = ssl.create_default_context(cadata=self.roots or None)
        return imap_tools.MailBox(self.host, self.port, timeout=ANSWER_SECONDS, ssl_context=trust)

    def _say_who(self, box: imap_tools.BaseMailBox) -> None:
        name, word = unquote(self.place.username or ""), unquote(self.place.password or "")
        say = box.login if f"{name}{word}".isascii() else box.login_utf8
        try:
            say(name, word, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise  # the line broke
        except (imaplib.IMAP4.error, imap_tools.MailboxLoginError) as error:
            raise _NotLetIn from error

    @property
    def _folder(self) -> str:
        return unquote(self.place.path.strip("/")) or "INBOX"

    def _run(self) -> None:
        pause = 0.0
        while not self.ending.wait(pause):
            try:
                self.look()
                pause = self.seconds
            except Exception as error:  # noqa: BLE001  the mailbox may be away; it comes back
                pause = min(max(pause, self.seconds) * 2, LONGEST_PAUSE)
                told = str(error) if isinstance(error, MailNotTakenIn) else _words(error)
                log.warning("%s It is tried again in %d seconds.", told, pause)


def _fetched(box: imap_tools.BaseMailBox, uid: str) -> bytes | None:
    """Return a mail as its bytes, or one byte more of it than is ever read."""
    status, answer = box.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{post.LARGEST + 1}>)")
    if status != "OK":
        raise imaplib.IMAP4.error(f"FETCH: {status}")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)


def _hang_up(box: imap_tools.BaseMailBox) -> None:
    """Say goodbye; the other side may be gone already."""
    gone = (OSError, imaplib.IMAP4.error, imap_tools.ImapToolsError)
    with contextlib.suppress(*gone):
        box.logout()
    with contextlib.suppress(*gone):
        box.client.shutdown()


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
