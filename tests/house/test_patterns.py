"""Regular expressions mean the same on every Python that we promise."""

import importlib
import re
from re import _parser

from tests.house.sources import modules, name


def test_no_pattern_is_possessive():
    # In the Python of Debian 12 (3.11.2) possessive repeats and atomic groups match the wrong
    # text (mended in 3.11.5). The package `regex` has them right.
    possessive = {
        (module, key)
        for module in _importable()
        for key, value in vars(importlib.import_module(module)).items()
        if isinstance(value, re.Pattern)
        and _is_possessive(_parser.parse(value.pattern, value.flags))
    }

    assert possessive == set()


def _importable():
    parts = [name(path).removesuffix(".py").removesuffix("/__init__") for path in modules()]
    left_out = ("workflow/migrations/", "worker/run", "webapp/wsgi")
    return [part.replace("/", ".") for part in parts if not part.startswith(left_out)]


def _is_possessive(parsed):
    if isinstance(parsed, _parser.SubPattern | list | tuple):
        return any(_is_possessive(part) for part in parsed)
    return str(parsed) in {"POSSESSIVE_REPEAT", "ATOMIC_GROUP"}
