"""`onevoice verify` and `onevoice keys`, as a script calls them."""

import json
import os
import subprocess
import sys
from email.message import EmailMessage

import pytest
from click.testing import CliRunner

from tests.files import making
from tests.files.making import packed, story
from workflow.files import seal


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "sealed.zip"
    path.write_bytes(packed())
    return path


def run(*arguments):
    from onevoice.cli import onevoice

    return CliRunner().invoke(onevoice, [str(one) for one in arguments])


def mail(folder, name, receipt):
    message = EmailMessage()
    message["Subject"] = "Received"
    message.set_content(f"Please keep this mail.\n\n{receipt.line}\n")
    path = folder / name
    path.write_bytes(message.as_bytes())
    return path


def test_a_good_package_ends_with_0(package):
    said = run("verify", package)

    assert said.exit_code == 0
    assert said.output.splitlines()[-1].startswith("Everything holds.")


def test_a_broken_one_ends_with_1_and_says_where(package):
    package.write_bytes(package.read_bytes().replace(b"listen", b"talked"))
    said = run("verify", package)

    assert said.exit_code == 1
    told, after = said.output.split("BROKEN at text.md: ")[1].split("\n\n")
    assert "hash is not the one in the seal" in told
    assert after.startswith("What it means: These are not the words that were locked.")
    assert "What to do: Get the package again" in after


def test_what_is_no_package_ends_with_1_and_what_is_not_there_with_2(tmp_path):
    (tmp_path / "text.md").write_text("We agree.")

    assert run("verify", tmp_path / "text.md").exit_code == 1
    assert run("verify", tmp_path / "missing.zip").exit_code == 2
    assert run("verify", tmp_path).exit_code == 2


def test_a_program_gets_the_verdict_as_json(package):
    said = json.loads(run("verify", package, "--json").output)

    assert said["holds"]
    assert said["sha256"] == making.SHA256
    assert {one["level"] for one in said["findings"]} == {"ok", "note"}


def test_mails_and_folders_of_mails_are_witnesses(package, tmp_path):
    record, _ = story()
    good = seal.receipt(making.NEW, 7, 4, record.hashes[3])
    cut = seal.receipt(making.NEW, 7, 12, "c" * 64)
    folder = tmp_path / "mails"
    folder.mkdir()
    mail(folder, "a.eml", good)
    assert run("verify", package, "--receipts", folder).exit_code == 0

    later = mail(tmp_path, "later.eml", cut)
    said = run("verify", package, "--receipts", folder, "--receipts", later)
    assert said.exit_code == 1
    assert "BROKEN at later.eml" in said.output


def test_the_key_that_a_reader_knows_counts(package):
    assert run("verify", package, "--key", making.NEW.public).exit_code == 0
    assert run("verify", package, "--key", making.STRANGER.id).exit_code == 1


def test_it_needs_neither_database_nor_settings_nor_typst(package):
    program = (
        "import sys\n"
        "for name in ('sqlalchemy', 'flask', 'celery', 'typst'):\n"
        "    sys.modules[name] = None\n"
        "import socket\n"
        "socket.socket = None\n"
        "from onevoice.verify import verify_command\n"
        "verify_command([sys.argv[1]])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(package)],
        env={"PATH": os.environ["PATH"], "ONEVOICE_DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr


def test_keys_are_shown_and_rotated_into_the_home_folder(tmp_path):
    assert run("migrate", "--home", tmp_path).exit_code == 0
    first = (tmp_path / "signing_key").read_text()
    assert run("keys", "--home", tmp_path, "--rotate").exit_code == 0
    second = (tmp_path / "signing_key").read_text()
    shown = run("keys", "--home", tmp_path).output.splitlines()

    assert first != second
    assert len(shown) == 2
    assert "in use" in shown[1]
    assert seal.Signer(second.strip()).public in shown[1]
    assert first.strip() not in run("keys", "--home", tmp_path).output
    assert (tmp_path / "signing_key").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_the_demo_writes_the_sealed_package_of_its_story(tmp_path):
    file = tmp_path / "story.zip"
    demo = [sys.executable, "-m", "onevoice.cli", "demo", "--no-serve", "--package", str(file)]
    demo += ["--home", str(tmp_path / "home")]

    subprocess.run([*demo, "--until", "locked"], check=True, capture_output=True)
    assert run("verify", file).exit_code == 0
    assert subprocess.run(demo, check=False, capture_output=True).returncode == 2
