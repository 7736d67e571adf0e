"""`onevoice word` as scripts use it."""

import json

import pytest
from click.testing import CliRunner

from onevoice.word import word_command
from tests.files.word.making import dele, docx, gone, ins, para, run

SENT = docx(para(run("We help migrants.")), para(run("We report.")))
MARKED = docx(para(run("We help "), ins(run("all ")), run("migrants.")), para(run("We report.")))
SILENT = docx(para(run("We help "), ins(run("all ")), run("people.")), para(run("We report.")))
ACCEPTED = docx(para(run("We help all migrants.")), para(run("We report.")))


@pytest.fixture
def files(tmp_path):
    def write(**contents):
        for name, data in contents.items():
            (tmp_path / name).write_bytes(data)
        return [str(tmp_path / name) for name in contents]

    return write


def command(*words):
    return CliRunner().invoke(word_command, list(map(str, words)))


def test_a_file_is_told_as_json(files):
    comment = '<w:r><w:commentReference w:id="4"/></w:r>'
    data = docx(para(run("We "), dele(gone("all ")), ins(run("now ")), run("act."), comment))

    done = command("read", *files(file=data))

    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "accepted": ["We now act."],
        "rejected": ["We all act."],
        "changes": [
            {"kind": "delete", "author": "IOM", "date": "2026-03-02T09:00:00Z", "text": "all "},
            {"kind": "insert", "author": "ILO", "date": "2026-03-03T10:00:00Z", "text": "now "},
        ],
        "comments": [],
        "warnings": [],
    }


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_refusal_is_told_as_json_and_ends_with_2(data, files):
    done = command("read", *files(file=data))

    assert (done.exit_code, list(json.loads(done.stdout))) == (2, ["error"])
    assert json.loads(done.stdout)["error"].endswith(".")


def test_a_file_that_is_not_there_ends_with_2(tmp_path):
    done = command("read", tmp_path / "nowhere.docx")

    assert (done.exit_code, list(json.loads(done.stdout))) == (2, ["error"])


def test_a_file_in_which_all_is_marked_ends_with_0(files):
    done = command("compare", *files(sent=SENT, returned=MARKED))

    assert (done.exit_code, done.stdout.split()) == (0, ["marked", "insert", "ILO", "all"])


def test_a_silent_change_ends_with_1_and_stands_beside_the_marked_ones(files):
    words = files(sent=SENT, returned=SILENT)

    done, machine = command("compare", *words), command("compare", "--json", *words)

    assert (done.exit_code, machine.exit_code) == (1, 1)
    assert "NOT MARKED  words   text  “migrants” -> “people”" in done.stdout
    found = json.loads(machine.stdout)
    assert [one["text"] for one in found["tracked"]] == ["all "]
    assert [(one["old"], one["new"], one["paragraph"]) for one in found["untracked"]] == [
        ("migrants", "people", 1)
    ]


def test_a_file_in_which_everything_was_accepted_is_caught(files):
    words = files(sent=SENT, returned=ACCEPTED)

    done = command("compare", *words)

    assert done.exit_code == 1
    assert "was everything accepted before it was sent?" in done.stdout
    assert json.loads(command("compare", "--json", *words).stdout)["nothing_marked"] is True


def test_files_that_are_the_same_differ_in_nothing(files):
    done = command("compare", *files(sent=SENT, returned=SENT))

    assert (done.exit_code, done.stdout) == (0, "Nothing was changed.\n")


def test_what_a_text_cannot_hold_is_told(files):
    picture = "<w:r><w:pict><v:imagedata xmlns:v='urn:v'/></w:pict></w:r>"
    back = docx(para(run("We help migrants.")), para(run("We report."), picture))

    done = command("compare", *files(sent=SENT, returned=back))

    assert done.exit_code == 0
    assert "A text cannot hold the image in paragraph 2." in done.stdout


def test_a_file_that_cannot_be_read_ends_the_comparison_with_2(files):
    done = command("compare", *files(sent=SENT, returned=b"We act."))

    assert (done.exit_code, list(json.loads(done.stdout))) == (2, ["error"])
