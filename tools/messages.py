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
from functools import cache
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
FORMS = {
    # As in CLDR and in every Arabic catalogue; Babel's own swaps the last two.
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 ? 4 : 5);"
}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}, "**.svg": {"trimmed": "true"}}


def wanted(code: str) -> Catalog:
    """Return the catalogue of a language as the sources want it, with what is translated."""
    known = catalogue(code) if (FOLDER / f"{code}.po").exists() else Catalog(locale=code)
    fresh = Catalog(locale=code, project="Onevoice", charset="utf-8", fuzzy=False)
    if code in FORMS:
        fresh.mime_headers = [("Plural-Forms", FORMS[code])]
    fresh.header_comment = f"# {NAMES[code]}: the sentences of Onevoice."
    for message, place, context in _sorted():
        fresh.add(message, locations=[(place, 0)], context=context)
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


@cache
def _sorted() -> Sequence[tuple[str | tuple[str, ...], str, str | None]]:
    return sorted(set(_all_messages()), key=_by_place)


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
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in errors.WORDS:
                yield from ((place, said) for said in _texts(node.value))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "record.write":
                yield from ((place, said) for said in _texts(*node.args[3:4]))
                yield from ((place, said) for said in _keys(*node.args))
        if "record.write" in source:
            yield from ((place, said) for said in _of_entries(tree))


def _of_entries(module: ast.Module) -> Iterator[str]:
    """Return the kinds of entries that go through a function, and keys of what they tell."""
    nodes = list(ast.walk(module))
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            if node.name.startswith("_told"):
                yield from _keys(*ast.walk(node))
            yield from _texts(*_given(node, nodes))
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (said for target in targets for said in _put(target, node.value))


def _put(target: ast.expr, value: ast.expr | None) -> Iterator[str]:
    """Return what an assignment adds to what an entry tells, or calls it."""
    if isinstance(target, ast.Subscript) and ast.unparse(target.value) == "told":
        yield from (said.replace("_", " ") for said in _texts(target.slice))
    elif ast.unparse(target) == "told":
        yield from _keys(value)
    elif ast.unparse(target) == "kind" and value is not None:
        yield from _texts(*_choices(value))


def _given(function: ast.FunctionDef, nodes: Sequence[ast.AST]) -> Iterator[ast.expr]:
    """Return what a function is given for its parameter "kind"."""
    names = [arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)]
    if "kind" not in names:
        return
    at = names.index("kind")
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == function.name:
            given = [*node.args[at : at + 1], *(k.value for k in node.keywords if k.arg == "kind")]
            yield from (one for part in given for one in _choices(part))


def _choices(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield from (*_choices(value.body), *_choices(value.orelse))
    else:
        yield value


def _keys(*found: ast.AST | None) -> Iterator[str]:
    for one in found:
        if isinstance(one, ast.Dict):
            yield from (said.replace("_", " ") for said in _texts(*one.keys))


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
    drop = (
        *(b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Generated-By'),
        *(b'"Report-Msgid', b'"Project-Id'),
    )
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
