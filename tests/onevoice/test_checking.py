"""`onevoice check` as scripts use it."""

import json

import pytest
from click.testing import CliRunner

from onevoice.checking import check_command
from tests.files.word.making import dele, docx, gone, ins, para
from tests.files.word.making import run as run_of

GOOD = "We are one.\n"
BAD = "We will organise [it] for for all.\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "bad.md").write_text(BAD)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "bad.docx").write_bytes(b"no Word file")
    (tmp_path / "guide.json").write_text(json.dumps({"excluded": ["one"], "off": ["L14"]}))
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "odd.json").write_text('{"themes": 5}')
    return tmp_path


def run(*words):
    return CliRunner().invoke(check_command, list(map(str, words)))


def test_a_good_text_ends_with_0_and_its_measures(here):
    done = run("good.md")

    assert done.exit_code == 0
    assert done.stdout.startswith("0 findings in 3 words.\n3.0 words a sentence")


def test_a_text_with_errors_ends_with_1_and_says_where(here):
    done = run("bad.md")

    assert done.exit_code == 1
    assert "block L14  block 1: Words in brackets are not agreed." in done.stdout
    assert "organise  →  organize" in done.stdout


def test_advice_alone_ends_with_0(here):
    (here / "style.md").write_text("We have organised it.\n")

    assert run("style.md").exit_code == 0


def test_a_program_reads_the_same_as_json(here):
    told = json.loads(run("bad.md", "--json").stdout)

    assert {one["rule"] for one in told["findings"]} == {"L6", "L7", "L10", "L14"}
    assert told["findings"][0].keys() >= {"severity", "where", "says", "quote", "mend"}
    assert told["words"] == 7


def test_what_can_safely_be_mended_is_written_beside(here):
    run("bad.md", "--mend", "new.md")

    assert (here / "new.md").read_text() == "We will organize [it] for all.\n"
    assert (here / "bad.md").read_text() == BAD


def test_a_guide_and_another_text_are_taken_into_account(here):
    (here / "other.md").write_text("We will keep this light on for all who are at sea tonight.\n")
    (here / "mine.md").write_text("We will keep this light on for all who are at sea today.\n")

    assert "belongs to another text" in run("good.md", "--guide", "guide.json").stdout
    assert "stands in “other.md”" in run("mine.md", "--apart", "other.md").stdout


def test_against_an_earlier_text_only_what_is_new_is_told(here):
    (here / "more.md").write_text(BAD + "\nThe chairman agrees.\n")

    told = json.loads(run("more.md", "--before", "bad.md", "--json").stdout)

    assert [one["rule"] for one in told["findings"]] == ["L9"]


def test_a_word_file_is_read_with_its_changes_taken(here):
    words = para(run_of("We have "), dele(gone("[")), ins(run_of("organised it.")))
    (here / "text.docx").write_bytes(docx(words, para(run_of("It is so."))))

    done = run("text.docx")

    assert done.exit_code == 0
    assert "organised  →  organized" in done.stdout


@pytest.mark.parametrize(
    "words",
    [(), ("nowhere",), ("binary",), ("bad.docx",), ("good.md", "--guide", "broken.json"),
     ("good.md", "--guide", "odd.json"),
     ("good.md", "--apart", "nowhere"), ("good.md", "--guide", "nowhere")],
)  # fmt: skip
def test_input_it_cannot_use_ends_with_2_and_a_sentence(words, here):
    done = run(*words)

    assert done.exit_code == 2
    assert "Error: " in done.stderr
    assert "Traceback" not in done.output
