"""A text can be started from files of several kinds."""

import pytest

from tests.files.word.making import dele, docx, gone, ins, para, run
from tests.files.word.open_document import odt
from workflow.errors import EmptyFile, EmptyText, PdfFile, UnknownFile
from workflow.files.opening import blocks_of, decoded
from workflow.text.blocks import Block, Kind

HEADING = "<w:outlineLvl w:val='0'/>"


def told(data):
    return [(block.kind, block.text) for block in blocks_of(data)]


def test_a_word_file_is_taken_with_all_its_changes():
    data = docx(
        para(run("Pledge"), look=HEADING),
        para(run("We "), dele(gone("all ")), ins(run("now ")), run("act.")),
    )

    assert blocks_of(data) == (
        Block("b1", Kind.HEADING, "Pledge", 1),
        Block("b2", Kind.PARAGRAPH, "We now act."),
    )


def test_numbers_that_somebody_typed_are_numbers():
    data = docx(para(run("1. We act.")), para(run("2. We listen.")), para(run("- to all")))

    assert told(data) == [
        (Kind.NUMBERED, "We act."),
        (Kind.NUMBERED, "We listen."),
        (Kind.ITEM, "to all"),
    ]


def test_an_open_document_is_taken_too():
    text = "<text:h text:outline-level='1'>Pledge</text:h><text:p>We <text:s/>act.</text:p>"

    assert told(odt(text)) == [(Kind.HEADING, "Pledge"), (Kind.PARAGRAPH, "We  act.")]


@pytest.mark.parametrize(
    "data",
    [
        "# Pledge\n\n“We” act.".encode(),
        "# Pledge\n\n“We” act.".encode("utf-8-sig"),
        "# Pledge\n\n“We” act.".encode("utf-16"),
        "# Pledge\r\n\r\n“We” act.".encode("cp1252"),
    ],
)
def test_plain_text_is_read_in_whichever_encoding_it_is(data):
    assert told(data) == [(Kind.HEADING, "Pledge"), (Kind.PARAGRAPH, "“We” act.")]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptyFile),
        (docx(para()), EmptyText),
        (b"%PDF-1.7", PdfFile),
        (b"\x00\x01\x02", UnknownFile),
    ],
)
def test_a_file_without_a_text_is_refused(data, refusal):
    with pytest.raises(refusal):
        blocks_of(data)


def test_no_bytes_are_beyond_reading():
    assert decoded(b"caf\xe9 \x81") == "café \ufffd"
