"""The service twice: on one machine with one command, and as programs on real servers."""

import pytest

from tests.journeys.browser import Browser
from tests.journeys.running import on_one_machine, on_servers
from workflow import story

PASSWORD = "twelve letters"


@pytest.fixture(params=["one machine", "servers"])
def told(request, tmp_path):
    """The demo story before anybody was asked: the zero draft, and everybody's accounts."""
    if request.param == "one machine":
        with on_one_machine(tmp_path, "demo", "--until", "zero", "--password", PASSWORD) as running:
            yield running
        return
    with on_servers(
        tmp_path,
        database_url=request.getfixturevalue("postgres_url"),
        broker_url=request.getfixturevalue("broker_url"),
        sink=request.getfixturevalue("smtp_sink"),
        prepare=lambda sessions: story.play(sessions, until="zero", password=PASSWORD),
    ) as running:
        yield running


@pytest.fixture
def empty(tmp_path):
    """A service that nobody has used yet, started with `onevoice serve`."""
    with on_one_machine(tmp_path, "serve") as running:
        yield running


@pytest.fixture
def someone():
    """Open a browser for somebody; all are closed at the end."""
    browsers = []

    def opened(running) -> Browser:
        browsers.append(Browser(running.base))
        return browsers[-1]

    yield opened
    for browser in browsers:
        browser.close()
