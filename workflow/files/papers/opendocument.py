"""A document as an OpenDocument text (ODT), with lists, headings and page numbers of its own."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from odfdo import Cell, Column, Document, Element, Header, List, ListItem, Paragraph, Row, Span
from odfdo import Table as OdfTable

from workflow.files.papers.paper import Line, Paper, Words, in_lists, spelled
from workflow.files.word.writing import script
from workflow.files.word.writing.flow import Did, Look, Table
from workflow.files.word.writing.markup import escaped, moment
from workflow.files.word.writing.zipped import zipped
from workflow.text.blocks import Kind

_STYLES = Path(__file__).with_name("opendocument.xml").read_text(encoding="utf-8")
_SPANS = {Did.INSERT: "Added", Did.MOVE_TO: "Added", Did.DELETE: "Gone", Did.MOVE_FROM: "Gone"}
NARROW, WIDE, MARGIN = 21.0, 29.7, 2.9
"""The sides of a page and its margins left and right, in centimetres."""

_KEPT = ("mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml")
_COLUMN = (
    '<style:style style:name="{name}" style:family="table-column"><style:table-column-properties'
    ' style:column-width="{width:.2f}cm"/></style:style>'
)
_GRID = (
    '<style:style style:name="Grid" style:family="table"><style:table-properties'
    ' style:width="{width:.2f}cm" table:align="left"/></style:style>'
)
_BOXES = {
    "Box": ("none", "0.5pt solid #c6ced4", "transparent"),
    "Top": ("1pt solid #1b2a36", "1pt solid #1b2a36", "#eef2f4"),
}
_BOX = (
    '<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties'
    ' fo:padding="0.12cm" fo:border="none" fo:border-top="{top}" fo:border-bottom="{bottom}"'
    ' fo:background-color="{fill}"/></style:style>'
)
_DATES = re.compile(rb"(<(?:meta:creation-date|dc:date)>)[^<]*(<)")
_PLACES = re.compile(rb'<manifest:file-entry [^>]*manifest:full-path="([^"]*)"[^>]*/>')


def as_odt(paper: Paper) -> bytes:
    """Return the document; the same values give the same bytes."""
    document = Document("text")
    _dress(document, paper)
    body = document.body
    body.clear()
    for part in _parts(document, paper):
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
    width, height = (WIDE, NARROW) if paper.setup.wide else (NARROW, WIDE)
    sizes = {"width": width, "height": height, "tab": width - 2 * MARGIN}
    for name, size in sizes.items():
        styles = styles.replace(f"{{{name}}}", f"{size:.1f}cm")
    document.set_part("styles.xml", styles.encode())
    document.meta.title = head.title
    document.meta.subject = head.label
    document.meta.language = tongue.tag


def _parts(document: Document, paper: Paper) -> Iterator[Element]:
    head, told = paper.head, spelled(paper)
    yield Paragraph(f"{head.kind}\t{head.label}", style="Masthead")
    if not head.titled:
        yield Paragraph(head.title, style="Title")
    yield from (Paragraph(note, style="Note") for note in head.notes)
    for items, group in in_lists(told.lines):
        if items:
            yield _list(one for one in group if isinstance(one, Line))
        else:
            for one in group:
                yield _table(document, one) if isinstance(one, Table) else _line(one)
    if told.notes:
        yield _heading(2, "Remarks")
        for note in told.notes:
            yield Paragraph(f"{note.number}.\t{note.who}: {note.text}", style="Remark")


def _line(line: Line) -> Element:
    rtl = script.is_rtl("".join(word.text for word in line.words))
    back = "Back" if rtl else ""
    if line.kind is Kind.HEADING:
        level = max(1, line.level)
        return _filled(_heading(level, "", back), line.words)
    style = "Numbered" if line.number else "Body"
    paragraph = Paragraph("", style=f"{style}{back}")
    if line.number:
        paragraph.append(f"{line.number}\t")
    return _filled(paragraph, line.words)


def _heading(level: int, text: str, back: str = "") -> Header:
    made = Header(level, text)
    made.style = f"Heading_20_{min(4, level)}{back}"
    return made


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
            element.append(Span(f"{word.text}{word.note}", style="Raised"))
        elif word.did:
            element.append(Span(word.text, style=_SPANS[word.did]))
        elif word.look is Look.STRONG:
            element.append(Span(word.text, style="Strong"))
        else:
            element.append(Span(word.text))
    return element


def _table(document: Document, table: Table) -> Element:
    made = OdfTable("Decisions", style="Grid")
    width = WIDE - 2 * MARGIN
    document.insert_style(_GRID.format(width=width), automatic=True)
    for name, (top, bottom, fill) in _BOXES.items():
        box = _BOX.format(name=name, top=top, bottom=bottom, fill=fill)
        document.insert_style(box, automatic=True)
    for number, share in enumerate(table.widths):
        name, own = f"Column{number}", width * share / sum(table.widths)
        document.insert_style(_COLUMN.format(name=name, width=own), automatic=True)
        made.append(Column(style=name))
    head = Element.from_tag("table:table-header-rows")
    head.append(_row(table.head, "Top", "TableHead"))
    made.append(head)
    for cells in table.rows:
        made.append(_row(cells, "Box", "TableText"))
    return made


def _row(cells: Iterable[str], box: str, style: str) -> Element:
    row = Row()
    for text in cells:
        cell = Cell(style=box)
        for line in text.split("\n"):
            cell.append(Paragraph(line, style=style))
        row.append(cell)
    return row


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
