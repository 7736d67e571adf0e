"""The commands in the README of a package do what it says, on a machine without the service."""

import re
import subprocess

import pytest

from tests.proof.conftest import package_of
from workflow.files import checking, package
from workflow.files.meaning import meaning


def commands(readme):
    """Return the commands of the README as somebody would copy them into a terminal."""
    by_hand = readme.split("CHECK IT BY HAND")[1].split("CHECK EVERYTHING")[0]
    block = by_hand[by_hand.index("  sed -n") : by_hand.index("The 64 characters")]
    before, after = block.split("The signature over seal.json", 1)
    return re.sub(r" +\(on a Mac.*", "", before + after[after.index("  printf") :])


def by_hand(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)
    script = commands(files["README.txt"].decode())
    done = subprocess.run(
        ["sh", "-c", script], check=False, cwd=folder, capture_output=True, text=True
    )
    return done.stdout + done.stderr


def test_the_commands_of_the_readme_find_a_good_package_good(told, tmp_path):
    files = package.unpack(package_of(told))
    said = by_hand(tmp_path, files)

    checked = [line.split(":")[0] for line in said.splitlines() if line.endswith(": OK")]
    assert set(checked) == files.keys() - {"seal.json", "signatures.json"}
    assert "Signature Verified Successfully" in said
    assert "fail" not in said.lower()


@pytest.mark.parametrize("name", ["text.md", "seal.json", "signatures.json", "record.jsonl"])
def test_the_commands_of_the_readme_find_a_changed_file(told, tmp_path, name):
    files = package.unpack(package_of(told))
    at = files[name].index(b'"signature": "') + 20 if name == "signatures.json" else 40
    data = bytearray(files[name])
    data[at] ^= 1
    said = by_hand(tmp_path, {**files, name: bytes(data)})

    broken = "FAILED" in said or "Signature Verification Failure" in said
    assert broken, said


def test_no_line_of_the_readme_is_too_long_for_a_terminal(told):
    lines = package.unpack(package_of(told))["README.txt"].decode().splitlines()
    commands_and_words = [line for line in lines if "http" not in line and "onevoice" not in line]
    assert max(map(len, commands_and_words)) <= 88


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("text.md", "not the words that were locked"),
        ("seal.json", "does not vouch"),
        ("keys.json", "does not vouch"),
        ("record.jsonl", "record was changed"),
        ("opt-ins.txt", "not what was sealed with the text"),
    ],
)
def test_each_failure_says_what_it_means(told, name, words):
    files = package.unpack(package_of(told))
    verdict = checking.check(package.pack({**files, name: files[name][:-2] + b"x\n"}))
    assert words in meaning(verdict)


@pytest.mark.parametrize("how", [lambda data: data[:999], lambda data: data + b"x", lambda _: b""])
def test_a_file_that_is_no_package_any_more_proves_nothing(told, how):
    assert "Nothing in it is proved" in meaning(checking.check(how(package_of(told))))
