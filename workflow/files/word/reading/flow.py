"""Walks the blocks of a story: paragraphs, tables with their rows and cells, and what wraps them.

A mark on a row or a cell lies on everything inside it, ends of paragraphs too: a row that is
deleted takes its text along, whether that is marked once more or not (ISO/IEC 29500-1, 17.13.5).
"""

from collections.abc import Callable, Iterator, Mapping

from workflow.files.word.document import Story, Thing
from workflow.files.word.paragraphs import Cell, Place
from workflow.files.word.reading.book import Book
from workflow.files.word.reading.inline import Inline
from workflow.files.word.reading.marking import KINDS, ON_CELLS, ON_ROWS, ON_TEXT, Marks, under
from workflow.files.word.reading.names import W14, Element, M, W
from workflow.files.word.reading.pen import Pen, Sheet
from workflow.files.word.reading.styles import child, number_of, value, whole
from workflow.files.word.reading.wrapped import ALTERNATIVE, PASSED, alternative, inside

ROW, CELL = f"{W}tr", f"{W}tc"


class Flow:
    """The walk through one story."""

    def __init__(self, book: Book, place: Place) -> None:
        """Begin a story at a place of the document."""
        self.book = book
        self.pen = Pen(place)
        self.inline = Inline(book, self.pen, self._box)

    def blocks(self, parent: Element, marks: Marks = ()) -> None:
        """Walk what stands one below the other."""
        for element in parent:
            act = _BLOCKS.get(str(element.tag))
            if act:
                act(self, element, marks)
            elif element.tag == ALTERNATIVE:
                for chosen in alternative(element):
                    self.blocks(chosen, marks)
            elif element.tag in KINDS:
                self.blocks(element, under(marks, self.book.marking.mark(element)))
            else:
                self.inline.range(element)

    def passed(self, element: Element, marks: Marks) -> None:
        """Walk what only wraps blocks."""
        for content in inside(element, self.book):
            self.blocks(content, marks)

    def paragraph(self, element: Element, marks: Marks) -> None:
        """Walk one paragraph."""
        sheet = self.pen.starts_paragraph()
        sheet.ids = element.get(f"{W14}paraId", ""), element.get(f"{W14}textId", "")
        sheet.end_marks = marks
        properties = child(element, "pPr")
        if properties is not None:
            self._describe(sheet, properties, marks)
        elif self.book.styles.default:
            self._style(sheet, "", None)
        self.inline.walk(element, marks)
        self.pen.ends_paragraph()

    def _describe(self, sheet: Sheet, properties: Element, marks: Marks) -> None:
        """Read what a paragraph says of itself and of its end."""
        marking = self.book.marking
        self._style(sheet, value(properties, "pStyle") or "", properties)
        sheet.format_marks = tuple(marking.on(properties, (f"{W}pPrChange",)))
        end = child(properties, "rPr")
        if end is not None:
            sheet.end_marks = under(marks, *marking.on(end, ON_TEXT))
            sheet.format_marks += tuple(marking.on(end, (f"{W}rPrChange",)))
        marking.layout(child(properties, "sectPr"))

    def _style(self, sheet: Sheet, style: str, properties: Element | None) -> None:
        styles = self.book.styles
        sheet.style = styles.name(style)
        sheet.numbering = styles.numbering(style, number_of(properties))
        outline = whole(value(properties, "outlineLvl"))
        sheet.kind = styles.kind(style or styles.default, outline, sheet.numbering)
        self.inline.hidden_style = styles.hides(style)

    def table(self, element: Element, marks: Marks) -> None:
        """Walk a table, row by row."""
        self.book.tables += 1
        number, outer = self.book.tables, self.pen.cell
        at, before = self.pen.at, len(self.pen.sheets)
        self.book.marking.layout(child(element, "tblPr"), child(element, "tblGrid"))
        rows = [
            self._row(row, wrapped, (number, at_row))
            for at_row, (row, wrapped) in enumerate(self._parts(element, ROW, marks), 1)
        ]
        self.pen.cell = outer
        words = " | ".join(_words(sheet) for sheet in self.pen.sheets[before : before + 3])
        common = tuple(mark for mark in rows[0] if all(mark in row for row in rows)) if rows else ()
        self.book.lists(Thing.TABLE, at if self.pen.place is Place.BODY else None, words, common)

    def _row(self, row: Element, marks: Marks, where: tuple[int, int]) -> Marks:
        properties = child(row, "trPr")
        self.book.marking.layout(properties, child(row, "tblPrEx"))
        marks = under(marks, *self.book.marking.on(properties, ON_ROWS, "row"))
        for column, (cell, wrapped) in enumerate(self._parts(row, CELL, marks), 1):
            self.pen.cell = Cell(*where, column)
            layout = child(cell, "tcPr")
            self.book.marking.layout(layout)
            self.blocks(cell, under(wrapped, *self.book.marking.on(layout, ON_CELLS, "cell")))
        return marks

    def _parts(self, parent: Element, name: str, marks: Marks) -> Iterator[tuple[Element, Marks]]:
        """Yield rows of a table or cells of a row, through what wraps them."""
        for element in parent:
            if element.tag == name:
                yield element, marks
            elif element.tag in PASSED:
                for content in inside(element, self.book):
                    yield from self._parts(content, name, marks)
            elif element.tag in KINDS:
                inner = under(marks, self.book.marking.mark(element))
                yield from self._parts(element, name, inner)
            else:
                self.inline.range(element)

    def foreign(self, _element: Element, marks: Marks) -> None:
        """List a part of another file."""
        at = self.pen.at if self.pen.place is Place.BODY else None
        self.book.lists(Thing.FOREIGN, at, "", marks)

    def section(self, element: Element, _marks: Marks) -> None:
        """Count what was changed of the last page's layout."""
        self.book.marking.layout(element)

    def bare(self, element: Element, marks: Marks) -> None:
        """Walk text that stands outside any paragraph, as some programs leave it."""
        self.inline.one(element, marks)

    def _box(self, element: Element, marks: Marks) -> str:
        """Walk a text box as a story of its own, and return its words."""
        flow = Flow(self.book, Place.TEXT_BOX)
        flow.blocks(element, marks)
        paragraphs = flow.pen.paragraphs()
        key = f"text box {len(self.book.boxes) + 1}"
        self.book.boxes.append(Story(key, Place.TEXT_BOX, paragraphs))
        return " ".join(paragraph.text for paragraph in paragraphs)


def _words(sheet: Sheet) -> str:
    return "".join(part for stroke in sheet.strokes for part in stroke.parts)


_BLOCKS: Mapping[str, Callable[[Flow, Element, Marks], None]] = {
    f"{W}p": Flow.paragraph,
    f"{W}tbl": Flow.table,
    f"{W}altChunk": Flow.foreign,
    f"{W}sectPr": Flow.section,
    **dict.fromkeys(PASSED, Flow.passed),
    **dict.fromkeys((f"{W}r", f"{W}hyperlink", f"{W}fldSimple", f"{M}oMathPara"), Flow.bare),
}
