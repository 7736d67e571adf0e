"""An OpenDocument text (.odt), read into the same values as a Word file.

LibreOffice keeps what was deleted in a list before the text, and in the text only the place of it;
what was inserted lies between two marks. White space means what HTML makes of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflow.errors import MacrosInside, MainPartMissing, PasswordNeeded
from workflow.files.word.document import Carriers, Comment, Story, Thing, WordDocument
from workflow.files.word.paragraphs import Cell, Mark, MarkKind, Place
from workflow.files.word.reading.archive import Archive, open_archive
from workflow.files.word.reading.book import Book
from workflow.files.word.reading.lists import Lists, named_lists
from workflow.files.word.reading.marking import Marks, under
from workflow.files.word.reading.names import Element
from workflow.files.word.reading.pen import Pen, Sheet
from workflow.files.word.reading.signs import warn_of_signs
from workflow.files.word.reading.styles import Styles, whole
from workflow.files.word.reading.trees import tree
from workflow.text.blocks import Kind

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, META = (
    f"{{{_ODF}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "meta")
)
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
DC = "{http://purl.org/dc/elements/1.1/}"
_KINDS = {"insertion": MarkKind.INSERT, "deletion": MarkKind.DELETE}
_BLANKS = re.compile(r"[ \t\r\n]+")
_PASSED = frozenset(f"{TEXT}{name}" for name in ("span", "a", "meta", "ruby", "ruby-base"))
_INNER = frozenset(
    f"{TEXT}{name}" for name in ("section", "index-body", "list-item", "list-header")
)
_SILENT = frozenset(f"{TEXT}{name}" for name in ("soft-page-break", "ruby-text", "tracked-changes"))


@dataclass(frozen=True, slots=True)
class _Region:
    """One tracked change: its mark, and for a deletion what was deleted."""

    mark: Mark
    content: tuple[Element, ...]


def read_opendocument(data: bytes) -> WordDocument:
    """Read an OpenDocument text, or refuse it."""
    archive = open_archive(data)
    if any(name.startswith("Basic/") for name in archive.names):
        raise MacrosInside
    if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        raise PasswordNeeded
    root = tree(archive.read("content.xml"), "content.xml") if "content.xml" in archive else None
    body = None if root is None else root.find(f"{OFFICE}body/{OFFICE}text")
    if root is None or body is None:
        raise MainPartMissing
    reading = _Reading(named_lists(root), _regions(body), Place.BODY, Book(Styles()))
    reading.blocks(body, ())
    archive.check_rest(("content.xml",))
    paragraphs = reading.pen.paragraphs()
    warn_of_signs(reading.book, paragraphs)
    return WordDocument(
        body=paragraphs,
        beside=tuple(reading.book.boxes),
        comments=tuple(reading.comments),
        carriers=_carriers(archive),
        unsupported=tuple(reading.book.unsupported),
        warnings=reading.book.warnings(),
    )


def _part(archive: Archive, name: str) -> bytes:
    return archive.read(name) if name in archive else b""


def _regions(body: Element) -> dict[str, _Region]:
    found: dict[str, _Region] = {}
    for region in body.iter(f"{TEXT}changed-region"):
        name = region.get(f"{TEXT}id") or region.get(_XML_ID) or ""
        for change in region:
            kind = _KINDS.get(str(change.tag).removeprefix(TEXT), MarkKind.FORMAT)
            info = change.find(f"{OFFICE}change-info")
            mark = Mark(kind, _told(info, "creator"), _told(info, "date"))
            found[name] = _Region(mark, tuple(one for one in change if one is not info))
    return found


def _paragraphs(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the paragraphs of a deletion, through lists and sections around them."""
    for one in elements:
        if one.tag in (f"{TEXT}p", f"{TEXT}h"):
            yield one
        else:
            yield from _paragraphs(one)


def _told(element: Element | None, name: str) -> str:
    return "" if element is None else element.findtext(f"{DC}{name}", "")


def _carriers(archive: Archive) -> Carriers:
    meta = _part(archive, "meta.xml")
    root = tree(meta, "meta.xml").find(f"{OFFICE}meta") if meta else None
    rows = [
        (str(one.tag), one.get(f"{META}name", ""), one.text or "")
        for one in (root if root is not None else ())
    ]
    return Carriers(
        properties=tuple((name, text) for tag, name, text in rows if tag == f"{META}user-defined"),
        core=tuple((tag.rpartition("}")[2], text) for tag, name, text in rows if not name),
        application=next((text for tag, _, text in rows if tag == f"{META}generator"), ""),
    )


class _Reading:
    """The walk through one story."""

    def __init__(
        self, lists: Lists, regions: Mapping[str, _Region], place: Place, book: Book
    ) -> None:
        self.lists, self.regions, self.book = lists, regions, book
        self.pen = Pen(place)
        self.comments: list[Comment] = []
        self._open: dict[str, Mark] = {}
        self._blank = True
        self._list: tuple[str, int] = ("", -1)

    @property
    def at(self) -> int | None:
        return self.pen.at if self.pen.place is Place.BODY else None

    def blocks(self, parent: Element, marks: Marks) -> None:
        """Walk what stands one below the other."""
        for element in parent:
            act = _BLOCKS.get(str(element.tag))
            if act:
                act(self, element, marks)
            elif element.tag in _INNER or str(element.tag).startswith(f"{TEXT}table-of"):
                self.blocks(element, marks)
            elif element.tag not in _SILENT:
                self.inline_of(element, marks)

    def list(self, element: Element, marks: Marks) -> None:
        outer = self._list
        self._list = element.get(f"{TEXT}style-name") or outer[0], outer[1] + 1
        self.blocks(element, marks)
        self._list = outer

    def paragraph(self, element: Element, marks: Marks) -> None:
        sheet = self._starts(element)
        self.inline(element, marks)
        last = self.pen.sheets[-1]
        last.end_marks = under(marks, *self._open.values())
        if last is not sheet:
            last.kind = sheet.kind
        self.pen.ends_paragraph()

    def _starts(self, element: Element) -> Sheet:
        sheet = self.pen.starts_paragraph()
        self._blank = True
        level = whole(element.get(f"{TEXT}outline-level"))
        sheet.style = element.get(f"{TEXT}style-name", "")
        if element.tag == f"{TEXT}h":
            sheet.kind = Kind.HEADING, min(max(level or 1, 1), 4)
        elif self._list[1] >= 0:
            sheet.numbering = self.lists.numbering(*self._list)
            sheet.kind = self.book.styles.kind("", None, sheet.numbering)
        return sheet

    def table(self, element: Element, marks: Marks) -> None:
        self.book.tables += 1
        self.book.lists(Thing.TABLE, self.at)
        number, outer = self.book.tables, self.pen.cell
        for row, cells in enumerate(element.iter(f"{TABLE}table-row"), 1):
            if next(cells.iterancestors(f"{TABLE}table")) is element:
                for column, cell in enumerate(cells.iterchildren(f"{TABLE}table-cell"), 1):
                    self.pen.cell = Cell(number, row, column)
                    self.blocks(cell, marks)
        self.pen.cell = outer

    def inline(self, parent: Element, marks: Marks) -> None:
        """Walk the text of an element, and what stands between."""
        self._write(parent.text, marks)
        for element in parent:
            self.inline_of(element, marks)
            self._write(element.tail, marks)

    def inline_of(self, element: Element, marks: Marks) -> None:
        act = _INLINE.get(str(element.tag))
        if act:
            act(self, element, marks)
        elif element.tag in _PASSED:
            self.inline(element, marks)
        elif str(element.tag).startswith(DRAW):
            self.drawing(element, marks)
        elif str(element.tag).startswith(TEXT) and element.tag not in _SILENT and element.text:
            self._computed(element, marks)

    def _computed(self, element: Element, marks: Marks) -> None:
        self.pen.field_begins()
        self.pen.field_says("REF")
        self.pen.field_shows()
        self.inline(element, marks)
        self.pen.field_ends()

    def _write(self, text: str | None, marks: Marks) -> None:
        plain = _BLANKS.sub(" ", text or "")
        if self._blank:
            plain = plain.removeprefix(" ")
        if plain:
            self._blank = plain.endswith(" ")
            self.pen.write(plain, under(marks, *self._open.values()))

    def signs(self, element: Element, marks: Marks) -> None:
        """Write blanks, tabs and line breaks, which are elements here."""
        count = min(whole(element.get(f"{TEXT}c")) or 1, 1_000)
        text = {"s": " " * count, "tab": "\t"}.get(str(element.tag).removeprefix(TEXT), "\n")
        self.pen.write(text, under(marks, *self._open.values()))
        self._blank = False

    def bookmark(self, element: Element, _marks: Marks) -> None:
        self.pen.bookmark(element.get(f"{TEXT}name", ""))

    def change_starts(self, element: Element, _marks: Marks) -> None:
        name = element.get(f"{TEXT}change-id", "")
        if name in self.regions:
            self._open[name] = self.regions[name].mark

    def change_ends(self, element: Element, _marks: Marks) -> None:
        self._open.pop(element.get(f"{TEXT}change-id", ""), None)

    def deleted(self, element: Element, marks: Marks) -> None:
        """Write what was deleted here; each paragraph but the last has lost its end."""
        region = self.regions.get(element.get(f"{TEXT}change-id", ""))
        if region is None or region.mark.kind is not MarkKind.DELETE:
            return
        inner = under(marks, region.mark)
        for number, one in enumerate(_paragraphs(region.content)):
            if number:
                self.pen.sheets[-1].end_marks = under(inner, *self._open.values())
                self.pen.ends_paragraph()
                self._starts(one)
            self.inline(one, inner)

    def note(self, element: Element, marks: Marks) -> None:
        place = Place.ENDNOTE if element.get(f"{TEXT}note-class") == "endnote" else Place.FOOTNOTE
        key = f"{place} {len(self.book.boxes) + 1}"
        self.pen.write("", under(marks, *self._open.values()), note=key)
        self._beside(key, place, element.find(f"{TEXT}note-body"))

    def annotation(self, element: Element, _marks: Marks) -> None:
        texts = ("".join(map(str, one.itertext())) for one in element.iterchildren(f"{TEXT}p"))
        author, date = _told(element, "creator"), _told(element, "date")
        name = element.get(f"{OFFICE}name", str(len(self.comments)))
        self.comments.append(Comment(name, author, date, "\n".join(texts), paragraph=self.at))

    def drawing(self, element: Element, marks: Marks) -> None:
        """List a picture, or read a text box as a story of its own."""
        boxes = [*element.iter(f"{DRAW}text-box")]
        if not boxes:
            self.book.lists(Thing.IMAGE, self.at, "", marks)
        for box in boxes[:1]:
            words = self._beside(f"text box {len(self.book.boxes) + 1}", Place.TEXT_BOX, box)
            self.book.lists(Thing.TEXT_BOX, self.at, words, marks)

    def _beside(self, key: str, place: Place, element: Element | None) -> str:
        inner = _Reading(self.lists, self.regions, place, self.book)
        if element is not None:
            inner.blocks(element, ())
        story = Story(key, place, inner.pen.paragraphs())
        self.book.boxes.append(story)
        return " ".join(paragraph.text for paragraph in story.paragraphs)


Act = Callable[[_Reading, Element, Marks], None]
_BLOCKS: Mapping[str, Act] = {
    f"{TEXT}p": _Reading.paragraph,
    f"{TEXT}h": _Reading.paragraph,
    f"{TEXT}list": _Reading.list,
    f"{TABLE}table": _Reading.table,
}
_INLINE: Mapping[str, Act] = {
    f"{TEXT}s": _Reading.signs,
    f"{TEXT}tab": _Reading.signs,
    f"{TEXT}line-break": _Reading.signs,
    f"{TEXT}bookmark": _Reading.bookmark,
    f"{TEXT}bookmark-start": _Reading.bookmark,
    f"{TEXT}change-start": _Reading.change_starts,
    f"{TEXT}change-end": _Reading.change_ends,
    f"{TEXT}change": _Reading.deleted,
    f"{TEXT}note": _Reading.note,
    f"{OFFICE}annotation": _Reading.annotation,
}
