"""What tests in a real browser share: the site at an address, and coming in without a password."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

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


def saved(page) -> None:
    """Wait until the draft has saved itself."""
    page.wait_for_selector("#saved >> text=/^Saved/")
