"""A real IMAP server (pymap) with one mailbox, whose lines can be cut while somebody talks."""

import asyncio
import contextlib
import imaplib
import ipaddress
import ssl
import tempfile
import threading
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
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
    secure_port: int = 0
    """Where it speaks TLS from the first byte."""
    certificate: str = ""
    """Its own, which nobody else vouches for; it holds for 127.0.0.1 and for no other name."""

    @property
    def url(self) -> str:
        return f"imap://{NAME}:a%20password%3A%201%2F2@127.0.0.1:{self.port}/INBOX"

    @property
    def secure_url(self) -> str:
        return self.url.replace("imap:", "imaps:").replace(
            f":{self.port}/", f":{self.secure_port}/"
        )

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

    async def listen(self) -> list[asyncio.Server]:
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

        self.secure_port = free_port()
        trust, self.certificate = _certified()
        return [
            await asyncio.start_server(talk, "127.0.0.1", self.port),
            await asyncio.start_server(talk, "127.0.0.1", self.secure_port, ssl=trust),
        ]


def _certified() -> tuple[ssl.SSLContext, str]:
    """Make a certificate of our own; return what speaks TLS with it, and itself (PEM)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name.from_rfc4514_string("CN=Mailbox of the tests")
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate = signed.public_bytes(serialization.Encoding.PEM)
    plain = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(certificate + plain)
        file.flush()
        context.load_cert_chain(file.name)
    return context, certificate.decode()


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
        for one in listening:
            server.loop.call_soon_threadsafe(one.close)
        server.loop.call_soon_threadsafe(server.loop.stop)
        thread.join(10)
