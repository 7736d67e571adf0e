"""What a decision by keyboard costs the browser, on a desk of 38 agencies and about 400 changes.

    .venv/bin/python benchmarks/decision.py [--decisions 15] [--agencies 38] [--changes 400]

Opens the desk in a real Chromium, as wide as a laptop and not slowed down, and presses J and A (or
R, a reason, and Ctrl Enter). Chromium records what its main thread does; counted is all that it
does from the key until half a second after the answer of the service came in, waiting not counted.
Before that it tells how soon one sees the desk, and what the pages weigh on the wire.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, Page

from benchmarks import desk
from tests.servers.chromium import chromium, watched_page
from tests.webapp.screen import serving
from tests.webapp.visitor import Visitor
from workflow.models import Person

WIDE = {"width": 1280, "height": 860}
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"]
AFTERWARDS = 500
"""Milliseconds after the answer in which all that belongs to it is drawn."""
KINDS = {
    "FunctionCall": "scripts",
    "EvaluateScript": "scripts",
    "RunMicrotasks": "scripts",
    "ParseHTML": "reading",
    "UpdateLayoutTree": "styles",
    "Layout": "layout",
    "PrePaint": "painting",
    "Paint": "painting",
    "Layerize": "painting",
    "Commit": "painting",
}
SEEN = """() => new Promise((tell) => {
  const first = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  new PerformanceObserver((list) => tell([first, list.getEntries().at(-1).startTime]))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""


def main() -> None:
    """Make the round, open it, decide, and print what that took."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--decisions", type=int, default=15)
    given.add_argument("--agencies", type=int, default=38)
    given.add_argument("--changes", type=int, default=400)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        room = desk.made(folder, asked.agencies, asked.changes)
        print(f"{asked.agencies} agencies, {room.changes} changes, {room.passages} passages")
        with serving(room.app) as address:
            here = f"/rounds/{room.round_id}"
            weigh(browser, room, address, None, "/sign-in")
            for path in ("", "/text", "/desk"):
                weigh(browser, room, address, room.office, here + path)
            weigh(browser, room, address, room.writer, f"{here}/answer")
            decide(browser, room, address, asked.decisions)


def enter(page: Page, room: SimpleNamespace, address: str, person: Person | None) -> None:
    """Be somebody."""
    if person:
        cookie = Visitor(room.app).sign_in(person).client.get_cookie("onevoice").value
        page.context.add_cookies([{"name": "onevoice", "value": cookie, "url": address}])


def weigh(
    browser: Browser, room: SimpleNamespace, address: str, person: Person | None, path: str
) -> None:
    """Open a page with nothing kept from before, and print when one sees it and what it weighs."""
    with watched_page(browser, viewport=WIDE) as page:
        enter(page, room, address, person)
        asked: list[Any] = []
        page.on("requestfinished", lambda one: asked.append(one))  # noqa: PLW0108
        page.goto(address + path, wait_until="networkidle")
        first, largest = page.evaluate(SEEN)
        sizes = [one.sizes() for one in asked]
        weight = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes) / 1000
        print(
            f"{path:22} first words after {first:4.0f} ms, the largest after {largest:4.0f} ms, "
            f"{len(asked):2} requests, {weight:5.1f} kB on the wire"
        )


def decide(browser: Browser, room: SimpleNamespace, address: str, decisions: int) -> None:
    """Decide so many passages by keyboard and print what one takes."""
    with watched_page(browser, viewport=WIDE) as page:
        enter(page, room, address, room.office)
        page.goto(f"{address}/rounds/{room.round_id}/desk", wait_until="networkidle")
        page.keyboard.press("j")
        rows = []
        for number in range(decisions):
            accept = page.locator(".passage.is-here [data-key-a]").count() == 1
            key = "a" if accept else "Control+Enter"
            if not accept:
                page.keyboard.press("r")
                page.keyboard.type("Others asked for the opposite.")
            page.wait_for_timeout(AFTERWARDS)
            spent, kinds, longest = recorded(browser, page, key)
            rows.append(spent)
            told = ", ".join(f"{kind} {ms:.0f}" for kind, ms in kinds.most_common())
            name = "accept" if accept else "reject"
            print(f"{number + 1:3} {name} {spent:6.1f} ms, longest task {longest:5.1f} ({told})")
    print(f"main thread per decision, median of {len(rows)}: {statistics.median(rows):.0f} ms")
    print(f"the first {rows[0]:.0f} ms, the slowest {max(rows):.0f} ms")


def recorded(browser: Browser, page: Page, key: str) -> tuple[float, Counter[str], float]:
    """Press a key; return what the main thread did from then on, in milliseconds."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    with page.expect_response(lambda one: one.request.method == "POST") as answered:
        page.keyboard.press(key)
    assert answered.value.ok, answered.value.status
    page.wait_for_timeout(AFTERWARDS)
    return summed(json.loads(browser.stop_tracing())["traceEvents"])


def summed(events: list[dict[str, Any]]) -> tuple[float, Counter[str], float]:
    """Sum the tasks of the main thread of the page after the key."""
    press = next(
        one
        for one in events
        if one["name"] == "EventDispatch" and one["args"]["data"]["type"] == "keydown"
    )
    after = [
        one
        for one in events
        if (one["pid"], one["tid"]) == (press["pid"], press["tid"])
        and one.get("ph") == "X"
        and one["ts"] + one["dur"] >= press["ts"]
    ]
    tasks = [one["dur"] / 1000 for one in after if one["name"] == "RunTask"]
    kinds: Counter[str] = Counter()
    for one in after:
        if kind := KINDS.get(one["name"]):
            kinds[kind] += one["dur"] / 1000
    return sum(tasks), kinds, max(tasks)


if __name__ == "__main__":
    main()
