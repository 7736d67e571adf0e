"""Whatever comes in by mail: one row at most, never a crash, and no machine is answered."""

import logging
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.worker.letters import RELAY, SECRET
from worker.envelope import compose
from workflow.errors import MailUnreadable
from workflow.files import post
from workflow.models import Incoming, Mail
from workflow.rules import inbound
from workflow.rules.replies import ReplyToken, Way
from workflow.services.mailing import flooding
from workflow.services.mailing.mail import Parcel

MACHINES = (
    "Auto-Submitted: auto-replied",
    "AUTO-SUBMITTED: auto-generated (cron)",
    "Auto-Submitted: auto-notified; owner-email=x@ilo.test",
    "Precedence: bulk",
    "Precedence: auto_reply",
    "Return-Path: <>",
    "List-Id: <all.ilo.test>",
    "X-Autoreply: yes",
    "X-Auto-Response-Suppress: All\r\nAuto-Submitted: auto-replied",
    "Subject: Automatic reply: away",
    "Auto-Submitted: no\r\nAuto-Submitted: auto-replied",
    "Auto-Submitted: auto-replied\r\nAuto-Submitted: no",
)
TYPES = (
    "text/plain; charset=klingon",
    "text/plain; charset=idna",
    "text/plain; charset=unicode_escape",
    "text/plain; charset=utf-16",
    "text/plain; charset*=''%00",
    'text/plain; charset="a\0b"',
    "text/html",
    "multipart/mixed; boundary=x",
    'multipart/mixed; boundary=""',
    "multipart/report; boundary=x",
    "multipart/alternative; boundary=x; boundary=y",
    "message/rfc822",
    "message/delivery-status",
    "message/external-body",
    "application/x; name*0*=utf-8''a%00b; name*1*=%ed%a0%80.docx",
    "application/x; name*1=b.docx; name*3=d",
    "application/x; name==?utf-8?q?=00?=",
    ";;;",
)
OTHERS = (
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: x-uuencode",
    "Content-Disposition: attachment; filename*=klingon''%ff.docx",
    'Content-Disposition: attachment; filename="\0.docx"',
    "From: second@evil.test",
    "From: <<<>>>@@",
    "Sender: ((((",
    "Message-ID: =?utf-16?b?2AA=?=",
    "Message-ID: <\0@\udcff>",
    "Subject: =?x?b?!!!?= =?utf-8?q?=ED=A0=80?=",
    "Subject: a\0b\x1b[31m",
    "Date: never",
    "Reply-To: everybody@evil.test",
    "Authentication-Results: mx.in.test; dmarc=fail",
    "X: " + "y" * 5_000,
    "no header at all",
    " folded into nothing",
    "",
)
BODIES = (
    "No changes.",
    "",
    "\0",
    "--x",
    "--x--",
    "--y",
    "UEsDBA==",
    "Status: 5.1.1",
    "=FF=00",
    "> x",
)
WORDS = st.sampled_from([*(f"Content-Type: {one}" for one in TYPES), *OTHERS, *BODIES]) | st.text(
    max_size=30
)


@st.composite
def mails(draw, *, machine=False):
    """Return a mail from somebody who is known, to an address that we made, and odd from there."""
    head = ["From: focal.point.ilo@onevoice.test", "To: TOKEN"]
    if machine:
        head.append(draw(st.sampled_from(MACHINES)))
    return "\r\n".join([*head, *draw(st.lists(WORDS, max_size=12))]).encode("utf-8", "replace")


@pytest.fixture
def opened(desk, sessions, invited, monkeypatch):
    """Open a mail; return what it was, and how many rows and how many answers came of it."""
    for name in ("OF_ONE_SENDER", "OF_STRANGERS", "ABOUT_ONE_MAIL"):
        monkeypatch.setattr(flooding, name, 10_000)
    monkeypatch.setattr("workflow.services.mailing.incoming.MOST_ANSWERS", 10_000)
    logging.getLogger("worker.intake").setLevel(logging.CRITICAL)
    yield lambda raw: _opened(desk, sessions, raw, invited[1])
    logging.getLogger("worker.intake").setLevel(logging.NOTSET)


def _opened(desk, sessions, raw, mail_id):
    token = ReplyToken(Way.REPLY, mail_id).address("reply@in.test", SECRET)
    before = _counted(sessions)
    what = desk.open(raw.replace(b"TOKEN", token.encode()), to=[token], sender="\udcff@x\0")
    rows, answers = (b - a for a, b in zip(before, _counted(sessions), strict=True))
    return what, rows, answers


def _counted(sessions):
    with sessions() as session:
        return [session.scalar(select(func.count()).select_from(one)) for one in (Incoming, Mail)]


QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.databases("postgresql")
def test_whatever_comes_is_one_row_at_most_and_never_a_crash(opened):
    @QUICK
    @given(mails() | st.binary(max_size=300))
    def run(raw):
        what, rows, answers = opened(raw)
        assert rows == (what != "known")
        assert answers <= 1

    run()


@pytest.mark.databases("sqlite")
def test_no_machine_is_ever_answered(opened):
    @QUICK
    @given(mails(machine=True))
    def run(raw):
        what, _, answers = opened(raw)
        assert what in {"known", "away", "refused", "bounce"}
        assert answers == 0

    run()


@pytest.mark.databases("sqlite")
def test_our_own_mail_that_comes_back_as_a_reply_is_not_answered(opened):
    ours = Parcel(
        mail_id=1,
        letter="reminder",
        key="reminder:1",
        thread="",
        address="reply@in.test",
        name="Us",
        subject="Open",
        text="Please answer.",
        html="<p>Please answer.</p>",
        written_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )
    raw = compose(ours, sender="focal.point.ilo@onevoice.test", replies=None)

    what, _, answers = opened(raw)

    assert (what, answers) == ("refused", 0)


HEAD = b"From: a@ilo.test\r\n"
ENDLESS = {
    "a list of recipients": b"To: " + b"a@b, " * 100_000,
    "headers": b"X: y\r\n" * 200_000,
    "comments": b"To: " + b"(" * 100_000,
    "parameters": b"Content-Type: text/plain" + b"; a=b" * 20_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 20_000,
    "parts": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\n\na\n" * 100_000,
    "mails in mails": b"Content-Type: message/rfc822\r\n\r\n" * 2_000,
    "a parameter": b"Content-Type: x/y; name*0*=a''" + b"%41" * 30_000,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_end_is_refused_before_it_is_parsed(name):
    with pytest.raises(MailUnreadable, match=r"too long|too many|too deeply|Recursion"):
        post.read(HEAD + ENDLESS[name] + b"\r\n\r\nx")


def read(head, body=b"x"):
    return post.read(HEAD + head + b"\r\n\r\n" + body)


def test_a_wrong_charset_costs_letters_and_never_the_mail():
    for charset in (b"klingon", b"idna", b"punycode", b"unicode_escape", b"rot13", b"a\0b", b""):
        told = read(b"Content-Type: text/plain; charset=" + charset, b"No changes.\xff")
        assert told.text.startswith("No changes."), charset


def test_names_of_files_and_subjects_are_plain_words():
    told = read(
        b"Subject: a\0b\x1b[31m\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''a%00%0D%0Ab.docx"
    )

    assert (told.subject, told.attached[0].name) == ("a b [31m", "a b.docx")


@pytest.mark.parametrize(
    "forged",
    [
        b"From: focal.point.ilo@onevoice.test, evil@evil.test",
        b"From: evil@evil.test\r\nFrom: focal.point.ilo@onevoice.test",
        b"From: focal.point.ilo@onevoice.test <evil@evil.test>, x@x",
        b'From: "focal.point.ilo@onevoice.test" <evil@evil.test>',
        b"From: evil@evil.test (focal.point.ilo@onevoice.test)",
        b"From: group: focal.point.ilo@onevoice.test, b@b;",
    ],
)
def test_who_is_named_beside_the_sender_is_not_the_sender(forged):
    assert post.read(forged + b"\r\n\r\nx").sender in {"", "evil@evil.test"}


def test_only_the_topmost_word_of_our_own_mail_server_counts():
    told = read(
        f"Authentication-Results: {RELAY}; dmarc=fail\r\n"
        f"Authentication-Results: {RELAY}; dmarc=pass".encode()
    )

    assert inbound.dmarc(told.headers, relay=RELAY) == "fail"
