"""A mail arrives once, or the worker knows in which way it did not."""

import socket
from dataclasses import replace

import pytest

from tests.servers.smtp import Mood
from tests.worker.test_envelope import SENDER, parcel
from worker import post
from workflow.errors import BadSetting


@pytest.fixture
def server(smtp_sink):
    line = post.Smtp(post.read_url(smtp_sink.url), SENDER)
    yield line
    line.close()


def test_mails_arrive_over_one_line(server, smtp_sink):
    for number in range(3):
        server.send(parcel(key=f"k{number}", text=f"..{number}\n.\n"))

    mails = smtp_sink.wait_for(3)
    texts = [m.get_body(("plain",)).get_content() for m in mails]
    assert [text.split() for text in texts] == [[f"..{number}", "."] for number in range(3)]


def test_a_busy_server_is_asked_later_and_the_line_stays_usable(server, smtp_sink):
    smtp_sink.mood = Mood.BUSY
    with pytest.raises(post.Later, match="451"):
        server.send(parcel())

    smtp_sink.mood = Mood.KIND
    server.send(parcel())

    assert len(smtp_sink.wait_for(1)) == 1


def test_a_refusal_is_final_for_this_mail_only(server, smtp_sink):
    smtp_sink.mood = Mood.STRICT
    with pytest.raises(post.Never, match="550"):
        server.send(parcel())

    smtp_sink.mood = Mood.KIND
    server.send(parcel())

    assert len(smtp_sink.wait_for(1)) == 1


def test_a_lost_acknowledgement_leaves_a_doubt_and_the_second_copy_is_equal(server, smtp_sink):
    smtp_sink.mood = Mood.FORGETFUL
    with pytest.raises(post.Unsure):
        server.send(parcel())

    smtp_sink.mood = Mood.KIND
    server.send(parcel())

    first, second = smtp_sink.wait_for(2)
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_a_server_that_is_not_there_is_asked_later():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(post.Later, match="ConnectionRefusedError"):
        post.Smtp(post.read_url(url), SENDER).send(parcel())


def test_a_server_that_says_nothing_does_not_hold_the_worker(monkeypatch):
    monkeypatch.setattr(post, "COMMAND_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(post.Later, match="timed out"):
            post.Smtp(post.read_url(url), SENDER).send(parcel())


def test_an_unsafe_mail_is_never_sent(server, smtp_sink):
    with pytest.raises(post.Never):
        server.send(parcel(address="ana@onevoice.test, evil@evil.test"))

    assert smtp_sink.mails == []


@pytest.mark.parametrize("url", ["http://mail.test", "smtp://", "mail.test:25"])
@pytest.mark.databases("sqlite")
def test_an_address_that_is_none_of_a_mail_server_is_told_at_the_start(url, settings):
    with pytest.raises(BadSetting, match="smtp://"):
        post.post_for(replace(settings, smtp_url=url))


@pytest.mark.databases("sqlite")
def test_without_a_mail_server_mails_become_files(settings, tmp_path):
    folder = post.post_for(settings)()

    folder.send(parcel())
    folder.send(parcel())

    [file] = (tmp_path / "mails").iterdir()
    assert file.name == "000001-round-open.eml"
    assert b"Subject: Open until 27 Nov: ILO" in file.read_bytes()
