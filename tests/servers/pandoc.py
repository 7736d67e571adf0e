"""A real pandoc: what another program reads in our Word files."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.places import NotThere, first_on_path, private_folder

MISSING = (
    "These tests need pandoc and found none. Install pandoc, or set ONEVOICE_PANDOC to the path "
    "of one."
)
BETWEEN = "Between two files."


@dataclass
class Seen:
    """What pandoc sees in one file.

    `changes` are (kind, author, date, text), `comments` (author, date, text); kinds are pandoc's.
    """

    texts: list[str] = field(default_factory=list)
    changes: list[tuple[str, str, str, str]] = field(default_factory=list)
    comments: list[tuple[str, str, str]] = field(default_factory=list)


def find() -> Path:
    """Find pandoc, or raise NotThere."""
    given = os.environ.get("ONEVOICE_PANDOC")
    found = Path(given) if given else first_on_path("pandoc")
    if found is None or not found.exists():
        raise NotThere(MISSING)
    return found


@dataclass(frozen=True)
class Pandoc:
    """Where it is."""

    binary: Path

    def read(self, files: Sequence[bytes], between: bytes, changes: str) -> list[Seen]:
        """Read many files at once with changes accepted, rejected, or "all".

        `between` is a file with one paragraph, BETWEEN, by which they are told apart.
        """
        with private_folder("pandoc") as folder:
            names = []
            for at, data in enumerate(files):
                for name, content in ((f"{at}.docx", data), (f"{at}-end.docx", between)):
                    (folder / name).write_bytes(content)
                    names.append(name)
            command = [self.binary, "-f", "docx", "-t", "json", f"--track-changes={changes}"]
            told = subprocess.run([*command, *names], check=True, capture_output=True, cwd=folder)
        row = [Seen()]
        for block in _paragraphs(json.loads(told.stdout)["blocks"]):
            text = _look(block, row[-1])
            if text == BETWEEN:
                row.append(Seen())
            elif text:
                row[-1].texts.append(text)
        return row[:-1]


def _paragraphs(node) -> Iterator[list]:
    """Yield the contents of all paragraphs and headings, in lists too."""
    if isinstance(node, dict) and node.get("t") in ("Para", "Plain"):
        yield node["c"]
    elif isinstance(node, dict) and node.get("t") == "Header":
        yield node["c"][2]
    elif isinstance(node, dict):
        yield from _paragraphs(node.get("c", []))
    elif isinstance(node, list):
        for one in node:
            yield from _paragraphs(one)


def _look(inlines: list, seen: Seen) -> str:
    """Return the words of a paragraph; keep the changes and comments in it."""
    text = ""
    for one in inlines:
        kind, content = one["t"], one.get("c")
        if kind == "Str":
            text += content
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            text += " "
        elif kind == "Span":
            text += _span(content, seen)
        elif kind == "Quoted":
            text += _look(content[1], seen)
        elif isinstance(content, list):
            text += _look([part for part in content if isinstance(part, dict)], seen)
    return text


def _span(content, seen: Seen) -> str:
    (_, classes, pairs), inside = content
    told = dict(pairs)
    author, date = told.get("author", ""), told.get("date", "")
    if "comment-start" in classes:
        seen.comments.append((author, date, _look(inside, Seen())))
        return ""
    text = _look(inside, seen)
    seen.changes.extend(
        (kind, author, date, text) for kind in classes if kind in ("insertion", "deletion")
    )
    return text
