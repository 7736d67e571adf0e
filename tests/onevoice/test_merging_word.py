"""`onevoice merge` with Word files, in and out."""

import os

import pytest
from click.testing import CliRunner

from onevoice.merging import merge_command
from tests.files.word.compiling import AT, clean
from workflow.files.word.reading.reading import read
from workflow.text import canonical

TEXT = "# A pledge\n\n1. We act.\n\n2. We report once a year.\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.md").write_text(TEXT)
    (tmp_path / "iom.md").write_text(TEXT.replace("We act", "We all act"))
    (tmp_path / "ilo.md").write_text(TEXT.replace("2. We report", "2. We will report"))
    for file in tmp_path.iterdir():
        os.utime(file, (AT.timestamp(), AT.timestamp()))
    return tmp_path


def run(*words):
    return CliRunner().invoke(merge_command, list(map(str, words)))


def word(text):
    return clean(canonical.read(text))


def test_all_changes_come_out_as_tracked_changes_with_the_date_of_their_file(folder):
    done = run("base.md", "IOM=iom.md", "ILO=ilo.md", "--format", "docx", "-o", "all.docx")

    document = read((folder / "all.docx").read_bytes())
    assert (done.exit_code, done.stdout) == (0, "")
    lines = [line.text for line in document.accepted() if line.text]
    assert lines == ["A pledge", "We all act.", "We will report once a year."]
    assert document.authors() == ("IOM", "ILO")
    marks = {m.date for p in document.body for piece in p.pieces for m in piece.marks}
    assert marks == {"2026-09-01T12:00:00Z"}


def test_word_files_go_in_wherever_texts_do(folder):
    (folder / "base.docx").write_bytes(word(TEXT))
    (folder / "iom.docx").write_bytes(word(TEXT.replace("We act", "We all act")))

    done = run("base.docx", "IOM=iom.docx", "ILO=ilo.md")

    assert done.exit_code == 0
    assert done.stdout == TEXT.replace("We act", "We all act").replace("report", "will report")


def test_what_is_contested_ends_with_1_and_stays_as_it_was(folder):
    (folder / "who.md").write_text(TEXT.replace("We act", "We never act"))

    done = run("base.md", "IOM=iom.md", "WHO=who.md", "--format", "docx", "-o", "all.docx")

    document = read((folder / "all.docx").read_bytes())
    assert done.exit_code == 1
    assert [line.text for line in document.accepted() if line.text][1] == "We act."
    assert {comment.author for comment in document.comments} == {"IOM", "WHO"}


@pytest.mark.parametrize("words", [("--format", "docx"), ("BAD=bad.docx",)])
def test_what_cannot_be_done_is_said_in_a_sentence(words, folder):
    (folder / "bad.docx").write_bytes(b"PK\x03\x04 nothing")

    done = run("base.md", "IOM=iom.md", *words)

    assert done.exit_code == 2
    assert "Error: " in done.stderr
    assert "Traceback" not in done.output
