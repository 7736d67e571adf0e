"""Find words for people that no translator will ever see.

    .venv/bin/python -m tests.house.untranslated [PATH ...]

In templates: text and attributes outside `{% trans %}`, and strings in expressions outside `_()`.
In modules: prose in strings outside `_()`, `n_()`, `c_()` and `mark()`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import jinja2
from jinja2 import nodes

from tests.house.sources import ROOT, all_files, modules, name, tree

SAYING = {"_", "n_", "c_", "mark", "mark_many", "gettext", "ngettext", "pgettext"}
SPOKEN_ATTRIBUTES = {"title", "aria-label", "aria-description", "placeholder", "alt", "label"}
BRAND = re.compile(
    r"Onevoice|https?://\S+|&\w+;|\bRev\.|^[A-Z][a-z]+(?:/[A-Z]\w+|(?:-[A-Z][a-z]+)+)$"
    r"|^\w+/\w+; charset=|^private, no-store$|^Lax$"
)
"""What is no word: names, addresses, zones, headers and what stands in them."""
LETTERS = re.compile(r"[A-Za-z]{2,}")
PROSE = re.compile(r"^[A-Z][a-z]{2,}|[A-Za-z]{2,}[,;:.!?]?\s+[A-Za-z]{2,}|[a-z][.!?]$")
GAP = "…"
ATTRIBUTE = re.compile(r"""\b([\w-]+)="[^"<>]*["]""")
"""Macros that write a part of a tag look like text."""
CLASSES = re.compile(r"\w+_class$")
KEYED = {"count", "of"}
"""Methods that are asked with a constant of the program."""
SILENT = (nodes.Compare, nodes.Getitem, nodes.Test, nodes.FromImport, nodes.Import)
SILENT += (nodes.Extends, nodes.Include)

# These speak English whoever reads: they write what is kept, signed or sent as a document, or
# tell an administrator and the log something.
OFFICIAL = (
    "webapp/frame/assets.py",
    "webapp/frame/health.py",
    "webapp/wsgi.py",
)
PROGRAMS = {"TypeError", "ValueError", "RuntimeError", "KeyError", "LookupError", "AssertionError"}
PROGRAMS |= {"Blueprint", "compile", "getLogger", "text", "debug", "info", "warning", "error"}
PROGRAMS |= {"exception", "CheckConstraint", "Index", "split", "re_path", "sub", "strftime"}
PROGRAMS |= {"sheet", "cast", "TypeVar", "URLSafeSerializer"}


def in_templates() -> Iterator[tuple[str, str]]:
    for path in all_files():
        if path.is_relative_to(ROOT / "webapp/templates") and path.suffix in {".html", ".svg"}:
            yield from ((name(path), said) for said in in_template(path.read_text()))


def in_modules() -> Iterator[tuple[str, str]]:
    for path in modules("webapp"):
        if not name(path).startswith(OFFICIAL):
            yield from ((name(path), said) for said in in_module(tree(path)))


# --- templates ------------------------------------------------------------------------------------


def in_template(source: str) -> Iterator[str]:
    """Return what a template says and nobody can translate."""
    yield from _text_of(source)
    yield from _strings_of(_jinja().parse(source))


@cache
def _jinja() -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def _text_of(source: str) -> Iterator[str]:
    pieces, inside, opening, block = [], False, False, False
    for _line, kind, value in _jinja().lex(source):
        if kind == "block_begin":
            opening = True
        elif kind == "name" and opening:
            inside = value == "trans" or (inside and value not in ("endtrans", "endblock"))
            opening, block = False, value == "block"
        elif kind == "name" and block:
            inside = bool(CLASSES.match(value))
            block = False
        elif kind == "data":
            pieces.append(GAP if inside else value)
        elif kind == "variable_begin":
            pieces.append(GAP)
    reader = _Reader()
    reader.feed("".join(pieces))
    reader.close()
    yield from reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = 0

    def handle_data(self, data: str) -> None:
        seen = ATTRIBUTE.sub(lambda one: one[0] if one[1] in SPOKEN_ATTRIBUTES else "", data)
        if not self._code and self.cdata_elem is None and LETTERS.search(BRAND.sub("", seen)):
            self.found.append(" ".join(data.split()))

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag == "code"
        for key, value in attrs:
            if key in SPOKEN_ATTRIBUTES and LETTERS.search(BRAND.sub("", value or "")):
                self.found.append(f'{key}="{value}"')


def _strings_of(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call):
        called = node.node
        if isinstance(called, nodes.Name) and called.name in SAYING | {"url_for", "asset"}:
            return
        if isinstance(called, nodes.Getattr) and called.attr in KEYED:
            return
    if isinstance(node, SILENT):
        return
    if isinstance(node, nodes.Pair):
        yield from _strings_of(node.value)  # keys are for programs
        return
    said = node.value if isinstance(node, nodes.Const) else None
    if isinstance(said, str) and PROSE.search(said) and not _is_style(said):
        yield f'"{said}"'
    for inner in node.iter_child_nodes():
        yield from _strings_of(inner)


@cache
def _classes() -> frozenset[str]:
    sheets = (path.read_text() for path in all_files() if path.suffix == ".css")
    return frozenset(re.findall(r"\.([a-z][\w-]*)", " ".join(sheets)))


def _is_style(words: str) -> bool:
    return all(word in _classes() for word in words.split())


# --- modules --------------------------------------------------------------------------------------


def in_module(module: ast.Module) -> Iterator[str]:
    """Return what a module says and nobody can translate."""
    yield from _prose_of(module)


def _prose_of(node: ast.AST) -> Iterator[str]:
    if _is_for_programs(node):
        return
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        if PROSE.search(BRAND.sub("", GAP.join(map(str, parts)))):
            yield ast.unparse(node)
            return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and PROSE.search(BRAND.sub("", node.value)):
            yield node.value
        return
    for inner in ast.iter_child_nodes(node):
        yield from _prose_of(inner)


def _is_for_programs(node: ast.AST) -> bool:
    """Tell whether a piece of code says nothing to people, or says it through the catalogues."""
    match node:
        case ast.Call():
            return _called(node) in SAYING | PROGRAMS
        case ast.FunctionDef(decorator_list=decorators):
            return any(ast.unparse(one) == "official" for one in decorators)
        case ast.ClassDef(bases=bases):
            # The values of the rules' enumerations are in the catalogues by themselves.
            return any("Enum" in ast.unparse(base) for base in bases)
        case ast.Assign(targets=[ast.Name(id=variable)]):
            # A mistake of a programmer, about to be raised; the head of a table in a document.
            return variable in {"message", "COLUMNS"}
        case (
            ast.Expr(value=ast.Constant())  # a docstring, or one below an attribute
            | ast.AnnAssign(value=None)
            | ast.Compare()
            | ast.Subscript()
        ):
            return True
    return False


def _called(node: ast.Call) -> str:
    called = node.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def main(wanted: list[str]) -> int:
    for place, said in (*in_templates(), *in_modules()):
        if not wanted or any(place.startswith(path) for path in wanted):
            sys.stdout.write(f"{place}: {said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
