import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.files.papers.editions import PROPOSALS, rows
from tests.files.word.compiling import AT
from tests.text.test_story import ZERO
from workflow.errors import FileRefused, NotATable
from workflow.files.papers import sheets
from workflow.files.papers.matrix import Row
from workflow.files.papers.proposals import proposed, verdicts
from workflow.files.papers.sheets import Entry
from workflow.rules.dispositions import Disposition
from workflow.text.changes import apply

printable = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=20)
cells = st.one_of(printable, st.sampled_from(("=1+1", "'=1", "''@x", " -2", "+", "'", "%0A", "＝")))


def book(*rows):
    made = Workbook()
    sheet = made.create_sheet("First", 0)
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


@given(st.lists(st.builds(Row, proposed=cells, reason=cells, current=cells, paragraph=cells)))
def test_whatever_goes_out_as_csv_comes_back_the_same(given_rows):
    kept = [row for row in given_rows if any(c.strip() for c in (row.proposed, row.reason,
            row.current, row.paragraph))]  # fmt: skip

    back = sheets.read_csv(sheets.as_csv(given_rows))

    assert [spaced(entry.row) for entry in back] == [spaced(row) for row in kept]


def spaced(row):
    """A cell with nothing but space in it is empty."""
    return [value if value.strip() else "" for value in (row.proposed, row.reason, row.current)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "'="])
def test_no_cell_can_be_taken_for_a_formula(start):
    row = Row(paragraph="1", proposed=f"{start}cmd|' /C calc'!A0")

    text = sheets.as_csv([row]).decode()
    sheet = load_workbook(io.BytesIO(sheets.as_xlsx([row], title="T", at=AT))).worksheets[0]

    assert f"'{start}cmd" in text
    assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}
    assert sheet["G2"].value.startswith("'")


def test_the_matrix_of_the_story_comes_back_from_a_spreadsheet_as_it_went_out():
    data = sheets.as_xlsx(rows(), title="Comments", at=AT)

    assert data == sheets.as_xlsx(rows(), title="Comments", at=AT)
    assert [entry.row for entry in sheets.read_xlsx(data)] == rows()


@pytest.mark.parametrize("agency", sorted(p.agency for p in PROPOSALS))
def test_rows_of_an_agency_are_the_changes_it_made(agency):
    own = [row for row in rows() if row.agency == agency]
    entries = sheets.read_csv(sheets.as_csv(own))

    found = proposed(ZERO, entries)

    changes = [change for _, some in found.changes for change in some]
    mine = next(p for p in PROPOSALS if p.agency == agency).changes
    assert found.problems == ()
    assert texts(apply(ZERO, changes)) == texts(apply(ZERO, mine))


def texts(blocks):
    return [block.text for block in blocks]


def test_a_row_that_cannot_be_understood_says_why_and_stops_no_other():
    entries = [
        Entry(2, Row(paragraph="99", current="x", proposed="y")),
        Entry(3, Row(paragraph="1", current="no such words", proposed="y")),
        Entry(4, Row(paragraph="1", current="we will", proposed="we shall")),
        Entry(5, Row(paragraph="1", proposed="from nowhere")),
        Entry(6, Row(paragraph="2.", current="Listening first", proposed="First listening")),
    ]

    found = proposed(ZERO, entries)

    assert [(p.line, p.words) for p in found.problems] == [
        (2, "There is no paragraph “99” in this text."),
        (3, "The words “no such words” do not stand in paragraph 1."),
        (4, "The words “we will” stand more than once in paragraph 1."),
        (5, "The row does not say which words of the paragraph it changes."),
    ]
    assert [entry.line for entry, _ in found.changes] == [6]


def test_decisions_come_in_by_the_label_of_their_change():
    entries = [
        Entry(2, Row(change="ILO-1", decision="Accepted")),
        Entry(3, Row(change="ILO-2", decision="rejected", observations="Not now.")),
        Entry(4, Row(change="ILO-3", decision="maybe")),
        Entry(5, Row(decision="accepted")),
        Entry(6, Row(change="ILO-4")),
    ]

    found, problems = verdicts(entries)

    assert [(v.change, v.disposition, v.reason) for v in found] == [
        ("ILO-1", Disposition.ACCEPTED, ""),
        ("ILO-2", Disposition.REJECTED, "Not now."),
    ]
    assert [problem.line for problem in problems] == [4, 5]


def test_semicolons_other_encodings_and_columns_in_any_order_are_read():
    text = "proposed TEXT;Remarks;paragraph\r\ncafé;x;3\r\n"

    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        entries = sheets.read_csv(text.encode(encoding))
        assert entries == (Entry(2, Row(proposed="café", paragraph="3")),)


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"", b"\x00\xff" * 40])
def test_a_file_without_the_table_is_refused_with_what_it_must_have(data):
    with pytest.raises(NotATable, match="“Paragraph” and “Proposed text”"):
        sheets.read_csv(data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive", book(["a", "b"])])
def test_a_spreadsheet_that_cannot_be_read_is_refused(data):
    with pytest.raises(FileRefused):
        sheets.read_xlsx(data)
