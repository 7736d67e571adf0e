"""The services of docker-compose.yml, and how to start one here instead of in a container."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tools import make_secrets

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def services() -> dict[str, dict]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


@dataclass
class Place:
    """What stands here for the containers: addresses, a port and a folder."""

    database_url: str
    broker_url: str
    smtp_url: str
    port: int
    folder: Path
    mail_in_url: str = ""

    def environment(self, service: str) -> dict[str, str]:
        """Return the settings of a service with the addresses of this place."""
        make_secrets.make(self.folder / "secrets")
        (self.folder / "secrets" / "database_url").write_text(self.database_url)
        found = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(self.folder)}
        for name, value in services()[service]["environment"].items():
            if value.startswith("/run/secrets/"):
                found[name] = str(self.folder / value.removeprefix("/run/"))
            elif not value.startswith("${"):
                found[name] = value
            else:
                found[name] = value.partition(":-")[2].removesuffix("}")
        found["ONEVOICE_BROKER_URL"] = self.broker_url
        found["ONEVOICE_SMTP_URL"] = self.smtp_url
        if "ONEVOICE_MAIL_IN_URL" in found:
            found["ONEVOICE_MAIL_IN_URL"] = self.mail_in_url
        found["ONEVOICE_BASE_URL"] = f"http://127.0.0.1:{self.port}"
        return found

    def command(self, service: str) -> list[str]:
        """Return the command line of a service, with this place's port."""
        return self._here(services()[service]["command"])

    def is_healthy(self, service: str) -> bool:
        """Run the health check of a service and tell whether it passes."""
        test = services()[service]["healthcheck"]["test"]
        assert test[0] == "CMD"
        done = subprocess.run(
            self._here(test[1:]),
            env=self.environment(service),
            cwd=self.folder,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return done.returncode == 0

    def _here(self, words: list[str]) -> list[str]:
        here = {
            "0.0.0.0:8080": f"127.0.0.1:{self.port}",
            "127.0.0.1:8080": f"127.0.0.1:{self.port}",
        }
        found = []
        for word in words:
            for there, place in here.items():
                word = word.replace(there, place)  # noqa: PLW2901
            found.append(word)
        return [str(BIN / found[0]), *found[1:]]

    @contextlib.contextmanager
    def running(self, service: str) -> Iterator["Running"]:
        """Run a service for as long as the block lasts, then stop it as docker would."""
        log = self.folder / f"{service}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                self.command(service),
                env=self.environment(service),
                cwd=self.folder,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        part = Running(service, process, log)
        try:
            yield part
        finally:
            part.stop()

    def fetch(self, path: str) -> int:
        """Ask the web and return the status; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


@dataclass
class Running:
    """One service that runs."""

    service: str
    process: subprocess.Popen
    log: Path

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def until(self, happened, *, seconds: float = 40) -> None:
        """Wait until something is so; fail with what the service said if it never is."""
        deadline = time.monotonic() + seconds
        while not happened():
            alive = self.process.poll() is None
            assert alive, f"{self.service} ended ({self.process.returncode}):\n{self.said()}"
            assert time.monotonic() < deadline, f"{self.service} did not do it:\n{self.said()}"
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(5)
        return self.process.returncode
