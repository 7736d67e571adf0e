"""The matrix of comments as CSV and as a spreadsheet (XLSX), out and back in.

A cell that a spreadsheet would take for a formula begins with an apostrophe on its way out, and
loses exactly this one on its way in.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workflow.errors import FileRefused, NotATable, TableTooLong, UnknownFile
from workflow.files.papers.matrix import COLUMNS, Row
from workflow.files.sheets import BOM, as_typed, harmless, table
from workflow.files.word.reading.archive import open_archive
from workflow.files.word.writing.markup import moment
from workflow.files.word.writing.zipped import zipped
from workflow.rules.dispositions import Disposition
from workflow.rules.notes import Category, Weight

LONGEST = 5_000
"""Rows of a table that is sent in."""

CELL = 32_000
"""Characters that a cell of a spreadsheet can hold, a few less."""

NEEDED = ("Paragraph", "Proposed text")
WIDTH = 18
"""Characters of most columns."""

LINE, TALLEST = 14, 400
"""Height of a line, and of the tallest row, in points."""

A3 = 8
"""How spreadsheets call the size of paper."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_WIDTHS = {"Current text": 44, "Proposed text": 44, "Reason": 36, "Reason of the decision": 36}
_WIDTHS |= {"Decided text": 36, "Paragraph": 11, "Weight": 12, "Change": 11, "Agency": 11}
_CHOICES: dict[str, Sequence[str]] = {
    "Category": [one.value for one in Category],
    "Weight": [one.value for one in Weight],
    "Decision": [one.value for one in Disposition],
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that came in, and where it stood in the file, counted from 1 with the head."""

    line: int
    row: Row


def as_csv(rows: Iterable[Row]) -> bytes:
    """Return the matrix as CSV in UTF-8."""
    return table(list(COLUMNS), map(_cells, rows))


def as_xlsx(rows: Iterable[Row], *, title: str, at: datetime) -> bytes:
    """Return the matrix as a spreadsheet; the same values give the same bytes."""
    book = Workbook()
    book.properties.title, book.properties.creator = title, "Onevoice"
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Comments")
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([harmless(_ILLEGAL.sub("", cell))[:CELL] for cell in _cells(row)])
    _dress(sheet)
    held = io.BytesIO()
    book.save(held)
    return _settled(held.getvalue(), moment(at))


def read_csv(data: bytes) -> tuple[Entry, ...]:
    """Read a matrix from CSV, as the spreadsheets of this world write it."""
    text = _decoded(data)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _entries(rows)
    except csv.Error as error:
        raise UnknownFile from error


def read_xlsx(data: bytes) -> tuple[Entry, ...]:
    """Read a matrix from the first sheet of a spreadsheet; formulas are never worked out."""
    archive = open_archive(data)
    archive.check_rest(())
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return _entries([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    except FileRefused:
        raise
    except (InvalidFileException, KeyError, IndexError, ValueError, TypeError) as error:
        raise UnknownFile from error


def _cells(row: Row) -> list[str]:
    return [str(getattr(row, name)) for name in COLUMNS.values()]


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _entries(rows: Iterable[Sequence[str]]) -> tuple[Entry, ...]:
    numbered = enumerate(rows, 1)
    names: list[str | None] = []
    known = {name.casefold(): field for name, field in COLUMNS.items()}
    for _, cells in numbered:
        names = [known.get(cell.strip().lstrip(BOM).casefold()) for cell in cells]
        if any(names):
            break
    if not {COLUMNS[name] for name in NEEDED} <= set(names):
        raise NotATable(columns=" and ".join(f"“{name}”" for name in NEEDED))
    return tuple(_read(numbered, names))


def _read(
    numbered: Iterable[tuple[int, Sequence[str]]], names: Sequence[str | None]
) -> Iterator[Entry]:
    for line, cells in numbered:
        if line > LONGEST:
            raise TableTooLong(limit=LONGEST)
        pairs = zip(names, cells, strict=False)
        fields = {name: as_typed(cell) for name, cell in pairs if name and cell.strip()}
        if fields:
            yield Entry(line, Row(**fields))


def _decoded(data: bytes) -> str:
    """Return the text of a CSV file in the encodings that spreadsheets write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _dress(sheet: Worksheet) -> None:
    """Make it a table that a person likes to work in."""
    sheet.freeze_panes = "B2"
    line = Border(bottom=Side(style="thin", color="C6CED4"))
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = line
        lines = max(map(_lines, (cell.value for cell in row), COLUMNS))
        sheet.row_dimensions[row[0].row or 1].height = min(TALLEST, 3 + LINE * lines)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EEF2F4")
    for at, name in enumerate(COLUMNS, 1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, WIDTH)
        if name in _CHOICES:
            choices = DataValidation("list", formula1=f'"{",".join(_CHOICES[name])}"')
            sheet.add_data_validation(choices)
            choices.add(f"{letter}2:{letter}{LONGEST}")
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(2, sheet.max_row)}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"


def _lines(value: object, column: str) -> int:
    """Return how many lines a cell takes; not every program works that out by itself."""
    wide = _WIDTHS.get(column, WIDTH)
    return sum(max(1, -(-len(part) // wide)) for part in str(value or "").split("\n"))


def _settled(data: bytes, stamp: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = _DATES.sub(rb"\g<1>" + stamp.encode() + rb"\2", parts[core])
    return zipped(parts)
