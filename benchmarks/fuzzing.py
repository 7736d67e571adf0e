"""What the fuzzers share: a folder of seeds for libFuzzer, and the names it may put in."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris


def run(one: Callable[[bytes], None], seeds: Callable[[Path], None], limits: list[str]) -> None:
    """Feed inputs to `one` until it breaks a rule or the options of the command end it.

    `seeds` writes the first inputs into a folder, and beside them `names.dict`.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "seeds")
        folder.mkdir()
        seeds(folder)
        names = (folder / "names.dict").rename(Path(place, "names.dict"))
        options = ["-rss_limit_mb=1024", *limits, f"-dict={names}", *sys.argv[1:], str(folder)]
        atheris.Setup([sys.argv[0], *options], one)
        atheris.Fuzz()
