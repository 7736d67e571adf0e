"""A document as plain text and as Markdown: for mails, terminals, and whoever compares files."""

import re
import textwrap
from collections.abc import Iterable, Iterator

from workflow.files.papers.paper import Line, Paper, Spelled, spelled
from workflow.files.word.writing.flow import Look, Table
from workflow.text import canonical
from workflow.text.blocks import Kind

WIDTH = 78
_MARKER = re.compile(r"(?=(?:#{1,6}|[-*+]|\d+[.)])\s)")


def as_text(paper: Paper) -> bytes:
    """Return plain text in UTF-8, wrapped for a screen of eighty letters."""
    told = spelled(paper)
    parts = [*_head(paper), *(_text_line(line) for line in told.lines)]
    parts += [_wrapped(f"({n.number}) {n.who}: {_one_line(n.text)}", "    ") for n in told.notes]
    return _joined((*parts, *_foot(paper)))


def as_markdown(paper: Paper) -> bytes:
    """Return Markdown in UTF-8; remarks are footnotes. Of a text alone it is the canonical form."""
    if paper.exact:
        return canonical.write(paper.blocks).encode()
    told = spelled(paper)
    head = [] if paper.head.titled else [f"# {paper.head.title}"]
    about = " · ".join(one for one in (paper.head.kind, paper.head.label) if one)
    parts = [*head, *([f"*{about}*"] if about else []), *paper.head.notes]
    parts += _marked_lines(told)
    parts += [f"[^{n.number}]: **{n.who}**: {_one_line(n.text)}" for n in told.notes]
    return _joined(parts)


def _head(paper: Paper) -> Iterator[str]:
    head = paper.head
    yield f"{head.kind} · {head.label}"
    if not head.titled:
        yield f"{head.title.upper()}\n{'=' * min(WIDTH, len(head.title))}"
    yield from (_wrapped(note) for note in head.notes)


def _foot(paper: Paper) -> Iterator[str]:
    yield f"{'-' * 8}\nSHA-256 of the text {paper.head.fingerprint}"


def _text_line(line: Line | Table) -> str:
    if isinstance(line, Table):
        return "\n\n".join(_record(line.head, row) for row in line.rows)
    text = "".join(f"({w.note})" if w.note else w.text for w in line.words)
    if line.kind is Kind.HEADING:
        return f"{text}\n{('=' if line.level <= 1 else '-') * min(WIDTH, len(text))}"
    if line.kind is Kind.ITEM:
        indent = "  " * (line.level + 2)
        return _wrapped(f"{indent}- {text}", f"{indent}  ")
    number = f"{line.number:<4} " if line.number else ""
    return _wrapped(number + text, " " * len(number))


def _record(head: Iterable[str], row: Iterable[str]) -> str:
    pairs = [(name, _one_line(cell)) for name, cell in zip(head, row, strict=True) if cell]
    return "\n".join(_wrapped(f"{name}: {cell}", "    ") for name, cell in pairs)


def _marked_lines(told: Spelled) -> Iterator[str]:
    for line in told.lines:
        yield _marked_table(line) if isinstance(line, Table) else _marked_line(line)


def _marked_line(line: Line) -> str:
    text = "".join(
        f"[^{w.note}]" if w.note else f"**{w.text}**" if w.look is Look.STRONG else w.text
        for w in line.words
    )
    if line.kind is Kind.HEADING:
        return f"{'#' * max(1, line.level)} {text}"
    if line.kind is Kind.ITEM:
        return f"{'  ' * line.level}- {text}"
    if line.kind is Kind.NUMBERED:
        return f"{line.number} {text}"
    label = f"*{line.number}* " if line.number else ""
    return label + (text if label else _MARKER.sub(r"\\", text, count=1))


def _marked_table(table: Table) -> str:
    rows = [table.head, ("---",) * len(table.head), *table.rows]
    return "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows)


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _wrapped(text: str, indent: str = "") -> str:
    return "\n".join(
        textwrap.wrap(
            text,
            WIDTH,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
    )


def _joined(parts: Iterable[str]) -> bytes:
    return ("\n\n".join(part for part in parts if part) + "\n").encode()
