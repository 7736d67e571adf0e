"""`onevoice merge` as scripts use it."""

import json

import pytest
from click.testing import CliRunner

from onevoice.merging import merge_command


@pytest.fixture
def files(tmp_path):
    def write(**texts):
        for name, text in texts.items():
            (tmp_path / name).write_bytes(text.encode())
        return [str(tmp_path / "base"), *(f"{n}={tmp_path / n}" for n in texts if n != "base")]

    return write


def run(*words):
    return CliRunner().invoke(merge_command, list(map(str, words)))


def test_an_uncontested_merge_prints_the_text_and_ends_with_0(files):
    done = run(*files(base="We act.\r\n", iom="We all act.\r\n", ilo="We act now.\r\n"))
    assert (done.exit_code, done.stdout_bytes) == (0, b"We all act now.\r\n")
    assert done.stderr == ""


def test_a_contested_merge_ends_with_1(files):
    words = files(base="We act.", iom="We work.", ilo="We wait.")
    assert (run(*words).exit_code, run(*words).stdout) == (1, "We act.")
    assert json.loads(run(*words, "--format", "json").stdout)["contested"] == 1
    assert run(*words, "--format", "brackets").stdout == "We [act] [wait] [work]."
    assert run(*words, "--format", "markdown").stdout == "We [act] [wait](ilo) [work](iom)."


def test_all_changes_can_be_read_with_who_wants_them(files):
    words = files(base="We act in May.\n", iom="We act in June.\n", ilo="We all act in May.\n")
    said = "We **all** (ilo) act in ~~May~~ **June** (iom).\n"
    assert run(*words, "--format", "changes").stdout == said


def test_the_text_can_be_written_to_a_file(files, tmp_path):
    done = run(*files(base="We act.\n", iom="We all act.\n"), "-o", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / "out").read_bytes() == b"We all act.\n"


@pytest.mark.parametrize(
    "words",
    [(), ("base",), ("nowhere", "iom=nowhere"), ("base", "iom"), ("base", "=base"),
     ("base", "iom=base", "iom=base"), ("base", "iom=binary"), ("base", "iom=x.docx"),
     ("--jsonl", "nowhere"), ("--format", "pdf")],
)  # fmt: skip
def test_input_it_cannot_use_ends_with_2_and_a_sentence(words, files, tmp_path, monkeypatch):
    files(base="We act.")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.exit_code == 2
    assert "Error: " in done.stderr
    assert "Traceback" not in done.output


def test_each_case_of_a_file_gets_one_answer_and_a_bad_one_stops_nothing(tmp_path):
    cases = [
        json.dumps({"base": "We act.", "revisions": {"a": "We all act."}}),
        "not json",
        json.dumps({"base": 1, "revisions": {}}),
        json.dumps({"base": "x", "revisions": {"a": None}}),
        json.dumps({"base": "We act.", "revisions": {"a": "We work.", "b": "We wait."}}),
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(cases) + "\n")
    done = run("--jsonl", tmp_path / "cases.jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [bool(row["error"]) for row in rows] == [False, True, True, True, False]
    assert rows[0]["text"] == "We all act."
    assert (rows[4]["text"], rows[4]["contested"]) == ("We act.", 1)
    assert all(list(row) == list(rows[0]) for row in rows)


def test_answers_to_cases_can_be_written_to_a_file(tmp_path):
    case = json.dumps({"base": "We act.", "revisions": {"a": "We all act."}})
    (tmp_path / "cases.jsonl").write_text(case)
    done = run("--jsonl", tmp_path / "cases.jsonl", "-o", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads((tmp_path / "out").read_text())["text"] == "We all act."
