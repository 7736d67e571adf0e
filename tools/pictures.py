"""Take the pictures of the documents from the demonstration: `.venv/bin/python -m tools.pictures`.

A picture of a page that has changed is an advertisement for another product; so they are taken
by a program, and anybody can take them again. Names on the command line take only these.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.servers.chromium import chromium, watched_page
from tests.servers.places import free_port

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "pictures"
PASSWORD = "a password for one picture"
COORDINATOR = "coordinator@secretariat.example"
WRITER = "chloe.bennani@unicef.example"
READER = "tomasz.lindqvist@ilo.example"
CLEARING = "marta.oyelaran@ilo.example"
PRINCIPAL = "principal.office@ilo.example"
WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector('.lines'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
  }
}"""


def _write(page: Page) -> None:
    """Change a paragraph of the answer, move another, and say why."""
    page.click(".line >> nth=2")
    page.keyboard.press("Alt+ArrowDown")
    page.evaluate(SELECT, "a senior official")
    page.keyboard.type("a named official at senior level")
    page.wait_for_selector(".note-card >> nth=1")
    card = page.locator(".note-card", has_text="named official")
    card.locator("textarea").fill("Partners need to know whom to call.")
    page.wait_for_selector("#saved >> text=/^Saved/")
    page.evaluate("scrollTo(0, 480)")
    page.wait_for_timeout(400)


def _bridge(page: Page) -> None:
    """Write own words on a contested passage."""
    for key in "jm":
        page.keyboard.press(key)
    page.keyboard.type("30 November 2022")
    page.wait_for_selector(".bridge ins >> text=30 November 2022")
    page.wait_for_timeout(800)
    page.evaluate("scrollTo({ top: 285, behavior: 'instant' })")


def _meet(page: Page) -> None:
    """Put a meeting on record, with who was there, a note and an action point."""
    day = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
    page.fill("#starts", f"{day}T10:00")
    page.fill("#ends", f"{day}T11:00")
    page.fill("#agenda", "A United Nations system pledge / IOM\nSupport to the co-facilitators")
    page.click("text=Put it on record")
    for box in page.locator("input[name='people']").all():
        box.check()
    page.click("text=Add them")
    page.fill("#text", "There was broad agreement to be ambitious and brief.")
    page.click("button:has-text('Keep it')")
    page.click("text=Write an action point")
    page.fill("#action-text", "Final revisions of the pledge to be sent in.")
    page.check("input[value='members']")
    page.click("button:has-text('Add it')")
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")


def _consult(page: Page) -> None:
    """Ask people outside, and look at the page that they see."""
    page.fill("#title", "What should the United Nations promise to migrants?")
    page.fill("#question", "Read the draft. Tell us what is missing, in your own words.")
    page.fill("#closes", f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}T17:00")
    page.check("[name='who'][value='all']")
    page.click("button:has-text('Open the consultation')")
    found = re.search(r"/c/[\w-]+", page.content())
    if found:
        page.goto(re.sub(r"(?<=\d)/.*", found[0], page.url))


def _first(page: Page) -> None:
    """Open the first of a list."""
    page.click("main a[href^='/specific-pledges/'] >> nth=0")


def _unfold(page: Page) -> None:
    """Show all of the first."""
    page.click("details > summary >> nth=0")


@dataclass(frozen=True)
class Picture:
    """A page, as somebody sees it at some point of the story."""

    name: str
    caption: str
    until: str
    who: str
    path: str
    size: dict[str, int]
    act: Callable[[Page], None] | None = None


def _of(until: str, size: dict[str, int], *rows: Sequence[Any]) -> list[Picture]:
    return [
        Picture(row[0], row[1], until, row[2], row[3], size, row[4] if len(row) > 4 else None)
        for row in rows
    ]


def in_(language: str, path: str) -> str:
    """Return an address that first lets the pages speak a language."""
    return f"/language?in={language}&next={path}"


CONTESTED = "/rounds/1/desk?state=contested"
ROUND, AFTER, LOCKED = "round1", "rev1", "locked"
PICTURES = [
    *_of(
        ROUND,
        WIDE,
        ("decision-desk", "The decision desk", COORDINATOR, "/rounds/1/desk"),
        ("own-words", "Own words, as they would stand", COORDINATOR, CONTESTED, _bridge),
        ("screen", "The screen in the meeting room", COORDINATOR, "/rounds/1/screen"),
        ("desk-of-the-office", "What waits for the office", COORDINATOR, "/"),
        ("pledge", "A pledge", COORDINATOR, "/pledges/1"),
        ("board", "Who has answered", COORDINATOR, "/rounds/1"),
        ("progress", "How a round goes", COORDINATOR, "/rounds/1/progress"),
        ("answers", "The answers, agency by agency", COORDINATOR, "/rounds/1/answers"),
        ("people", "People and their roles", COORDINATOR, "/people"),
        ("mails", "The mails that went out", COORDINATOR, "/mails"),
        ("all-changes", "All changes of a round, to read", READER, "/rounds/1/text"),
        ("desk-of-an-agency", "What waits for an agency", WRITER, "/"),
        ("writing", "Writing an answer in the text", WRITER, "/rounds/1/answer", _write),
        ("your-changes", "Reasons, then off it goes", WRITER, "/rounds/1/changes"),
        ("no-changes", "No changes: an answer, too", WRITER, "/rounds/1/no-changes"),
        ("word", "Answering with a Word file", WRITER, "/rounds/1/file"),
        ("documents", "A round as documents", COORDINATOR, "/rounds/1/documents"),
        ("rules", "The rules of a pledge", COORDINATOR, "/pledges/1/rules"),
        ("arabic", "The decision desk in Arabic", COORDINATOR, in_("ar", "/rounds/1/desk")),
        ("french", "What waits for an agency, in French", WRITER, in_("fr", "/")),
    ),
    *_of(
        ROUND,
        PHONE,
        ("phone-writing", "Writing on a phone", WRITER, "/rounds/1/answer"),
        ("phone-clearance", "Clearance on a phone", CLEARING, "/rounds/1/clearance"),
        ("phone-desk", "The decision desk on a phone", COORDINATOR, "/rounds/1/desk"),
    ),
    *_of(
        AFTER,
        WIDE,
        ("result", "What the decisions made of the text", READER, "/rounds/1/text?show=result"),
        ("side-by-side", "Two versions", READER, "/versions/2/compare/1?side=yes"),
        ("origin", "Where words come from", READER, "/versions/2/origin?block=pp2"),
        ("outcome", "What became of the changes", READER, "/rounds/1/outcome"),
        ("version", "A version with numbered lines", READER, "/versions/2?lines=yes"),
        ("checks", "What the checks notice in a text", COORDINATOR, "/versions/2/checks"),
    ),
    *_of(AFTER, PHONE, ("phone-principal", "A principal's screen", PRINCIPAL, "/pledges/1/join")),
    *_of(
        AFTER,
        WIDE,
        ("meeting", "A meeting on record", COORDINATOR, "/pledges/1/meetings/new", _meet),
        (
            "consultation",
            "What people outside see",
            COORDINATOR,
            "/pledges/1/consultations/new",
            _consult,
        ),
    ),
    *_of(
        LOCKED,
        WIDE,
        ("joining", "Who is in", COORDINATOR, "/pledges/1/joining"),
        ("record", "The record", COORDINATOR, "/pledges/1/record?check=yes"),
        ("verify", "Verify a text", "", "/verify"),
        ("locking", "A locked text and its seal", COORDINATOR, "/pledges/1/lock"),
        ("silence", "A silence procedure", COORDINATOR, "/pledges/1/silence"),
        ("specific-pledge", "A specific pledge", READER, "/pledges/1/specific-pledges", _first),
    ),
    *_of(
        "after",
        WIDE,
        ("register", "The public register of specific pledges", "", "/register/1", _unfold),
    ),
    *_of(
        LOCKED,
        PHONE,
        ("phone-joined", "The principal's screen once it is locked", PRINCIPAL, "/pledges/1/join"),
    ),
]


def main() -> None:
    """Start the story at each point that is wanted, and photograph the pages."""
    wanted = [one for one in PICTURES if not sys.argv[1:] or one.name in sys.argv[1:]]
    TARGET.mkdir(exist_ok=True)
    with chromium() as browser:
        for until, row in groupby(wanted, key=lambda one: one.until):
            with demonstration(until) as address:
                for picture in row:
                    take(browser, address, picture)
                    sys.stdout.write(f"{picture.name}\n")
    write_page()


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Sign in, open the page, do what the picture shows, and photograph it."""
    with watched_page(browser, viewport=picture.size) as page:
        if picture.who:
            page.goto(f"{address}/sign-in")
            page.get_by_label("Your mail address").first.fill(picture.who)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto(f"{address}{picture.path}")
        if picture.act:
            picture.act(page)
        page.screenshot(path=TARGET / f"{picture.name}.png", animations="disabled")


def write_page() -> None:
    """Write the page that shows all pictures."""
    lines = ["# Pictures", "", "Made by `.venv/bin/python -m tools.pictures` from the demo story."]
    for picture in PICTURES:
        lines += ["", f"## {picture.caption}", "", f"![{picture.caption}]({picture.name}.png)"]
    (TARGET / "README.md").write_text("\n".join(lines) + "\n")


@contextlib.contextmanager
def demonstration(until: str) -> Iterator[str]:
    """Run the demonstration up to a point of the story and give its address."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    with tempfile.TemporaryDirectory() as home, (Path(home) / "said").open("w+") as said:
        command = [sys.executable, "-m", "onevoice.cli", "demo", "--port", str(port)]
        command += ["--home", home, "--password", PASSWORD, "--until", until]
        # The tree that this file belongs to, not the one that happens to be installed.
        ours = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, cwd=home, env=ours, stdout=said, stderr=said) as process:
            try:
                wait(f"{address}/ready", process)
                yield address
            finally:
                process.terminate()


def wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the address answers."""
    while process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit("The demonstration did not start.")


if __name__ == "__main__":
    main()
