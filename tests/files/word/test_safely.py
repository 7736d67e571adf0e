"""Files from outside are read in a process of their own; what comes back is the same document."""

import json

import pytest

from tests.files.word.making import docx, ins, para, run
from workflow.errors import DeclaresEntities, FileRefused, PdfFile, ReadingBroke, UnknownFile
from workflow.files.word import child, safely
from workflow.files.word.reading.reading import read
from workflow.files.word.safely import read_safely
from workflow.files.word.wire import packed, unpacked

DATA = docx(para(run("We "), ins(run("all ")), run("act."), ids='w14:paraId="0A"'))


def test_what_another_process_reads_is_what_we_would_have_read():
    assert read_safely(DATA) == read(DATA)


def test_a_refusal_of_the_other_process_is_told_in_its_words():
    data = docx().replace(b"PK\x01\x02", b"PK\x01\x00")

    with pytest.raises(FileRefused, match="as after a download that broke off"):
        read_safely(data)


def test_other_kinds_of_files_are_refused_before_a_process_is_started():
    with pytest.raises(PdfFile):
        read_safely(b"%PDF-1.7 ...")
    with pytest.raises(UnknownFile):
        read_safely(b"We act.")


@pytest.mark.parametrize(
    "answer",
    [b"[]", b"{}", b"nothing", b"[[[1]],[],[],[],[],[]]", b"[" * 9000, b"null"],
)
def test_what_is_no_document_is_not_believed(answer):
    with pytest.raises((TypeError, ValueError, RecursionError)):
        unpacked(answer)


def test_a_document_comes_back_from_the_wire_as_it_was():
    document = read(DATA)

    assert unpacked(packed(document)) == document


def test_a_refusal_keeps_its_kind_and_its_fields():
    said = child.refusal(DeclaresEntities(part="word/document.xml"))

    refused = safely._refusal(said[1:])

    assert isinstance(refused, DeclaresEntities)
    assert "word/document.xml" in str(refused)


def test_a_refusal_that_does_not_exist_is_not_believed():
    for said in (b"nothing", json.dumps(["Refused", {}]).encode(), b'["os", {}]'):
        assert isinstance(safely._refusal(said), ReadingBroke)
