"""`onevoice serve` and `onevoice demo` as real programs: they start, answer and end cleanly."""

import os
import signal
import stat
import subprocess
import sys
import time

import httpx
import pytest

from tests.build import Build
from tests.faults.service import wait_until
from tests.servers.places import free_port
from workflow import db
from workflow.models import Mail
from workflow.services.mailing import mail

pytestmark = [pytest.mark.databases("sqlite"), pytest.mark.slow]


IN_THE_BACKGROUND = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
"""Starts a program as a shell does in the background: SIGINT is ignored until it says otherwise."""


class Running:
    """One `onevoice ...` until it is ended."""

    def __init__(self, folder, *words):
        self.port, self.folder = free_port(), folder
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ONEVOICE_")}
        self.log = (folder / "log").open("w+")
        place = ("--port", str(self.port), "--home", str(folder / "home"))
        self.process = subprocess.Popen(
            [*IN_THE_BACKGROUND, sys.executable, "-m", "onevoice.cli", *words, *place],
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env={**environment, "PYTHONUNBUFFERED": "1"},
        )

    def wait_ready(self) -> float:
        began = time.monotonic()
        while time.monotonic() - began < 60:
            assert self.process.poll() is None, self.said()
            try:
                if httpx.get(f"{self.url}/ready").status_code == 200:
                    return time.monotonic() - began
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(self.said())

    def end(self, how=signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)

    def said(self) -> str:
        self.log.flush()
        return (self.folder / "log").read_text()


@pytest.fixture
def run(tmp_path):
    started = []

    def start(*words):
        started.append(Running(tmp_path, *words))
        return started[-1]

    yield start
    for program in started:
        if program.process.poll() is None:
            program.process.kill()
            program.process.wait()
        program.log.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_starts_empty_and_ends_cleanly(run, tmp_path, how):
    service = run("serve")
    service.wait_ready()

    page = httpx.get(service.url, follow_redirects=True)
    code = service.end(how)

    assert page.status_code == 200
    assert code == 0, service.said()
    assert "Traceback" not in service.said()
    assert "Onevoice is ready after" in service.said()
    key = tmp_path / "home" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_a_second_service_on_the_same_folder_is_refused_in_a_sentence(run):
    run("serve").wait_ready()

    second = run("serve")

    assert second.process.wait(30) == 2
    assert "already running" in second.said()


def test_a_taken_port_is_told_in_a_sentence(run, tmp_path):
    first = run("serve")
    first.wait_ready()
    words = ["serve", "--port", str(first.port), "--home", str(tmp_path / "other")]

    second = subprocess.run(
        [sys.executable, "-m", "onevoice.cli", *words], capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert "Choose another --port." in second.stderr
    assert "Traceback" not in second.stderr


def test_the_demo_shows_its_story_and_its_mails(run, tmp_path):
    demo = run("demo", "--password", "a long enough password")
    demo.wait_ready()

    mails = httpx.get(f"{demo.url}/demo/mails")
    deadline = time.monotonic() + 20
    while not list((tmp_path / "home" / "demo" / "mails").glob("*.eml")):
        assert time.monotonic() < deadline, "no mail was delivered"
        time.sleep(0.05)
    code = demo.end()

    assert mails.status_code == 200
    assert code == 0, demo.said()
    assert "The password of all of them: a long enough password" in demo.said()
    assert "Traceback" not in demo.said()


def test_a_service_that_was_killed_goes_on_where_it_was(run, tmp_path):
    mails = tmp_path / "home" / "mails"
    first = run("serve")
    first.wait_ready()
    engine = db.connect(f"sqlite:///{tmp_path / 'home' / 'onevoice.db'}")
    with db.transaction(db.sessions(engine)) as session:
        for number in range(300):
            person = Build(session).person()
            mail.write(session, "sign-in-link", key=f"k{number}", person=person)

    wait_until(lambda: len(list(mails.glob("*.eml"))) > 20, 20, "the first mails")
    first.process.kill()
    first.process.wait()
    run("serve").wait_ready()

    def unsent() -> int:
        with db.sessions(engine)() as session:
            db.promise_to_read(session)
            return session.query(Mail).filter(Mail.sent_at.is_(None)).count()

    wait_until(lambda: unsent() == 0, 20, "all mails")
    engine.dispose()
    assert len(list(mails.glob("*.eml"))) == 300
