"""The files that the house tests read."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("onevoice", "webapp", "worker", "workflow")
PRUNED = {
    ".git", ".hypothesis", ".onevoice", ".venv",
    "node_modules", "built", "__pycache__", "mutants", "dist",
}  # fmt: skip


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def all_files() -> tuple[Path, ...]:
    """Return every file that belongs to the project."""
    found: list[Path] = []
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_dir():
                if path.name not in PRUNED and not path.name.endswith("_cache"):
                    folders.append(path)
            elif path.suffix not in {".pyc", ".db"}:
                found.append(path)
    return tuple(found)


def modules(*packages: str) -> list[Path]:
    """Return the modules of the product, or of some of its packages or folders."""
    roots = tuple(ROOT / package for package in packages or PACKAGES)
    return [
        path
        for path in all_files()
        if path.suffix == ".py" and any(path.is_relative_to(root) for root in roots)
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(node: ast.AST) -> set[str]:
    """Return the last names of all that is called inside a node."""
    found = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            called = inner.func
            found.add(called.attr if isinstance(called, ast.Attribute) else _plain(called))
    return found


def _plain(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else ""


def imported_by(module: ast.Module) -> set[str]:
    """Return the top names of all that a module imports."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def visible_text(template: str) -> str:
    """Return what a person may read of a template: no comments, no expressions, no tags."""
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", template, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", text)


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())
