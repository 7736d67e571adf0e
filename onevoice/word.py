"""`onevoice word`: what a Word file says, and what was changed in it without being marked.

What is refused is told as `{"error": ...}`, and the command ends with 2.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from workflow.errors import Refused
from workflow.files.word.changes import tracked
from workflow.files.word.document import WordDocument
from workflow.files.word.safely import read_safely

if TYPE_CHECKING:
    from workflow.files.word.returned.comparing import Comparison
    from workflow.files.word.returned.untracked import Untracked


@click.group("word")
def word_command() -> None:
    """Read Word files with their tracked changes."""


@word_command.command("read")
@click.argument("file")
def read_command(file: str) -> None:
    """Print as JSON what a Word file says: accepted, rejected, change by change."""
    show(as_json(opened(file)))


@word_command.command("compare")
@click.argument("sent")
@click.argument("returned")
@click.option("--json", "machine", is_flag=True, help="Print JSON instead of a table.")
def compare_command(sent: str, returned: str, *, machine: bool) -> None:
    """Tell what was changed in a returned file, marked or not.

    Ends with 0 if all that was written is marked, 1 if something is not, 2 for files it cannot use.
    """
    from workflow.files.word.returned.comparing import compared  # noqa: PLC0415  `read` starts without it

    found = compared(opened(sent), opened(returned))
    if machine:
        show(comparison_as_json(found))
    else:
        click.echo(comparison_as_table(found))
    sys.exit(1 if found.written else 0)


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


def comparison_as_json(found: "Comparison") -> dict[str, Any]:
    """Return what `word compare` found, for scripts; paragraphs count from 1."""
    return {
        "tracked": [
            {
                "kind": one.kind,
                "author": one.mark.author,
                "date": one.mark.date,
                "text": one.text,
                "paragraph": one.paragraph + 1,
                "in": one.story or "text",
            }
            for one in found.tracked
        ],
        "untracked": [
            {
                "what": one.what,
                "nature": one.nature,
                "old": one.old,
                "new": one.new,
                "paragraph": None if one.returned is None else one.returned + 1,
                "sent": None if one.sent is None else one.sent + 1,
                "start": one.start,
                "end": one.end,
                "in": where,
                "written": one.written,
            }
            for where, row in (("text", found.untracked), ("beside", found.beside))
            for one in row
        ],
        "cannot_be_held": [str(one) for one in found.things],
        "nothing_marked": found.nothing_marked,
    }


def comparison_as_table(found: "Comparison") -> str:
    """Return what `word compare` found, for people."""
    rows: list[tuple[str, str, str, str]] = [
        ("marked", one.kind, one.mark.author or "?", one.text) for one in found.tracked
    ]
    rows += [
        ("NOT MARKED" if one.written else "not marked", one.what, one.nature, _became(one))
        for one in (*found.untracked, *found.beside)
    ]
    things = [str(one) for one in found.things]
    if not rows:
        return "\n".join(("Nothing was changed.", *things))
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    lines = [
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]))
        for row in ((*row[:3], row[3].replace("\n", "¶")) for row in rows)
    ]
    lines += things
    if found.nothing_marked:
        lines.append("Nothing is marked in this file: was everything accepted before it was sent?")
    return "\n".join(lines)


def _became(one: "Untracked") -> str:
    return " -> ".join(f"“{words}”" for words in (one.old, one.new) if words)


def _warnings(document: WordDocument) -> Iterator[str]:
    yield from map(str, document.warnings)
    yield from map(str, document.unsupported)
    for change in tracked(document):
        if change.mark.on:
            who = change.mark.author or "Somebody"
            yield f"A {change.mark.on} is marked ({change.kind}, {who}): “{change.text.strip()}”."
