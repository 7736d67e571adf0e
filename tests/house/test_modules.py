"""What holds for every module. A failure names the modules; the comment says what to do."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from tests.house.sources import (
    PACKAGES,
    ROOT,
    all_files,
    calls,
    imported_by,
    modules,
    name,
    project,
    tree,
)

EDGES = {
    "webapp/frame/site.py": "a request is a transaction",
    "workflow/db.py": "the block that commits for the worker and the command line",
    "workflow/migrations/__init__.py": "a migration is a transaction",
}
STARTERS = {"workflow/files/word/safely.py": "a file from outside is read with limits of its own"}
VAGUE = {"base", "common", "data", "handler", "helper", "helpers", "info", "manager", "misc"}
VAGUE |= {"processor", "util", "utils"}
VAGUE_CLASS = re.compile(r"(Manager|Helper|Util|Utils|Handler|Processor|Data|Info)$")
IMPURE = {"celery", "flask", "redis", "sqlalchemy"}
# Flask and Celery bring these with them, in versions that fit.
BROUGHT = {"kombu", "markupsafe", "werkzeug", "wtforms"}
SKIPPING = re.compile(r"\bpytest\.(mark\.)?(skip|skipif|importorskip)\b")
MACHINE = [re.compile(f"{start}/[a-z0-9]") for start in ("/root", "/home", "/work")]
TEXTS = {".html", ".js", ".json", ".md", ".mjs", ".py", ".toml", ".txt", ".yaml", ".yml"}


def test_only_the_edges_end_a_transaction():
    # flush() if you need an id; the edge commits for you.
    committing = {
        name(path)
        for path in modules("webapp", "worker", "workflow")
        if calls(tree(path)) & {"commit", "begin"}
    }

    assert committing - EDGES.keys() == set()


def test_a_module_is_short_enough_to_be_read():
    # Part it where the subject changes.
    lengths = {
        name(path): len(path.read_text().splitlines())
        for path in [*modules(), *modules("tests", "tools"), ROOT / "dev.py"]
        if "migrations/versions" not in name(path)
    }

    assert {path: lines for path, lines in lengths.items() if lines > 300} == {}


def test_a_module_says_what_lives_in_it():
    assert [name(path) for path in modules() if not ast.get_docstring(tree(path))] == []


def test_modules_and_classes_are_named_after_what_they_are():
    vague = [name(path) for path in modules() if path.stem in VAGUE]
    vague += [
        f"{name(path)}: {node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name)
    ]

    assert vague == []


def test_a_message_to_people_is_a_whole_sentence():
    messages = {
        node.name: ast.get_docstring(node) or ""
        for module in modules("workflow/errors")
        for node in tree(module).body
        if isinstance(node, ast.ClassDef)
    }

    assert [key for key, text in messages.items() if not text.endswith((".", "?", "}"))] == []


def test_every_package_is_known_to_the_wheel_the_types_and_the_layers():
    told = project()["tool"]

    assert told["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)
    assert told["mypy"]["packages"] == list(PACKAGES)
    assert told["importlinter"]["root_packages"] == list(PACKAGES)


def test_what_a_module_imports_is_declared():
    # A line in pyproject.toml, then `python3 dev.py lock`.
    asked = project()["project"]["dependencies"]
    declared = {_plain(re.match(r"[\w.-]+", line).group(0)) for line in asked} | BROUGHT
    known = packages_distributions()
    foreign = {
        (top, name(path))
        for path in modules()
        for top in imported_by(tree(path)) - {*sys.stdlib_module_names, *PACKAGES}
    }

    assert {
        (top, path)
        for top, path in foreign
        if not {_plain(source) for source in known.get(top, [top])} & declared
    } == set()


def test_every_verb_asks_whether_the_actor_may():
    # Begin it with require(actor, Action.X, ...).
    silent = []
    for path in modules("workflow/services"):
        functions = {f.name: f for f in tree(path).body if isinstance(f, ast.FunctionDef)}
        for verb in filter(_is_verb, functions.values()):
            reached = calls(verb)
            for inner in reached & functions.keys():
                reached = reached | calls(functions[inner])
            if "require" not in reached:
                silent.append(f"{name(path)}: {verb.name}")

    assert silent == []


def test_what_is_pure_asks_neither_the_database_nor_the_clock():
    impure = {
        name(path)
        for path in modules("workflow/files", "workflow/rules", "workflow/text")
        if imported_by(tree(path)) & IMPURE
    }

    assert impure == set()


def test_only_one_module_starts_a_program():
    starting = {
        name(path)
        for path in modules("webapp", "worker", "workflow")
        if "subprocess" in imported_by(tree(path))
    }

    assert starting - STARTERS.keys() == set()


def test_nothing_in_the_project_is_about_one_machine():
    about_one = {
        name(path)
        for path in all_files()
        if path.suffix in TEXTS
        for word in MACHINE
        if word.search(path.read_text(errors="replace"))
    }

    assert about_one == set()


def test_no_file_is_bigger_than_what_a_person_writes():
    # Fetch it when the package is installed instead of keeping it here.
    sizes = {name(path): path.stat().st_size for path in all_files()}
    most = {path: 1_000_000 if path.endswith(".po") else 400_000 for path in sizes}

    assert {path: size for path, size in sizes.items() if size > most[path]} == {}


def test_no_test_is_ever_skipped():
    # Fail and say what is missing; a skipped test is a promise that nobody checks.
    skipping = [name(path) for path in modules("tests") if SKIPPING.search(path.read_text())]

    assert skipping == []


def _is_verb(function):
    arguments = [argument.arg for argument in function.args.args]
    return arguments == ["session", "actor"] and not function.name.startswith("_")


def _plain(package):
    return package.lower().replace("_", "-")
