"""Read a Word file: bytes in, `WordDocument` out, or a refusal that says what to do next.

Files from people are read with `safely.read_safely`, which calls `read` in a process of its own.
"""

from collections.abc import Iterator

from lxml import etree

from workflow.errors import (
    MacrosInside,
    MainPartMissing,
    OtherOfficeFile,
    PackedFolder,
    PagesFile,
    TooManyParagraphs,
)
from workflow.files.word.document import Oddity, Story, WordDocument
from workflow.files.word.paragraphs import Place
from workflow.files.word.reading.archive import Archive, open_archive
from workflow.files.word.reading.book import Book
from workflow.files.word.reading.carriers import read_carriers
from workflow.files.word.reading.comments import read_comments
from workflow.files.word.reading.flow import Flow
from workflow.files.word.reading.names import W_SPACE, Element, W
from workflow.files.word.reading.signs import warn_of_signs
from workflow.files.word.reading.styles import child, read_styles
from workflow.files.word.reading.trees import Link, links, main_part, tree

PARAGRAPHS = 200_000
CONTENT = "[Content_Types].xml"
NOTES = {"footnotes": Place.FOOTNOTE, "endnotes": Place.ENDNOTE}
MARGINS = {"header": Place.HEADER, "footer": Place.FOOTER}
OTHER = {"xl/workbook.xml": "spreadsheet", "ppt/presentation.xml": "presentation"}

_NO_TEXT = frozenset(("separator", "continuationSeparator", "continuationNotice"))
_TOO_MANY = etree.XPath(f"count(//w:p) > {PARAGRAPHS}", namespaces={"w": W_SPACE})


def read(data: bytes) -> WordDocument:
    """Read a Word file, however long it takes: files from people go through `safely`."""
    return read_archive(open_archive(data))


def read_archive(archive: Archive) -> WordDocument:
    """Read the parts of an archive whose table of contents is sound."""
    refuse_others(archive)
    parts = _Parts(archive)
    name = main_part(archive, parts.links(""))
    main = parts.root(name)
    body = child(main, "body")
    if main.tag != f"{W}document" or body is None:
        raise MainPartMissing
    if _TOO_MANY(main):
        raise TooManyParagraphs(limit=PARAGRAPHS)
    document = _Reading(parts, name).document(body)
    archive.check_rest(parts.read)
    return document


def refuse_others(archive: Archive) -> None:
    """Refuse archives that are something else, each with its own words."""
    for name in archive.names:
        plain = name.replace("\\", "/").lower()
        folder, _, last = plain.rpartition("/")
        if last == "vbaproject.bin":
            raise MacrosInside
        if kind := OTHER.get(plain):
            raise OtherOfficeFile(kind=kind)
        if last.endswith(".iwa"):
            raise PagesFile
        if last.endswith((".docx", ".doc", ".odt")) and "embed" not in folder:
            raise PackedFolder
    if CONTENT not in archive:
        raise MainPartMissing
    if b"macroenabled" in archive.read(CONTENT).lower():
        raise MacrosInside


class _Parts:
    """The parts of one file that are read, each parsed once."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.read: dict[str, Element] = {}
        self._links: dict[str, dict[str, Link]] = {}

    def links(self, name: str) -> dict[str, Link]:
        """Return what a part refers to; "" stands for the whole file."""
        if name not in self._links:
            self._links[name] = links(self.archive, name)
        return self._links[name]

    def root(self, name: str) -> Element:
        if name not in self.read:
            self.read[name] = tree(self.archive.read(name), name)
        return self.read[name]

    def if_there(self, name: str) -> Element | None:
        return self.root(name) if name in self.archive else None


class _Reading:
    """One file as it is read, story by story."""

    def __init__(self, parts: _Parts, name: str) -> None:
        self.parts = parts
        self.links = parts.links(name)
        self.settings = self._part("settings")
        self.book = Book(read_styles(self._part("styles"), self._part("numbering")))
        self._look_outside(name)

    def document(self, element: Element) -> WordDocument:
        flow = Flow(self.book, Place.BODY)
        flow.blocks(element)
        body = flow.pen.paragraphs()
        beside = [*self._notes(), *self._margins()]
        comments = read_comments(
            self.book,
            self._part("comments"),
            self._part("commentsExtended"),
            flow.pen.anchors,
        )
        beside += self.book.boxes
        warn_of_signs(self.book, body)
        for story in beside:
            warn_of_signs(self.book, story.paragraphs, beside=True)
        archive, if_there, tags = self.parts.archive, self.parts.if_there, self.book.tags
        whole = self.parts.links("").values()
        return WordDocument(
            body=body,
            beside=tuple(beside),
            comments=comments,
            carriers=read_carriers(archive, whole, self.settings, if_there, tags),
            unsupported=tuple(self.book.unsupported),
            warnings=self.book.warnings(),
        )

    def _part(self, kind: str) -> Element | None:
        """Parse the part that the text refers to as a kind."""
        return next(self._parts(kind), None)

    def _parts(self, kind: str) -> Iterator[Element]:
        for link in self.links.values():
            if link.kind == kind and not link.outside:
                found = self.parts.if_there(link.target)
                if found is not None:
                    yield found

    def _notes(self) -> Iterator[Story]:
        for kind, place in NOTES.items():
            part = self._part(kind)
            for one in part if part is not None else ():
                if one.get(f"{W}type") not in _NO_TEXT:
                    yield self._story(f"{place} {one.get(f'{W}id', '')}", place, one)

    def _margins(self) -> Iterator[Story]:
        for kind, place in MARGINS.items():
            for number, part in enumerate(self._parts(kind), 1):
                yield self._story(f"{place} {number}", place, part)

    def _story(self, key: str, place: Place, element: Element) -> Story:
        flow = Flow(self.book, place)
        flow.blocks(element)
        return Story(key, place, flow.pen.paragraphs())

    def _look_outside(self, name: str) -> None:
        """Warn of what a program would fetch from elsewhere; addresses to click on are text."""
        of_settings = next((o.target for o in self.links.values() if o.kind == "settings"), name)
        for part in dict.fromkeys((name, of_settings)):
            for link in self.parts.links(part).values():
                if link.outside and link.kind != "hyperlink":
                    self.book.warns(Oddity.OUTSIDE, None, link.target)
