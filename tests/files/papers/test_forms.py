import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from odfdo import Document

from tests.files.papers.editions import ARABIC, DECIDED, MERGED, OPEN, edition, rows
from tests.text.test_story import ZERO
from workflow.files.papers import making
from workflow.files.papers.forms import Form, write
from workflow.files.word.reading.reading import read
from workflow.text import canonical

PAPERS = {
    "text": making.text(edition()),
    "changes": making.changes(edition(), MERGED.passages, OPEN, note="Changes of all."),
    "decided": making.changes(edition(), MERGED.passages, DECIDED),
    "brackets": making.brackets(edition(), MERGED.passages, OPEN),
    "decisions": making.decisions(edition(), rows()),
}
AGENCIES = {"IOM", "ILO", "DESA", "OHCHR", "UNDP", "UNHCR", "UNICEF", "UNODC"}


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("name", PAPERS)
def test_every_document_can_be_had_in_every_form_and_is_the_same_each_time(name, form):
    data = write(PAPERS[name], form)

    assert data == write(PAPERS[name], form)
    assert len(data) > 1000


@pytest.mark.parametrize("name", ["changes", "brackets", "decisions"])
@pytest.mark.parametrize("form", [Form.TEXT, Form.MARKDOWN, Form.WEB])
def test_no_agency_that_proposes_something_is_left_out(name, form):
    text = write(PAPERS[name], form).decode()

    assert {agency for agency in AGENCIES if agency in text} == AGENCIES


def test_the_markdown_of_a_text_is_its_canonical_form():
    data = write(PAPERS["text"], Form.MARKDOWN)

    assert canonical.fingerprint(data.decode()) == PAPERS["text"].head.fingerprint


def test_changes_are_said_in_words_where_word_would_mark_them():
    text = " ".join(write(PAPERS["changes"], Form.TEXT).decode().split())

    assert "[DESA deletes: once a year][DESA adds: every two years]" in text
    assert "DESA moves this paragraph here: " in text
    assert "DESA moves this paragraph away: " in text


def test_a_page_of_html_needs_nothing_else_and_marks_changes_as_such():
    page = BeautifulSoup(write(PAPERS["changes"], Form.WEB), "html.parser")

    assert page.find(["script", "link", "img"]) is None
    assert page.html["lang"] == "en-GB"
    assert page.find("ins") is not None
    notes = {a["href"] for a in page.select("sup a")}
    assert notes == {f"#{li['id']}" for li in page.select(".notes li")}


def test_an_arabic_page_is_read_from_right_to_left():
    paper = making.text(edition(ARABIC, "تعهد مشترك"))

    page = BeautifulSoup(write(paper, Form.WEB), "html.parser")

    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")


def test_an_opendocument_has_all_words_and_its_own_styles():
    data = write(PAPERS["text"], Form.OPEN_DOCUMENT)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    document = Document(io.BytesIO(data))
    words = " ".join(document.get_formatted_text().split())
    assert all(" ".join(block.text.split()) in words for block in ZERO)


def test_a_pdf_is_tagged_and_says_its_title():
    data = write(PAPERS["decisions"], Form.PDF)

    assert data.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in data
    assert b"pdfuaid" in data


def test_the_table_of_decisions_is_a_real_table_in_word():
    document = read(write(PAPERS["decisions"], Form.WORD))

    cells = [p for p in document.body if p.cell]
    assert {p.cell.column for p in cells} == {1, 2, 3, 4, 5, 6, 7}
    assert max(p.cell.row for p in cells) == len(rows()) + 1
