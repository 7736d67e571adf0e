"""A document as one page of HTML that needs nothing else: no script, no font, no network."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from workflow.files.papers.paper import Line, Paper, Words, in_lists, spelled
from workflow.files.word.writing import script
from workflow.files.word.writing.flow import Did, Look, Table
from workflow.files.word.writing.masthead import Masthead
from workflow.text.blocks import Kind

_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_TAGS = {Did.INSERT: "ins", Did.MOVE_TO: "ins", Did.DELETE: "del", Did.MOVE_FROM: "del"}


def as_html(paper: Paper) -> bytes:
    """Return the page in UTF-8."""
    head, told = paper.head, spelled(paper)
    tongue = script.language([head.title, *(block.text for block in paper.blocks)])
    title = escape(f"{head.title}, {head.label}")
    parts = [
        f'<!doctype html>\n<html lang="{tongue.tag}" dir="{_way(rtl=tongue.rtl)}">',
        f'<head><meta charset="utf-8"><title>{title}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>\n{_STYLE}</style></head>\n<body{_wide(paper)}>",
        *_head(head),
        *(f'<p class="note">{escape(note)}</p>' for note in head.notes),
        "</header>\n<main>",
        *_body(told.lines),
        "</main>",
        *_notes((n.number, n.who, n.text) for n in told.notes),
        f"<footer>SHA-256 of the text <code>{escape(head.fingerprint)}</code></footer>",
        "</body></html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _head(head: Masthead) -> Iterator[str]:
    about = f"<span>{escape(head.kind)}</span> <span>{escape(head.label)}</span>"
    yield f'<header><p class="kind">{about}</p>'
    if not head.titled:
        yield f'<p class="title" role="heading" aria-level="1">{escape(head.title)}</p>'


def _wide(paper: Paper) -> str:
    return ' class="wide"' if paper.setup.wide else ""


def _way(*, rtl: bool) -> str:
    return "rtl" if rtl else "ltr"


def _body(lines: Iterable[Line | Table]) -> Iterator[str]:
    for items, group in in_lists(lines):
        if items:
            inside = "".join(
                f'<li class="level{min(one.level, 4)}" dir="auto">{_words(one.words)}</li>'
                for one in group
                if isinstance(one, Line)
            )
            yield f"<ul>{inside}</ul>"
        else:
            yield from (_table(one) if isinstance(one, Table) else _line(one) for one in group)


def _line(line: Line) -> str:
    text = _words(line.words)
    if line.kind is Kind.HEADING:
        level = min(6, max(1, line.level))
        return f'<h{level} dir="auto">{text}</h{level}>'
    if not line.number:
        return f'<p dir="auto">{text}</p>'
    opening = ' class="opening"' if line.kind is Kind.PARAGRAPH else ""
    number = f'<span class="number">{escape(line.number)}</span>'
    return f'<div class="numbered">{number} <p{opening} dir="auto">{text}</p></div>'


def _words(words: Iterable[Words]) -> str:
    return "".join(map(_piece, words))


def _piece(one: Words) -> str:
    if one.note:
        place = f'id="at{one.note}" href="#note{one.note}" aria-label="Note {one.note}"'
        return f"<sup>{one.text}<a {place}>{one.note}</a></sup>"
    text = escape(one.text)
    if one.look is Look.STRONG:
        text = f"<strong>{text}</strong>"
    tag = _TAGS[one.did] if one.did else ""
    return f"<{tag}>{text}</{tag}>" if tag else text


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "\n".join(f"<tr>{_cells(table.head, row)}</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"


def _cells(head: Sequence[str], row: Sequence[str]) -> str:
    """Return the cells of a row; each carries its name, which narrow screens show."""
    return "".join(
        f'<td dir="auto" data-name="{escape(name)}">{_lines(cell)}</td>'
        for name, cell in zip(head, row, strict=True)
    )


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _notes(notes: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    rows = [
        f'<li id="note{number}" dir="auto"><b>{escape(who)}</b>: '
        f"{_lines(text)} "
        f'<a href="#at{number}" aria-label="Back to the text">↩</a></li>'
        for number, who, text in notes
    ]
    if rows:
        yield f'<section class="notes"><h2>Remarks</h2><ol>{"".join(rows)}</ol></section>'
