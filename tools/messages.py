"""Bring the catalogues of the interface up to date: `.venv/bin/python -m tools.messages`.

Every sentence of the templates, the modules, the scripts and the errors is looked up in the
sources; the catalogues get what is new, keep what is translated and drop what is gone. It then
says how many sentences each language still lacks. `--check` writes nothing and fails if a
catalogue is not what the sources ask for.
"""

import ast
import importlib
import io
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from workflow import errors, rules
from workflow.translation import FOLDER, NAMES, USUAL, catalogue

ROOT = Path(__file__).resolve().parents[1]
SOURCES = {
    "webapp": [
        ("**.py", "python"),
        ("templates/**.html", "jinja2"),
        ("templates/**.svg", "jinja2"),
    ],
    "worker": [("**.py", "python")],
    "workflow": [("**.py", "python")],
    "frontend/src": [("**.js", "javascript")],
}
PACKAGES = ("webapp", "workflow")
KEYWORDS = {
    "_": None,
    "n_": (1, 2),
    "c_": ((1, "c"), 2),
    "mark": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}, "**.svg": {"trimmed": "true"}}


def wanted(code: str) -> Catalog:
    """Return the catalogue of a language as the sources want it, with what is translated."""
    known = catalogue(code) if (FOLDER / f"{code}.po").exists() else Catalog(locale=code)
    fresh = Catalog(locale=code, project="Onevoice", charset="utf-8", fuzzy=False)
    fresh.header_comment = f"# {NAMES[code]}: the sentences of Onevoice."
    for message, place, context in sorted(
        set(_all_messages()), key=lambda one: (one[1], str(one[0]))
    ):
        fresh.add(message, locations=[(place, None)], context=context)
    for one in fresh:
        if one.id and (before := known.get(_key(one.id), one.context)) and not before.fuzzy:
            if before.pluralizable == one.pluralizable:
                one.string = before.string
            elif isinstance(one.string, tuple):
                one.string = (str(before.string),) * len(one.string)
    return fresh


def _by_place(one: tuple[str | tuple[str, ...], str, str | None]) -> tuple[str, str]:
    return one[1], str(one[0])


def _key(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _all_messages() -> Iterator[tuple[str | tuple[str, ...], str, str | None]]:
    for folder, methods in SOURCES.items():
        found = extract_from_dir(
            ROOT / folder, methods, options_map=OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        )
        for path, _line, message, _comments, context in found:
            yield message, f"{folder}/{path}", context
    for error in _errors(errors.Refused):
        if error.__doc__:
            yield error.__doc__, error.__module__.replace(".", "/") + ".py", None
    for place, value in (*_values(), *_in_calls()):
        yield value, place, None


def _values() -> Iterator[tuple[str, str]]:
    """Return what the rules call things: states, roles, kinds. Pages show them by `_(value)`."""
    for found in pkgutil.walk_packages(rules.__path__, "workflow.rules."):
        for thing in vars(importlib.import_module(found.name)).values():
            if isinstance(thing, type) and issubclass(thing, StrEnum):
                place = thing.__module__.replace(".", "/") + ".py"
                yield from ((place, one.value) for one in thing if len(one.value) > 1)


def _in_calls() -> Iterator[tuple[str, str]]:
    """Return the words that fill the fields of errors, and those that entries of the record use.

    `NotFound(what="pledge")`, `record.write(session, actor, pledge, "round opened", {...})`.
    """
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        place = f"{path.relative_to(ROOT)}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in errors.WORDS:
                yield from ((place, said) for said in _texts(node.value))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "record.write":
                yield from ((place, said) for said in _texts(*node.args[3:4]))
                keys = [key for arg in node.args if isinstance(arg, ast.Dict) for key in arg.keys]
                yield from ((place, said.replace("_", " ")) for said in _texts(*keys))


def _texts(*found: ast.expr | None) -> Iterator[str]:
    for one in found:
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
            yield one.value


def _errors(root: type[errors.Refused]) -> Iterator[type[errors.Refused]]:
    yield root
    for one in root.__subclasses__():
        yield from _errors(one)


def written(content: Catalog) -> bytes:
    """Return a catalogue as its file: without times, so that the same sentences give the same."""
    out = io.BytesIO()
    write_po(out, content, width=100, omit_header=False, sort_by_file=True, ignore_obsolete=True)
    lines = out.getvalue().splitlines(keepends=True)
    drop = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Generated-By')
    drop += (b'"Report-Msgid', b'"Project-Id')
    return b"".join(line for line in lines if not line.startswith(drop))


def lacking(content: Catalog) -> list[str]:
    """Return the sentences that are not translated."""
    return [
        _key(one.id)
        for one in content
        if one.id and not (all(one.string) if isinstance(one.string, tuple) else one.string)
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the catalogues, or check that they need not be written."""
    stale = False
    for code in NAMES:
        if code == USUAL:
            continue
        content = wanted(code)
        file, lines = FOLDER / f"{code}.po", written(content)
        stale = stale or not file.exists() or file.read_bytes() != lines
        if "--check" not in arguments:
            file.write_bytes(lines)
        total = sum(1 for one in content if one.id)
        print(f"{NAMES[code]}: {total} sentences, {len(lacking(content))} to translate")
    return int("--check" in arguments and stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
