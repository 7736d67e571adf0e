"""A real IMAP server (pymap) with one mailbox, whose lines can be cut while somebody talks."""

import asyncio
import contextlib
import imaplib
import threading
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash

from tests.servers.places import free_port

NAME, PASSWORD = "replies", "a password: 1/2"


@dataclass
class Imap:
    """One IMAP server and what lies in its mailbox."""

    port: int
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    lines: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"imap://{NAME}:a%20password%3A%201%2F2@127.0.0.1:{self.port}/INBOX"

    def put(self, *mails: bytes) -> None:
        """Let mails arrive."""
        with self._line() as line:
            for mail in mails:
                status, words = line.append("INBOX", None, None, mail)
                assert status == "OK", words

    def lying_in(self, folder: str) -> int:
        """Count the mails in a folder."""
        with self._line() as line:
            status, answer = line.select(f'"{folder}"', readonly=True)
            return int(answer[0]) if status == "OK" else 0

    def seen(self) -> bytes:
        """Return the flags of the mails that lie in the mailbox."""
        with self._line() as line:
            line.select("INBOX", readonly=True)
            return b" ".join(line.fetch("1:*", "(FLAGS)")[1])

    def clear(self) -> None:
        """Empty all folders."""
        with self._line() as line:
            for folder in ("INBOX", "Onevoice-read", "Onevoice-refused"):
                if line.select(folder)[0] == "OK":
                    line.store("1:*", "+FLAGS", r"\Deleted")
                    line.expunge()

    def cut(self) -> None:
        """Break every line that is open."""

        async def breaking() -> None:
            for writer in self.lines:
                writer.transport.abort()
            self.lines.clear()

        asyncio.run_coroutine_threadsafe(breaking(), self.loop).result(10)

    @contextlib.contextmanager
    def _line(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as line:
            line.login(NAME, PASSWORD)
            yield line

    async def listen(self) -> asyncio.Server:
        given = Namespace(
            debug=False,
            host=None,
            port=0,
            cert=None,
            key=None,
            tls=False,
            proxy_protocol="noop",
            passlib_cfg=None,
            demo_data=False,
            demo_user=NAME,
            demo_password=PASSWORD,
        )
        quick = {"reject_dnsbl": False, "hash_context": BuiltinHash(rounds=1)}
        backend, config = await DictBackend.init(given, **quick)
        server = ProxyProtocolReader(config.proxy_protocol).get_callback(
            IMAPServer(backend.login, config)
        )

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.lines.append(writer)
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await server(reader, writer)

        return await asyncio.start_server(talk, "127.0.0.1", self.port)


@contextlib.contextmanager
def imap() -> Iterator[Imap]:
    """Run an IMAP server for as long as the block lasts."""
    server = Imap(free_port())
    thread = threading.Thread(target=server.loop.run_forever, name="imap", daemon=True)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(server.listen(), server.loop).result(20)
    try:
        yield server
    finally:
        server.cut()
        server.loop.call_soon_threadsafe(listening.close)
        server.loop.call_soon_threadsafe(server.loop.stop)
        thread.join(10)
