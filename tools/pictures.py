"""Take the pictures of the README from the demonstration: `.venv/bin/python -m tools.pictures`.

A picture of a page that has changed is an advertisement for another product; so they are taken
by a program, and anybody can take them again.
"""

import contextlib
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.servers.chromium import chromium, watched_page
from tests.servers.places import free_port

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "pictures"
PASSWORD = "a password for one picture"
COORDINATOR = "coordinator"
SIZE = {"width": 1280, "height": 860}


def main() -> None:
    """Start the story, sign in as the coordinator and photograph the decision desk."""
    TARGET.mkdir(exist_ok=True)
    with (
        demonstration() as (address, people),
        chromium() as browser,
        watched_page(browser, viewport=SIZE) as page,
    ):
        page.goto(f"{address}/sign-in")
        page.get_by_label("Your mail address").first.fill(people[COORDINATOR])
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto(f"{address}/rounds/1/desk")
        page.screenshot(path=TARGET / "decision-desk.png", animations="disabled")


@contextlib.contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, str]]]:
    """Run the demonstration and give its address and the mail address of each role."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    with tempfile.TemporaryDirectory() as home, (Path(home) / "said").open("w+") as said:
        command = [sys.executable, "-m", "onevoice.cli", "demo", "--port", str(port)]
        command += ["--home", home, "--password", PASSWORD]
        with subprocess.Popen(command, cwd=home, stdout=said, stderr=said) as process:
            try:
                wait(f"{address}/ready", process)
                said.seek(0)
                yield address, roles(said.read())
            finally:
                process.terminate()


def wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the address answers."""
    while process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit("The demonstration did not start.")


def roles(said: str) -> dict[str, str]:
    """Read the printed list of sign-ins: the first address of each role."""
    found: dict[str, str] = {}
    for line in said.splitlines():
        words = line.split(maxsplit=1)
        if len(words) == 2 and "@" in words[0]:
            found.setdefault(words[1], words[0])
    return found


if __name__ == "__main__":
    main()
