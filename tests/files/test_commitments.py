"""The register of specific pledges as CSV, Excel and JSON."""

import csv
import io
import json
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from workflow.files.commitments import COLUMNS, as_csv, as_json, as_xlsx

ROW = dict.fromkeys(COLUMNS, "") | {
    "number": 1,
    "agency": "ILO",
    "partners": ["IOM", "WHO"],
    "title": "=HYPERLINK(1)",
    "indicators": [{"name": "Guides", "target": "3"}],
}


def test_every_column_is_there_and_lists_are_lines():
    head, row = csv.reader(io.StringIO(as_csv([ROW]).decode("utf-8-sig"), newline=""))

    assert head == list(COLUMNS)
    assert row[COLUMNS.index("partners")] == "IOM\nWHO"
    assert row[COLUMNS.index("title")] == "'=HYPERLINK(1)"
    assert row[COLUMNS.index("indicators")] == "name: Guides; target: 3"


def test_excel_gets_words_and_never_formulas_and_the_same_bytes():
    made = as_xlsx("Our pledge", [ROW])

    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()
    assert made == as_xlsx("Our pledge", [ROW])


@given(st.text(max_size=40))
def test_json_keeps_every_word(words):
    read = json.loads(as_json("Our pledge", [{**ROW, "title": words}]))

    assert read["specific_pledges"][0]["title"] == words
