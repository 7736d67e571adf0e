"""Mail that is fetched from a mailbox, on a real IMAP server."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from sqlalchemy.exc import OperationalError

from tests.servers.places import free_port
from tests.worker.letters import reply
from worker.intake import intake_for
from worker.mailbox import READ, REFUSED, Mailbox
from workflow.errors import MailNotTakenIn
from workflow.files import post
from workflow.models import Incoming, Mail

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def mailbox(imap, settings, sessions):
    return intake_for(replace(settings, mail_in_url=imap.url), sessions)


def taken_in(sessions):
    with sessions() as session:
        return [(row.kind, row.state) for row in session.query(Incoming).order_by(Incoming.id)]


def lying(imap):
    return {folder: imap.lying_in(folder) for folder in ("INBOX", READ, REFUSED)}


def test_mails_are_taken_in_once_and_moved_aside(imap, mailbox, sessions, invited):
    imap.put(reply(invited[1]).as_bytes(), b"\x00 no mail at all")

    assert [mailbox.look(), mailbox.look()] == [2, 0]

    assert taken_in(sessions) == [("no changes", "waits"), ("refused", "refused")]
    assert lying(imap) == {"INBOX": 0, READ: 1, REFUSED: 1}


def test_the_same_mail_twice_in_the_mailbox_is_one_reply(imap, mailbox, sessions, invited):
    raw = reply(invited[1]).as_bytes()
    imap.put(raw, raw)

    assert mailbox.look() == 2

    assert taken_in(sessions) == [("no changes", "waits")]
    assert lying(imap) == {"INBOX": 0, READ: 2, REFUSED: 0}


def test_a_line_that_breaks_after_the_commit_loses_nothing_and_doubles_nothing(
    imap, mailbox, desk, sessions, invited
):
    def breaks_then(raw):
        what = desk.open(raw)
        imap.cut()
        return what

    imap.put(reply(invited[1]).as_bytes())
    mailbox.take_in = breaks_then

    with pytest.raises(MailNotTakenIn):
        mailbox.look()
    assert lying(imap)["INBOX"] == len(taken_in(sessions)) == 1

    mailbox.take_in = desk.open
    assert mailbox.look() == 1
    assert lying(imap) == {"INBOX": 0, READ: 1, REFUSED: 0}
    assert len(taken_in(sessions)) == 1
    with sessions() as session:
        assert session.query(Mail).filter_by(letter="reply-understood").count() == 1


def test_a_line_that_breaks_before_the_commit_leaves_the_mail_where_it_was(imap, mailbox, desk):
    def database_away(_raw):
        raise OperationalError("INSERT", {}, Exception("away"))

    imap.put(reply(1).as_bytes())
    mailbox.take_in = database_away

    with pytest.raises(OperationalError):
        mailbox.look()

    assert lying(imap)["INBOX"] == 1
    assert b"Seen" not in imap.seen()


def test_one_mail_that_cannot_be_taken_in_does_not_stop_the_others(imap, desk, mailbox, sessions):
    def trips(raw):
        if b"trip" in raw:
            raise ValueError
        return desk.open(raw)

    imap.put(b"Subject: trip\n\nx", b"Subject: second\n\nx")
    mailbox.take_in = trips

    assert mailbox.look() == 1
    assert lying(imap)["INBOX"] == len(taken_in(sessions)) == 1


def test_of_a_huge_mail_no_more_is_fetched_than_is_ever_read(imap, mailbox, sessions, monkeypatch):
    monkeypatch.setattr(post, "LARGEST", 1_000)
    fetched = []
    hears = mailbox.take_in
    mailbox.take_in = lambda raw: fetched.append(len(raw)) or hears(raw)
    imap.put(b"Subject: huge\n\n" + b"x" * 100_000)

    mailbox.look()

    assert fetched == [1_001]
    assert lying(imap)[REFUSED] == 1


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("imap://replies:wrong@127.0.0.1:{port}/INBOX", "does not accept the name and password"),
        ("imap://replies:w%C3%B6rong@127.0.0.1:{port}", "does not accept the name and password"),
        ("{url}/of-nobody", "it has no folder INBOX/of-nobody"),
        ("imap://a:secret@127.0.0.1:{closed}/INBOX", "ConnectionRefused"),
    ],
)
def test_why_a_mailbox_stays_closed_is_told_plainly_and_without_the_password(
    imap, place, reason, caplog
):
    at = place.format(port=imap.port, url=imap.url, closed=free_port())
    closed = Mailbox(lambda _raw: "", urlsplit(at))

    with pytest.raises(MailNotTakenIn, match=reason) as told:
        closed.knock()

    assert "wrong" not in str(told.value)
    assert "secret" not in str(told.value)


def test_a_mailbox_behind_tls_is_read_where_its_certificate_is_vouched_for(
    imap, settings, sessions, invited
):
    safely = replace(settings, mail_in_url=imap.secure_url, mail_in_roots=imap.certificate)
    imap.put(reply(invited[1]).as_bytes())

    assert intake_for(safely, sessions).look() == 1

    assert taken_in(sessions) == [("no changes", "waits")]


@pytest.mark.parametrize(
    ("host", "vouched", "reason"),
    [
        ("127.0.0.1", False, "CERTIFICATE_VERIFY_FAILED"),
        ("localhost", True, "Hostname mismatch"),
    ],
)
def test_a_server_that_nobody_vouches_for_or_under_another_name_never_hears_the_password(
    imap, host, vouched, reason, caplog
):
    place = urlsplit(imap.secure_url.replace("127.0.0.1", host))
    closed = Mailbox(lambda _raw: "", place, roots=imap.certificate if vouched else "")

    with pytest.raises(MailNotTakenIn, match=reason):
        closed.knock()


def test_certificates_that_are_none_are_told(imap):
    closed = Mailbox(lambda _raw: "", urlsplit(imap.secure_url), roots="no certificate")

    with pytest.raises(MailNotTakenIn, match="cadata does not contain a certificate"):
        closed.knock()


def test_a_mailbox_that_opens_says_so(imap, mailbox):
    assert mailbox.knock() == f"127.0.0.1:{imap.port} opens its mailbox"


def test_a_mailbox_that_stays_closed_is_asked_ever_less_often_and_the_log_says_why(imap, caplog):
    closed = Mailbox(lambda _raw: "", urlsplit(imap.url.replace("a%20password", "another")))
    pauses = []
    closed.ending.wait = lambda pause: pauses.append(pause) or len(pauses) > 8

    closed.start()
    closed.stop()

    assert pauses == [0, 60, 120, 240, 480, 600, 600, 600, 600]
    assert caplog.text.count("does not accept the name and password") == 8
    assert "another" not in caplog.text
