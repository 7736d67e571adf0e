"""The servers that the tests lend are real and come back after what tests do to them."""

import signal
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage

import psycopg
import pytest
import redis
from sqlalchemy import text

from tests.house.sources import ROOT
from tests.servers.places import TEMPORARY, clear_leftovers, living_in
from tests.servers.postgres import plain
from tests.servers.smtp import Mood


def test_postgresql_is_of_this_age_and_every_test_has_a_database_of_its_own(postgres):
    names = [postgres.create(), postgres.create()]

    with psycopg.connect(plain(postgres.url(names[0]))) as connection:
        version = connection.info.server_version
        here = connection.execute("SELECT current_database()").fetchone()

    for name in names:
        postgres.drop(name)
    assert here == (names[0],)
    assert version >= 150_000


def test_postgresql_keeps_what_was_committed_through_a_crash(postgres):
    name = postgres.create()
    with psycopg.connect(plain(postgres.url(name))) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")

    postgres.restart(signal.SIGKILL)

    with psycopg.connect(plain(postgres.url(name))) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    postgres.drop(name)


def test_the_servers_of_a_run_that_was_killed_are_ended_by_the_next():
    program = """if True:
        from tests.servers.valkey import valkey
        with valkey() as server:
            print(server.process.pid, flush=True)
            input()
    """
    command = [sys.executable, "-c", program]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as run:
        server = int(run.stdout.readline())
        run.kill()
    assert server in living_in(TEMPORARY)

    clear_leftovers()

    # Whoever inherits the dead server may take its time to bury it.
    deadline = time.monotonic() + 10
    while server in living_in(TEMPORARY):
        assert time.monotonic() < deadline


def test_valkey_forgets_everything_when_it_is_flushed_or_killed(valkey, broker_url):
    client = redis.Redis.from_url(broker_url)
    client.set("a", "1")
    valkey.flush()
    assert client.get("a") is None

    client.set("a", "1")
    valkey.kill()
    valkey.start()
    assert client.get("a") is None
    client.close()


def test_a_frozen_valkey_does_not_answer_until_it_is_thawed(valkey, broker_url):
    client = redis.Redis.from_url(broker_url, socket_timeout=0.2, retry=None)
    valkey.freeze()
    with pytest.raises(redis.TimeoutError):
        client.ping()
    valkey.thaw()
    assert client.ping()
    client.close()


def test_the_mail_sink_keeps_mails_and_can_be_busy_strict_or_forgetful(smtp_sink):
    _send(smtp_sink)
    smtp_sink.mood = Mood.BUSY
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        _send(smtp_sink)
    smtp_sink.mood = Mood.STRICT
    with pytest.raises(smtplib.SMTPDataError, match="550"):
        _send(smtp_sink)
    smtp_sink.mood = Mood.FORGETFUL
    with pytest.raises(smtplib.SMTPServerDisconnected):
        _send(smtp_sink)

    assert [mail["Subject"] for mail in smtp_sink.wait_for(2)] == ["Zero draft", "Zero draft"]
    assert smtp_sink.to("ilo@onevoice.test") == smtp_sink.mails
    assert smtp_sink.to("who@onevoice.test") == []


def test_every_database_has_the_schema_and_is_empty(session):
    people = session.execute(text("SELECT count(*) FROM person")).scalar()

    assert people == 0


def test_the_browser_runs_scripts_and_shows_what_they_did(page):
    page.set_content("<p>Draft</p><script>document.querySelector('p').append(' 2')</script>")

    assert page.inner_text("p") == "Draft 2"


def _send(smtp_sink):
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Zero draft", "a@onevoice.test", "ilo@onevoice.test"
    mail.set_content("Please answer.")
    with smtplib.SMTP("127.0.0.1", smtp_sink.port, timeout=10) as client:
        client.send_message(mail)
