import io
from collections import Counter
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import docx
from hypothesis import given

from tests.files.word.compiling import clean
from tests.files.word.looking import W14, W, body, paragraphs, part, parts, styles
from tests.text.pledge import BASE
from tests.text.texts_of_all_kinds import documents
from workflow.files.word.identity import bookmark, document_id
from workflow.files.word.writing import issued
from workflow.text.blocks import Block, Kind

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
TOKEN = "12.3.ILO.9f2c.Yk3PzQ7uVx2mW8"


def issue(blocks=BASE, **but):
    given = {
        "title": "A pledge",
        "label": "Zero draft",
        "fingerprint": "f" * 64,
        "token": TOKEN,
        "agency": "ILO",
        "deadline": "30 September, 18:00 (New York)",
        "at": AT,
    }
    return issued(blocks=blocks, **{**given, **but})


@given(documents())
def test_the_text_is_exactly_the_words_of_the_blocks(blocks):
    file = issue(blocks)

    assert paragraphs(file) == [block.text for block in blocks]


@given(documents())
def test_every_part_is_sound_and_every_id_is_used_once(blocks):
    file = issue(blocks)

    for name, data in parts(file).items():
        assert ET.fromstring(data) is not None, name
    inside = list(body(file).iter())
    ids = Counter(e.get(f"{W}id") for e in inside if e.tag.endswith(("Start", "ins", "del")))
    named = Counter(e.get(f"{W14}paraId") for e in inside if e.get(f"{W14}paraId"))
    assert {*ids.values(), *named.values()} == {1}
    assert len(named) == len(blocks)


def test_numbers_are_made_by_word_and_instructions_are_not_in_the_text():
    file = issue()

    assert styles(file) == [
        "Heading1",
        "OpeningParagraph",
        *["NumberedParagraph"] * 3,
        "EndOfText",
    ]
    assert b"Changes are tracked" in parts(file)["word/header1.xml"]
    assert b"Changes are tracked" in parts(file)["word/comments.xml"]
    assert b"Changes are tracked" not in parts(file)["word/document.xml"]


def test_changes_are_tracked_and_the_file_knows_its_text_in_many_places():
    file = issue()

    settings = part(file, "word/settings.xml")
    assert settings.find(f"{W}trackRevisions") is not None
    assert settings.find(f"{W}documentProtection").get(f"{W}edit") == "trackedChanges"
    assert settings.find(f"{W14}docId").get(f"{W14}val") == document_id("f" * 64)
    carriers = ("docProps/custom.xml", "docProps/core.xml", "customXml/item1.xml")
    for name in (*carriers, "word/footer1.xml"):
        assert TOKEN.encode() in parts(file)[name]
    bookmarks = [e.get(f"{W}name") for e in body(file).iter(f"{W}bookmarkStart")]
    assert bookmarks == [bookmark(block.id) for block in BASE]


def test_a_text_in_arabic_is_read_from_right_to_left():
    arabic = [Block("a", Kind.NUMBERED, "نحمي المهاجرين في IOM وفي كل مكان")]

    file = issue(arabic, title="تعهد مشترك")

    paragraph = next(body(file).iter(f"{W}p"))
    assert paragraph.find(f"{W}pPr/{W}bidi") is not None
    runs = [
        (r.find(f"{W}rPr/{W}rtl") is not None, r.find(f"{W}t")) for r in paragraph.iter(f"{W}r")
    ]
    assert [(way, t.text) for way, t in runs if t is not None] == [
        (True, "نحمي المهاجرين في "),
        (False, "IOM"),
        (True, " وفي كل مكان"),
    ]


def test_the_same_values_give_the_same_bytes():
    assert issue() == issue()


def test_a_clean_file_tracks_nothing_and_names_nobody():
    file = clean(BASE, "A pledge")

    assert paragraphs(file) == [block.text for block in BASE]
    assert part(file, "word/settings.xml").find(f"{W}trackRevisions") is None
    assert b"ILO" not in b"".join(parts(file).values())


def test_python_docx_opens_the_file_and_finds_its_parts():
    document = docx.Document(io.BytesIO(issue()))

    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts == [block.text for block in BASE]
    names = [paragraph.style.name for paragraph in document.paragraphs]
    assert names[:3] == ["Heading 1", "Opening Paragraph", "Numbered Paragraph"]
    assert document.core_properties.identifier == TOKEN
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "Text for answers" in section.first_page_header.paragraphs[0].text
    assert "Page 1 of 1" in section.footer.paragraphs[0].text
