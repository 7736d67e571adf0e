"""What holds for every module, each with what to do instead."""

import ast
import re

import pytest

from tests.house.sources import PACKAGES, ROOT, all_files, calls, modules, name, tree

EDGES = {
    "webapp/site.py": "a request is a transaction",
    "workflow/db.py": "the block that commits for the worker and the command line",
    "workflow/migrations/__init__.py": "a migration is a transaction",
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "processor"}
VAGUE |= {"data", "info", "misc", "base"}
IMPURE = {"celery", "flask", "redis", "sqlalchemy"}
SHELL = {"subprocess", "system", "popen"}


@pytest.mark.parametrize("path", modules("webapp", "worker", "workflow"), ids=name)
def test_only_the_edges_end_a_transaction(path):
    if calls(tree(path)) & {"commit", "begin"}:
        assert name(path) in EDGES, "flush() if you need an id; the edge commits for you"


@pytest.mark.parametrize("path", [*modules(), *modules("tests"), ROOT / "dev.py"], ids=name)
def test_a_module_is_short_enough_to_be_read(path):
    if "migrations/versions" in name(path):
        return
    lines = len(path.read_text().splitlines())

    assert lines <= 300, f"{lines} lines: part it where the subject changes"


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_says_what_lives_in_it_and_is_named_after_it(path):
    opening = ast.get_docstring(tree(path))

    assert opening, "open the module with what lives here and why"
    assert path.stem not in VAGUE, "name it after what it does"
    vague = [
        node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and re.search(r"(Manager|Helper|Util|Utils|Handler|Processor|Data|Info)$", node.name)
    ]
    assert vague == [], "name a class after what it is in the world"


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_class_with_a_docstring_message_ends_it_with_a_full_stop(path):
    if name(path) != "workflow/errors.py":
        return
    messages = {
        node.name: ast.get_docstring(node) or ""
        for node in tree(path).body
        if isinstance(node, ast.ClassDef)
    }

    assert [key for key, text in messages.items() if not text.endswith((".", "}"))] == []


def test_every_package_is_known_to_the_wheel_the_types_and_the_layers():
    from tests.house.sources import project

    told = project()["tool"]
    assert told["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)
    assert told["mypy"]["packages"] == list(PACKAGES)
    assert told["importlinter"]["root_packages"] == list(PACKAGES)


@pytest.mark.parametrize("path", modules("workflow/services"), ids=name)
def test_every_verb_asks_whether_the_actor_may(path):
    functions = {f.name: f for f in tree(path).body if isinstance(f, ast.FunctionDef)}

    for verb in filter(_is_verb, functions.values()):
        reached = calls(verb)
        for inner in reached & functions.keys():
            reached = reached | calls(functions[inner])
        assert "require" in reached, f"begin {verb.name} with require(actor, Action.X, ...)"


def _is_verb(function):
    arguments = [argument.arg for argument in function.args.args]
    return arguments == ["session", "actor"] and not function.name.startswith("_")


@pytest.mark.parametrize("path", modules("webapp", "worker", "workflow"), ids=name)
def test_no_module_starts_a_program(path):
    imported = {
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert not imported & SHELL


def test_nothing_in_the_project_is_about_one_machine():
    words = [re.compile(f"{start}/[a-z0-9]") for start in ("/root", "/home", "/work")]
    texts = (".py", ".md", ".toml", ".yml", ".yaml", ".txt", ".json", ".mjs", ".js", ".html")
    found = {
        name(path)
        for path in all_files()
        if path.suffix in texts
        and any(word.search(path.read_text(errors="replace")) for word in words)
    }

    assert found == set()


def test_no_file_is_bigger_than_what_a_person_writes():
    big = {name(path): path.stat().st_size for path in all_files() if path.stat().st_size > 400_000}

    assert big == {}, "fetch it when the package is installed instead of keeping it here"


@pytest.mark.parametrize("path", modules("workflow/files", "workflow/rules"), ids=name)
def test_what_is_pure_asks_neither_the_database_nor_the_clock(path):
    imported = {
        node.module
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module
    }

    assert not {module for module in imported if module.split(".")[0] in IMPURE}
    assert not imported & {"workflow.clock", "workflow.db", "workflow.settings"}


def test_no_test_is_ever_skipped():
    words = re.compile(r"\bpytest\.(mark\.)?(skip|skipif|importorskip)\b")
    skipping = [name(path) for path in modules("tests") if words.search(path.read_text())]

    assert skipping == [], "fail and say what is missing; a skipped test is a promise nobody checks"
