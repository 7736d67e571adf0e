"""What tests in a real browser share: the site at an address, and coming in without a password."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from waitress.server import create_server


@contextmanager
def serving(app) -> Iterator[str]:
    """Run the site for as long as the block lasts; gives its address.

    Its thread ends when the browser lets go of its last connection; nobody waits for that.
    """
    server = create_server(app, port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def enter(page, room, address, name) -> None:
    """Be somebody of the cast."""
    cookie = room.visitor(name).client.get_cookie("onevoice").value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "onevoice", "value": cookie, "url": address}])


def follow(page, selector) -> None:
    """Click on what leads to another page, and be there: a click alone may return before."""
    with page.expect_navigation():
        page.click(selector)


def saved(page) -> None:
    """Wait until the draft has saved itself."""
    page.wait_for_selector("#saved >> text=/^Saved/")


ASK = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 160)]);
}"""
LIGHT, DARK = (1280, "light"), (390, "dark")


def troubles(page, *looks):
    """What axe and the eye find on a page, at a width in a scheme; without any, in two that differ
    in both. The page is left at the width of a phone."""
    found = []
    page.evaluate(Axe().axe_script)
    for width, scheme in looks or (LIGHT, DARK):
        page.set_viewport_size({"width": width, "height": 860})
        page.emulate_media(color_scheme=scheme)
        found += [(width, scheme, *one) for one in page.evaluate(ASK)]
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 860})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((width, "wider than the screen"))
    return found
