"""Tables for a spreadsheet, as CSV and XLSX: every cell plain text, nothing computed."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""

_FORMULA = re.compile(r"'*\s*[=+\-@|%\t\r\n＝＋－＠]")
_WIDEST = 60
"""Characters of a column."""


def harmless(cell: str) -> str:
    """Keep a spreadsheet from running what somebody wrote; the apostrophe is not shown by it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_typed(cell: str) -> str:
    """Return what `harmless` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8; no cell can run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def sheet(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a file with one sheet. Words that look like a formula stay words."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(title[:31])
        strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for at, row in enumerate([head, *rows]):
            for column, words in enumerate(row):
                page.write_string(at, column, words, plain if at else strong)
        for column, words in enumerate(head):
            longest = max([len(words), *(len(row[column]) for row in rows)], default=0)
            page.set_column(column, column, min(_WIDEST, max(8, longest)))
        page.freeze_panes(1, 0)
    return out.getvalue()
