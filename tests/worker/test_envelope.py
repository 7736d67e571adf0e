"""What people type never becomes a header, an address or a mail of its own."""

import email
import email.policy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker import envelope
from workflow.rules.replies import Way, find
from workflow.services.mailing.mail import Parcel

SENDER = "office@onevoice.test"
HEADERS = {
    "from", "to", "subject", "date", "message-id", "auto-submitted", "x-auto-response-suppress",
    "references", "in-reply-to", "mime-version", "content-type",
}  # fmt: skip

EVIL = [
    "x\r\nBcc: evil@evil.test",
    "x\nBcc: evil@evil.test",
    "x\rBcc: evil@evil.test",
    "x\x0bBcc: a\x0cb\x1cc\x1dd\x1ee\x85f\u2028g\u2029h",
    "=?utf-8?q?x=0D=0ABcc=3A_evil=40evil.test?=",
    "=?utf-8?b?eA0KQmNjOiBldmlsQGV2aWwudGVzdA==?=",
    "=?utf-8?q?=0D=0A?= =?utf-8?q?Bcc:x?=",
    "a" * 74 + " =?utf-8?q?=0A?= Bcc: evil@evil.test",
    "\u202etxt.exe\u2066",
    "\ud800",
    "",
    "ü" * 500,
    "🖋️" * 100,
    "a@b.test, evil@evil.test",
    '"x" <evil@evil.test>',
    "\x00",
]


def parcel(**changed) -> Parcel:
    given = {
        "mail_id": 1,
        "letter": "round-open",
        "key": "round-open:1:7",
        "thread": "round-open:1:1",
        "address": "ana@onevoice.test",
        "name": "Ana Lee",
        "subject": "Open until 27 Nov: ILO",
        "text": "Dear Ana,\n\n.\n\nFrom here.\n",
        "html": "<p>Dear Ana</p>",
        "written_at": datetime(2026, 11, 23, 20, tzinfo=UTC),
    }
    return Parcel(**{**given, **changed})


def read(raw: bytes):
    return email.message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=email.policy.default)


def test_a_mail_says_that_a_machine_wrote_it_and_where_it_belongs():
    mail = read(envelope.compose(parcel(), sender=SENDER))

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Message-ID"].endswith("@onevoice.test>")
    assert mail["References"] == mail["In-Reply-To"] != mail["Message-ID"]
    assert mail.get_body(("plain",)).get_content() == parcel().text
    assert "<p>Dear Ana</p>" in mail.get_body(("html",)).get_content()


def test_a_digest_says_where_one_chooses_how_often_mails_come():
    choices = "https://onevoice.test/account"
    mail = read(envelope.compose(parcel(letter="digest", choices=choices), sender=SENDER))

    assert mail["List-Unsubscribe"] == f"<{choices}>"
    assert read(envelope.compose(parcel(), sender=SENDER))["List-Unsubscribe"] is None


@pytest.mark.parametrize("length", [1, 49, 50, 51, 500])
def test_an_address_stands_in_one_line_or_not_at_all(length):
    choices = "https://" + "a" * length
    raw = envelope.compose(parcel(choices=choices), sender=SENDER)

    assert (f"List-Unsubscribe: <{choices}>\r\n".encode() in raw) == (length <= 50)


@pytest.mark.parametrize("evil", ["", "mailto:a@b.test", "https://a>\r\nBcc: x@x.test", "//x"])
def test_what_is_no_web_address_gives_no_header(evil):
    assert b"List-Unsubscribe" not in envelope.compose(parcel(choices=evil), sender=SENDER)


def test_the_invitation_opens_its_own_thread():
    mail = read(envelope.compose(parcel(thread="round-open:1:7"), sender=SENDER))

    assert mail["References"] is None


def test_the_same_mail_has_the_same_bytes_each_time():
    assert envelope.compose(parcel(), sender=SENDER) == envelope.compose(parcel(), sender=SENDER)


@pytest.mark.parametrize("field", ["subject", "name"])
@pytest.mark.parametrize("evil", EVIL)
def test_nobody_adds_a_header_through_a_title_or_a_name(field, evil):
    mail = read(envelope.compose(parcel(**{field: evil}), sender=SENDER))

    assert {name.lower() for name in mail} == HEADERS
    assert [a.addr_spec for a in mail["To"].addresses] == ["ana@onevoice.test"]
    assert mail["Bcc"] is None
    assert "=?" not in mail["Subject"]


@given(subject=st.text(max_size=400), name=st.text(max_size=400))
def test_no_subject_and_no_name_whatsoever_adds_a_header(subject, name):
    mail = read(envelope.compose(parcel(subject=subject, name=name), sender=SENDER))

    assert {header.lower() for header in mail} == HEADERS
    assert [a.addr_spec for a in mail["To"].addresses] == ["ana@onevoice.test"]


@pytest.mark.parametrize(
    "address",
    [
        "ana@onevoice.test, evil@evil.test",
        "ana@onevoice.test\r\nBcc: evil@evil.test",
        "<ana@onevoice.test>",
        "ana",
        "",
        "ana@onevoice.test>",
        "=?utf-8?q?evil=40evil.test=2C?=@onevoice.test, x",
        "ana@@onevoice.test",
        "ana @onevoice.test",
    ],
)
def test_a_mail_goes_to_one_plain_address_or_nowhere(address):
    with pytest.raises(envelope.Unsafe):
        envelope.compose(parcel(address=address), sender=SENDER)


def test_titles_in_any_script_arrive_whole():
    title = "Déclaration commune · 共同承诺 · التعهد المشترك · Общее обязательство"

    mail = read(envelope.compose(parcel(subject=title), sender=SENDER))

    assert mail["Subject"] == title


def test_a_deadline_travels_as_a_calendar_part_and_as_a_file():
    entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"

    raw = envelope.compose(parcel(calendar=entry), sender=SENDER)

    mail = read(raw)
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_filename() for part in parts] == [None, "deadline.ics"]
    assert [str(part["Content-Type"].params.get("method")) for part in parts] == ["REQUEST", "None"]
    assert mail.get_body(("plain",)).get_content() == parcel().text
    assert raw == envelope.compose(parcel(calendar=entry), sender=SENDER)


def test_a_reply_finds_its_mail_by_the_address_alone():
    replies = envelope.Replies("reply@in.test", "a secret of the tests")

    mail = read(envelope.compose(parcel(), sender=SENDER, replies=replies))

    found = find(str(mail["Reply-To"]), "a secret of the tests")
    assert (found.way, found.mail_id) == (Way.REPLY, parcel().mail_id)
