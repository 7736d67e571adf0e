"""`onevoice word`: what a Word file says, and what was changed in it without being marked.

What is refused is told as `{"error": ...}`, and the command ends with 2.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from workflow.errors import Refused
from workflow.files.word.changes import tracked
from workflow.files.word.document import WordDocument
from workflow.files.word.safely import read_safely


@click.group("word")
def word_command() -> None:
    """Read Word files with their tracked changes."""


@word_command.command("read")
@click.argument("file")
def read_command(file: str) -> None:
    """Print as JSON what a Word file says: accepted, rejected, change by change."""
    show(as_json(opened(file)))


def opened(file: str) -> WordDocument:
    """Read a file, or end the command with the reason why it cannot be read."""
    try:
        return read_safely(Path(file).read_bytes())
    except OSError as error:
        stop(f"{file} cannot be opened: {error.strerror}.")
    except Refused as refused:
        stop(str(refused))


def stop(reason: str) -> NoReturn:
    """End the command with a reason."""
    show({"error": reason})
    sys.exit(2)


def show(value: object) -> None:
    """Print JSON, in UTF-8 whatever the screen speaks."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.buffer.write(text.encode(errors="replace"))
    sys.stdout.buffer.flush()


def as_json(document: WordDocument) -> dict[str, Any]:
    """Return the form that scripts count on."""
    changes = tracked(document)
    return {
        "accepted": [line.text for line in document.accepted()],
        "rejected": [line.text for line in document.rejected()],
        "changes": [
            {"kind": c.kind, "author": c.mark.author, "date": c.mark.date, "text": c.text}
            for c in changes
            if not c.mark.on
        ],
        "comments": [
            {"author": c.author, "date": c.date, "text": c.text} for c in document.comments
        ],
        "warnings": list(_warnings(document)),
    }


def _warnings(document: WordDocument) -> Iterator[str]:
    yield from map(str, document.warnings)
    yield from map(str, document.unsupported)
    for change in tracked(document):
        if change.mark.on:
            who = change.mark.author or "Somebody"
            yield f"A {change.mark.on} is marked ({change.kind}, {who}): “{change.text.strip()}”."
