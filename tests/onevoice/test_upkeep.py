"""What an administrator types: migrate, doctor, backup, restore."""

import gzip
import hashlib
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from onevoice import cli
from tests.build import Build
from workflow import db, jobs
from workflow.services.upkeep import work

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def onevoice(tmp_path):
    def run(*words, code=0):
        result = CliRunner().invoke(
            cli.onevoice, [*words, "--home", str(tmp_path / "home")], standalone_mode=True
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.output

    return run


@pytest.fixture
def home_sessions(tmp_path):
    engine = db.connect(f"sqlite:///{tmp_path / 'home' / 'onevoice.db'}")
    yield db.sessions(engine)
    engine.dispose()


def fill(sessions):
    with db.transaction(sessions) as session:
        Build(session).revision("ILO", {"b3": "We will listen."})


def test_the_commands_are_those_that_are_promised():
    result = CliRunner().invoke(cli.onevoice, ["--help"])

    for name in ("serve", "demo", "merge", "migrate", "doctor", "backup", "restore"):
        assert f"  {name} " in result.output


def test_the_package_runs_like_the_command():
    command = [sys.executable, "-m", "onevoice", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "version" in done.stdout


def test_migrating_twice_changes_nothing(onevoice):
    assert "(was None)" in onevoice("migrate")
    assert "was" not in onevoice("migrate")


def test_a_fresh_service_is_well_once_it_is_migrated(onevoice):
    sick = onevoice("doctor", code=1)
    assert "Run `onevoice migrate`." in sick

    onevoice("migrate")

    assert "BAD" not in onevoice("doctor")


def test_the_doctor_finds_a_changed_record(onevoice, home_sessions):
    onevoice("migrate")
    fill(home_sessions)
    assert "BAD" not in onevoice("doctor")
    with home_sessions() as session:
        session.execute(db.text("DROP TRIGGER guard_event_update"))
        session.execute(db.text("UPDATE event SET kind = 'round closed' WHERE id = 2"))
        session.commit()

    assert "BAD  records     of pledge 1: The record is broken at entry 2" in onevoice(
        "doctor", code=1
    )


def test_the_doctor_tells_of_jobs_that_were_given_up_and_starts_them_again(onevoice, home_sessions):
    onevoice("migrate")
    with db.transaction(home_sessions) as session:
        work.enqueue(session, jobs.MERGE_ROUND, 1, key="j")
        work.fail(session, work.claim(session), "It broke.", hopeless=True)
    assert "merge-round 1: It broke." in onevoice("doctor", code=1)

    assert "1 jobs get another start." in onevoice("doctor", "--again")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ONEVOICE_SECRET_KEY", "short", "at least 32"),
        ("ONEVOICE_SMTP_URL", "smtp://127.0.0.1:1", "ConnectionRefused"),
        ("ONEVOICE_BROKER_URL", "redis://127.0.0.1:1/0", "Several programs need PostgreSQL"),
        ("ONEVOICE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x", "Is it running"),
        ("ONEVOICE_SMTP_URL", "http://mail", "cannot be used"),
        ("ONEVOICE_MAIL_IN_URL", "lmtp://0.0.0.0:1", "does `onevoice receive` run"),
        ("ONEVOICE_MAIL_IN_URL", "imap://a:b@127.0.0.1:1/INBOX", "ConnectionRefused"),
        ("ONEVOICE_MAIL_IN_URL", "pop3://a:b@127.0.0.1/", "cannot be used"),
    ],
)
def test_the_doctor_names_what_is_not_well(onevoice, monkeypatch, name, value, words):
    onevoice("migrate")
    monkeypatch.setenv(name, value)

    assert words in onevoice("doctor", code=1)


def test_a_backup_brings_everything_back(onevoice, home_sessions, tmp_path):
    onevoice("migrate")
    fill(home_sessions)
    file = tmp_path / "all.gz"

    assert "rows" in onevoice("backup", str(file))
    onevoice("backup", str(file), code=2)
    (tmp_path / "home").rename(tmp_path / "lost")

    assert "entries of the records are in order" in onevoice("restore", str(file))
    assert "BAD" not in onevoice("doctor")


def test_a_backup_comes_back_only_into_tables_of_its_own_release(onevoice, tmp_path):
    onevoice("migrate")
    for revision, words in (("0001", "without tables"), ("9999", "a newer release (9999)")):
        start = json.dumps({"onevoice": 1, "revision": revision}) + "\n"
        end = {"rows": 0, "sha256": hashlib.sha256(start.encode()).hexdigest()}
        file = tmp_path / f"{revision}.gz"
        file.write_bytes(gzip.compress(f"{start}{json.dumps(end)}\n".encode()))

        assert words in " ".join(onevoice("restore", str(file), code=2).split())


def test_what_is_refused_is_one_sentence_and_ends_with_2(monkeypatch, capsys, tmp_path):
    broken = tmp_path / "broken.gz"
    broken.write_bytes(b"")
    monkeypatch.setattr("sys.argv", ["onevoice", "restore", str(broken), "--home", str(tmp_path)])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "The backup cannot be used: its end is missing. Nothing was restored.\n"
    )
