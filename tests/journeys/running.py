"""Onevoice as people run it: on one machine with one command, or as programs on real servers."""

import email
import email.policy
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from tests.servers.places import free_port, stop
from workflow import db
from workflow.models import Job
from workflow.services.rounds.rounds import COURTESY

ROOT = Path(__file__).parents[2]
SECONDS = 60
SIGNING_KEY = "7" * 64


@dataclass
class Running:
    """A service that answers at `base`; the test looks into its database, and moves its clock."""

    base: str
    sessions: sessionmaker[Session]
    mails_to: Callable[[str], list[EmailMessage]]

    def wait_for(self, true: Callable[[], object], what: str) -> object:
        """Wait until the worker has done it."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if found := true():
                return found
            time.sleep(0.1)
        raise AssertionError(f"waited {SECONDS} s for: {what}")

    def look(self, see: Callable[[Session], object]) -> object:
        with self.sessions() as session:
            db.promise_to_read(session)
            return see(session)

    def wait_until(self, see: Callable[[Session], object], what: str) -> object:
        return self.wait_for(lambda: self.look(see), what)

    def mail_to(self, address: str, subject: str = "") -> EmailMessage:
        """Wait for a mail and return the last one."""
        return self.wait_for(
            lambda: [m for m in self.mails_to(address) if subject in m["Subject"]],
            f"a mail to {address}: {subject}",
        )[-1]

    def link_in(self, mail: EmailMessage) -> str:
        """Return where the button of a mail leads, as an address on this service."""
        text = mail.get_body(("plain",)).get_content()
        return re.search(r"https?://[^/\s]+(/\S*)", text).group(1)

    def let_time_come(self, row: object, field: str, kind: str) -> None:
        """Move a time that lies ahead to where its courtesy ended; nobody waits for days."""
        with db.transaction(self.sessions) as session:
            table, now = type(row), db.now(session)
            past = now - timedelta(seconds=COURTESY + 1)
            session.execute(update(table).where(table.id == row.id).values({field: past}))
            waiting = update(Job).where(Job.kind == kind, Job.state == "waiting")
            session.execute(waiting.values(due_at=now))


def read_folder(folder: Path) -> Callable[[str], list[EmailMessage]]:
    read: dict[tuple[Path, int, int], EmailMessage] = {}

    def mails_to(address: str) -> list[EmailMessage]:
        """Read each file once for as long as it stays the same; there are hundreds of them."""
        found = [(path, path.stat()) for path in folder.rglob("*.eml")]
        keys = [(p, s.st_mtime_ns, s.st_size) for p, s in found]
        for key in keys:
            if key not in read:
                read[key] = email.message_from_bytes(
                    key[0].read_bytes(), policy=email.policy.default
                )
        mails = (read[key] for key in sorted(keys, key=lambda key: key[1]))
        return [mail for mail in mails if address in mail["To"]]

    return mails_to


@contextmanager
def programs(commands: list[list[str]], environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run programs until the test is over."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ONEVOICE_")}
    with log.open("ab") as out, ExitStack() as running:
        for command in commands:
            running.callback(stop, _start(command, clean | environment, out))
        yield


def _start(command: list[str], environment: dict[str, str], out) -> subprocess.Popen:
    whole = [sys.executable, "-m", *command]
    return subprocess.Popen(whole, cwd=ROOT, env=environment, stdout=out, stderr=out)


def wait_ready(base: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{base}/ready", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{base} did not start:\n{log.read_text()[-3000:]}")


@contextmanager
def on_one_machine(folder: Path, *command: str) -> Iterator[Running]:
    """Run `onevoice serve` or `onevoice demo`: SQLite, the worker inside, mails in a folder."""
    port, log = free_port(), folder / "log"
    home = folder / "home"
    place = home / "demo" if command[0] == "demo" else home
    database = place / ("demo.db" if command[0] == "demo" else "onevoice.db")
    whole = ["onevoice.cli", *command, "--port", str(port), "--home", str(home)]
    base = f"http://127.0.0.1:{port}"
    with programs([whole], {}, log):
        wait_ready(base, log)
        engine = db.connect(f"sqlite:///{database}")
        yield Running(base, db.sessions(engine), read_folder(place))
        engine.dispose()


@contextmanager
def on_servers(
    folder: Path, *, database_url: str, broker_url: str, sink, prepare: Callable[..., object]
) -> Iterator[Running]:
    """Run gunicorn, a Celery worker and beat on PostgreSQL, Valkey and a mail server."""
    port, log = free_port(), folder / "log"
    base = f"http://127.0.0.1:{port}"
    environment = {
        "ONEVOICE_DATABASE_URL": database_url,
        "ONEVOICE_BROKER_URL": broker_url,
        "ONEVOICE_SECRET_KEY": "a secret of the tests, long enough",
        "ONEVOICE_SIGNING_KEY": SIGNING_KEY,
        "ONEVOICE_SMTP_URL": sink.url,
        "ONEVOICE_MAIL_FROM": "office@onevoice.test",
        "ONEVOICE_BASE_URL": base,
    }
    gunicorn = "gunicorn webapp.wsgi:app --worker-class=gthread --workers=1 --threads=4"
    celery = "celery --app=worker.run worker --concurrency=2 --loglevel=WARNING"
    beat = f"celery --app=worker.run beat --schedule={folder}/beat --loglevel=WARNING"
    commands = [
        [*gunicorn.split(), f"--bind=127.0.0.1:{port}", "--no-control-socket"],
        celery.split(),
        beat.split(),
    ]
    engine = db.connect(database_url)
    sessions = db.sessions(engine)
    sessions.configure(info={"base_url": base, "signing_key": SIGNING_KEY})
    prepare(sessions)
    with programs(commands, environment, log):
        wait_ready(base, log)
        yield Running(base, sessions, sink.to)
    engine.dispose()
