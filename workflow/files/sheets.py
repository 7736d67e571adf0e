"""Tables for a spreadsheet: XLSX with a fixed head, every cell plain text, nothing computed."""

import io
from collections.abc import Sequence

import xlsxwriter

_WIDEST = 60
"""Characters of a column."""


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
