"""The register of specific pledges as a table: CSV, Excel and JSON from one set of rows."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from workflow.files import sheets

COLUMNS = (
    "number",
    "agency",
    "sub_unit",
    "partners",
    "kind",
    "matches",
    "form",
    "title",
    "description",
    "objectives",
    "principles",
    "tags",
    "scope",
    "places",
    "starts_on",
    "ends_on",
    "indicators",
    "means_own",
    "means_needed",
    "means_gap",
    "contact",
    "frequency",
    "state",
    "last_line",
    "last_at",
    "evidence",
    "registered_at",
    "sha256",
)
_NEVER = datetime(1980, 1, 1, tzinfo=UTC)
"""The date of every file we write, so that the same contents give the same bytes."""

_WIDE = {"title": 40, "description": 80, "indicators": 50, "last_line": 50}


def as_json(title: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Write the register for programs."""
    value = {"pledge": title, "specific_pledges": list(rows)}
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Write the register for spreadsheets."""
    return sheets.table(COLUMNS, [[_cell(row[name]) for name in COLUMNS] for row in rows])


def as_xlsx(title: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Write the register as an Excel file; the same rows give the same bytes."""
    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, safe) as book:
        book.set_properties({"title": title, "created": _NEVER})
        sheet = book.add_worksheet("Specific pledges")
        head = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, _WIDE.get(name, 16), wrapped)
            sheet.write_string(0, column, name.replace("_", " "), head)
        for at, row in enumerate(rows, 1):
            for column, name in enumerate(COLUMNS):
                sheet.write_string(at, column, _cell(row[name]), wrapped)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    return out.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401  whatever a row holds
    if isinstance(value, list | tuple):
        return "\n".join(_cell(one) for one in value)
    if isinstance(value, Mapping):
        parts = (f"{key}: {one}" for key, one in value.items() if one)
        return "; ".join(parts)
    return "" if value is None else str(value)
