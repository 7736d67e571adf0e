"""Programs that check our files from outside: LibreOffice and pandoc.

A test that asks for one of them runs wherever it is installed. In CI it fails where it is missing.
On other machines such tests are left out, and the last lines of the run say so, in red: whoever
changes how files are written installs the programs, everybody else need not.
"""

import os
from collections.abc import Iterator

import pytest

from tests.servers.places import NotThere

NAMES = ("libreoffice", "pandoc")
_left_out: dict[str, set[str]] = {}


@pytest.fixture(scope="session")
def libreoffice():
    from tests.servers.libreoffice import libreoffice as run

    with run() as office:
        yield office


@pytest.fixture(scope="session")
def pandoc():
    from tests.servers.pandoc import Pandoc, find

    return Pandoc(find())


def pytest_collection_modifyitems(config, items) -> None:
    if os.environ.get("CI"):
        return
    lacking = dict(_lacking())
    gone = [item for item in items if lacking.keys() & set(getattr(item, "fixturenames", ()))]
    for item in gone:
        for name in lacking.keys() & set(item.fixturenames):
            _left_out.setdefault(lacking[name], set()).add(item.nodeid)
    if gone:
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=gone)


def _lacking() -> Iterator[tuple[str, str]]:
    from tests.servers import libreoffice, pandoc

    for name, part in zip(NAMES, (libreoffice, pandoc), strict=True):
        try:
            part.find()
        except NotThere as missing:
            yield name, str(missing)


def pytest_sessionfinish(session) -> None:
    """Tell the process that prints the summary, where several run the tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = {k: sorted(v) for k, v in _left_out.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    for why, tests in (getattr(node, "workeroutput", None) or {}).get("left_out", {}).items():
        _left_out.setdefault(why, set()).update(tests)


def pytest_terminal_summary(terminalreporter) -> None:
    for why, tests in _left_out.items():
        terminalreporter.write_sep("=", f"NOT RUN: {len(tests)}", red=True, bold=True)
        terminalreporter.write_line(why, red=True, bold=True)
        for test in sorted(tests):
            terminalreporter.write_line(f"  {test}", red=True)
