"""What people read in a package."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.making import SHA256, story
from workflow.files import certificate, sheets
from workflow.files.pdf import certified_text
from workflow.text.blocks import Block, Kind

LOCKED_AT = datetime(2026, 3, 4, 15, tzinfo=UTC)


def pdf(words="We will listen to migrants.", title="Our pledge"):
    blocks = [
        (Block("b1", Kind.HEADING, "Preamble", 1), ""),
        (Block("b2", Kind.PARAGRAPH, "We, the agencies,"), "PP1"),
        (Block("b3", Kind.NUMBERED, words), "1"),
        (Block("b4", Kind.ITEM, "in cities", 1), ""),
    ]
    return certified_text(
        title=title,
        label="Rev.1",
        sha256=SHA256,
        locked_at=LOCKED_AT,
        blocks=blocks,
        register=story()[1],
    )


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "'=1", "＝1", "\n=1"],
)
def test_a_cell_that_would_run_as_a_formula_is_neutralized(cell):
    assert sheets.harmless(cell).startswith("'")
    assert sheets.harmless(cell).endswith(cell)


@given(st.lists(st.lists(st.text(max_size=12), min_size=9, max_size=9), max_size=4))
def test_a_table_can_be_read_again_and_no_cell_begins_a_formula(rows):
    table = certificate.decisions_table(rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(table, newline="")))

    assert read[0] == list(certificate.COLUMNS)
    assert [[sheets.harmless(cell) for cell in row] for row in rows] == read[1:]
    assert not [c for row in read for c in row if c.lstrip().startswith(("=", "+", "-", "@"))]


def test_the_register_names_agencies_statements_and_who_gave_notice():
    register = story()[1]
    gone = {
        "agency": "IOM",
        "name": "Agency IOM",
        "at": "2026-05-01T08:00:00.000000+00:00",
        "stands_until": "2026-05-31T08:00:00.000000+00:00",
        "words": "Our board decided.",
        "entry": 9,
    }
    text = certificate.register_to_read(
        "Our pledge", "Rev.1", {**register, "notice": [gone]}
    ).decode()

    assert "2 agencies joined exactly this text." in text
    assert "    | We join for health." in text
    assert "stands under it until 2026-05-31 08:00 UTC; gave notice on 2026-05-01 08:00 UTC" in text
    assert "    | Our board decided." in text


def test_the_pdf_is_the_same_bytes_for_the_same_text_and_says_what_it_conforms_to():
    made = pdf()

    assert made == pdf()
    assert made != pdf("We will act.")
    assert made.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in made.replace(b" ", b"")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made.replace(b" ", b"")


@pytest.mark.parametrize("words", ['#panic("x")', "*x* $x$ `x` //x", "#import", "\\ @x <x>", '"'])
def test_words_are_never_read_as_markup_of_the_pdf(words):
    assert pdf(words) is not None
    assert pdf(title=words) is not None


@pytest.mark.parametrize("words", ["Nous écouterons les migrants.", "Мы будем слушать."])
def test_other_languages_have_their_letters(words):
    assert pdf(words) is not None


def test_a_letter_that_no_font_has_gives_no_pdf_instead_of_a_broken_one():
    assert pdf("我们将倾听移徙者的声音。") is None
