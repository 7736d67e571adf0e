"""A document as an OpenDocument text (ODT), with lists, headings and page numbers of its own."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from odfdo import Cell, Document, Element, Header, List, ListItem, Paragraph, Row, Span
from odfdo import Table as OdfTable

from workflow.files.papers.paper import Line, Paper, Words, in_lists, spelled
from workflow.files.word.writing import script
from workflow.files.word.writing.flow import Did, Look, Table
from workflow.files.word.writing.markup import escaped, moment
from workflow.files.word.writing.zipped import zipped
from workflow.text.blocks import Kind

_STYLES = Path(__file__).with_name("opendocument.xml").read_text(encoding="utf-8")
_SPANS = {Did.INSERT: "Added", Did.MOVE_TO: "Added", Did.DELETE: "Gone", Did.MOVE_FROM: "Gone"}
_KEPT = ("mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml")
_DATES = re.compile(rb"(<(?:meta:creation-date|dc:date)>)[^<]*(<)")
_PLACES = re.compile(rb'<manifest:file-entry [^>]*manifest:full-path="([^"]*)"[^>]*/>')


def as_odt(paper: Paper) -> bytes:
    """Return the document; the same values give the same bytes."""
    document = Document("text")
    _dress(document, paper)
    body = document.body
    body.clear()
    for part in _parts(paper):
        body.append(part)
    held = io.BytesIO()
    document.save(held)
    return _settled(held.getvalue(), paper)


def _dress(document: Document, paper: Paper) -> None:
    """Give it our styles, its names, and what stands above and below each page."""
    head = paper.head
    tongue = script.language([head.title, *(block.text for block in paper.blocks)])
    given = {"title": head.title, "label": head.label, "sha256": head.fingerprint}
    styles = _STYLES
    for name, value in given.items():
        styles = styles.replace(f"{{{name}}}", escaped(value))
    language, _, country = tongue.main.partition("-")
    styles = styles.replace("{language}", language).replace("{country}", country)
    landscape = ("29.7cm", "21cm") if paper.setup.wide else ("21cm", "29.7cm")
    styles = styles.replace("{width}", landscape[0]).replace("{height}", landscape[1])
    document.set_part("styles.xml", styles.encode())
    document.meta.title = head.title
    document.meta.subject = head.label
    document.meta.language = tongue.tag


def _parts(paper: Paper) -> Iterator[Element]:
    head, told = paper.head, spelled(paper)
    yield Paragraph(f"{head.kind}\t{head.label}", style="Masthead")
    if not head.titled:
        yield Paragraph(head.title, style="Title")
    yield from (Paragraph(note, style="Note") for note in head.notes)
    for items, group in in_lists(told.lines):
        if items:
            yield _list(one for one in group if isinstance(one, Line))
        else:
            yield from (_table(one) if isinstance(one, Table) else _line(one) for one in group)
    if told.notes:
        yield Header(2, "Remarks", style="Heading_20_2")
        for note in told.notes:
            yield Paragraph(f"{note.number}.\t{note.who}: {note.text}", style="Remark")


def _line(line: Line) -> Element:
    rtl = script.is_rtl("".join(word.text for word in line.words))
    back = "Back" if rtl else ""
    if line.kind is Kind.HEADING:
        level = max(1, line.level)
        return _filled(Header(level, "", style=f"Heading_20_{min(4, level)}"), line.words)
    style = "Numbered" if line.number else "Body"
    paragraph = Paragraph("", style=f"{style}{back}")
    if line.number:
        paragraph.append(f"{line.number}\t")
    return _filled(paragraph, line.words)


def _list(lines: Iterable[Line]) -> Element:
    whole = List(style="Items")
    for line in lines:
        rtl = script.is_rtl("".join(word.text for word in line.words))
        item = _filled(Paragraph("", style="ItemBack" if rtl else "Item"), line.words)
        for _ in range(line.level):
            inner = List(style="Items")
            inner.append(ListItem(item))
            item = inner
        whole.append(ListItem(item))
    return whole


def _filled(element: Element, words: Iterable[Words]) -> Element:
    for word in words:
        if word.note:
            element.append(Span(str(word.note), style="Raised"))
        elif word.did:
            element.append(Span(word.text, style=_SPANS[word.did]))
        elif word.look is Look.STRONG:
            element.append(Span(word.text, style="Strong"))
        else:
            element.append(Span(word.text))
    return element


def _table(table: Table) -> Element:
    made = OdfTable("Decisions", style="Table")
    for number, cells in enumerate((table.head, *table.rows)):
        row = Row()
        for text in cells:
            cell = Cell()
            cell.clear()
            style = "TableText" if number else "TableHead"
            for line in text.split("\n"):
                cell.append(Paragraph(line, style=style))
            row.append_cell(cell)
        made.append_row(row)
    return made


def _settled(data: bytes, paper: Paper) -> bytes:
    """Return the archive with fixed dates, without the empty parts of the template."""
    stamp = moment(paper.at).removesuffix("Z").encode()
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in _KEPT:
            parts[name] = archive.read(name)
        manifest = archive.read("META-INF/manifest.xml")
    parts["meta.xml"] = _DATES.sub(rb"\g<1>" + stamp + rb"\2", parts["meta.xml"])
    kept = {b"/", *(name.encode() for name in _KEPT)}
    parts["META-INF/manifest.xml"] = _PLACES.sub(
        lambda entry: entry.group() if entry.group(1) in kept else b"", manifest
    )
    return zipped(parts, plain="mimetype")
