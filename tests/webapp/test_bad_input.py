"""What nobody should send: each is refused with a clear sentence, and nothing is lost."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select, update

from tests.webapp.conftest import TEXT, acting
from tests.webapp.visitor import Visitor
from workflow import db
from workflow.models import (
    Agency,
    Draft,
    Event,
    Mail,
    Person,
    Pledge,
    Revision,
    Round,
    SignInLink,
    Version,
)
from workflow.rules.stages import Stage
from workflow.services import publishing, rounds, signin

BOTH_WAYS = ["A\r\nBcc: all@example.org", "A\nX-Evil: 1", "A\u2028B", "=?utf-8?q?A=0D=0ABcc:_x?=",
             "=?iso-8859-1?b?QQ0KQmNjOiB4?=", "A\x00B", "A\u202eB", "A\x1b[31mB"]  # fmt: skip
"""Titles and names that try to become a header, a line or another order of reading."""

BAD_TEXTS = {
    "empty": ("", "empty"),
    "only blanks": (" \n\n\t ", "empty"),
    "control characters": ("We will \x1b[31m act.", "U+001B"),
    "bidirectional override": ("We will \u202etca\u202c.", "U+202E"),
    "bidirectional isolate": ("We will \u2066act\u2069.", "U+2066"),
    "too long": ("word " * 250_000, "1024 kilobytes"),
}


@pytest.fixture
def office(visitor, cast):
    return visitor.sign_in(cast.anna)


def counted(sessions):
    """How many rows there are of everything that a form could make."""
    tables = (Agency, Draft, Event, Mail, Person, Pledge, Revision, Round, Version)
    with sessions() as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def refused(visitor, status=422):
    """The page says no, and says why in a sentence."""
    assert visitor.last.status_code == status, visitor.text[:500]
    assert "." in visitor.text
    assert "Traceback" not in visitor.text
    return visitor.text


def pledge_form(cast, **other):
    given = {"title": "Our pledge", "text": TEXT, "kind": "declaration", "zone": "Europe/Zurich"}
    more = {"answers": "open", "names": "all", "agencies": [str(cast.iom.id)]}
    return given | more | other


# --- a text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "said"), BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_pledge_is_not_started_from_a_text_that_cannot_be(office, cast, sessions, text, said):
    office.send("/pledges/new", "/pledges/preview", pledge_form(cast))
    before = counted(sessions)

    for address in ("/pledges/preview", "/pledges"):
        form = pledge_form(cast, text=text)
        office.send("/pledges/new", "/pledges/preview", form)
        assert said in refused(office)
        keys = {"csrf_token": csrf(office), "once": "once"}
        office.post(address, form | keys)
        assert said in refused(office)

    assert counted(sessions) == before


def csrf(visitor):
    from bs4 import BeautifulSoup

    page = BeautifulSoup(visitor.client.get("/pledges/new").text, "html.parser")
    return page.find("input", attrs={"name": "csrf_token"})["value"]


def test_what_was_typed_stands_in_the_form_again(office, cast):
    office.send("/pledges/new", "/pledges/preview", pledge_form(cast, title="", text=TEXT))

    refused(office)
    assert "We will listen to migrants." in office.last.text


@pytest.mark.parametrize(
    "body",
    [b"text=caf\xe9+au+lait", b"text=%FF%FE%00", b"text=\x89PNG%0D%0A%1A%0A", b"text=\xc3("],
    ids=["latin-1", "utf-16", "a picture", "broken utf-8"],
)
def test_bytes_that_are_no_text_are_refused(office, cast, sessions, body):
    before = counted(sessions)
    form = pledge_form(cast) | {"csrf_token": csrf(office)}
    form.pop("text")
    whole = urlencode(form, doseq=True).encode() + b"&" + body
    kind = "application/x-www-form-urlencoded"

    office.post("/pledges", None, headers={"Content-Type": kind}, input_stream=None)
    office.last = office.client.post("/pledges", data=whole, content_type=kind)

    assert 400 <= office.last.status_code < 500
    assert "." in office.text
    assert counted(sessions) == before


def test_a_file_where_a_form_belongs_is_refused(office, sessions):
    before = counted(sessions)
    for kind in (
        "application/octet-stream",
        "text/plain",
        "application/json",
        "multipart/form-data",
    ):
        office.last = office.client.post("/pledges", data=bytes(range(256)) * 40, content_type=kind)
        assert 400 <= office.last.status_code < 500
    assert counted(sessions) == before


def test_more_than_any_text_can_be_is_not_even_read(office, cast):
    office.last = office.client.post(
        "/pledges",
        data=b"text=" + b"x" * (6 * 1024 * 1024),
        content_type="application/x-www-form-urlencoded",
    )
    assert "1024 kilobytes" in refused(office, 413)


# --- an answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("We will \x07 listen.", "U+0007"),
        ("We will \u202enetsil\u202c.", "U+202E"),
        ("word " * 250_000, "1024 kilobytes"),
        ("We will caf\ufffd.", "UTF-8"),
    ],
    ids=["control", "override", "too long", "wrong encoding"],
)
def test_a_bad_answer_leaves_the_draft_before_it_alone(room, sessions, typed, said):
    room.draft("iris", {"b4": "We will listen to all migrants."})
    before = counted(sessions)
    iris = room.visitor("iris")

    send_answer(iris, room, {"text-b4": typed})

    assert said in refused(iris)
    assert counted(sessions) == before
    with sessions() as session:
        draft = session.scalars(select(Draft)).one()
        assert "We will listen to all migrants." in str(draft.blocks)
    if len(typed) < 1000:
        assert "listen" in iris.last.text or "caf" in iris.last.text


def send_answer(visitor, room, changed):
    """Open the editor and send it with some fields changed."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(visitor.client.get(room.path("/answer")).text, "html.parser")
    form = page.find("form", attrs={"class": "editor"})
    fields = [
        (f["name"], f.text.removeprefix("\n") if f.name == "textarea" else f.get("value", ""))
        for f in form.find_all(["input", "textarea"])
        if f.get("name")
    ]
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(changed.get(name, value))
    visitor.post(room.path("/answer"), sent | {"do": "save"})


def test_an_answer_without_any_words_is_refused(room, sessions):
    iris = room.visitor("iris")
    empty = {f"text-b{n}": " " for n in range(1, 8)}

    send_answer(iris, room, empty)

    assert "empty" in refused(iris)
    assert counted(sessions)[1] == 0


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[]",
        b"{",
        b'{"blocks": 3}',
        b'{"blocks": ["x"], "seen": 0}',
        b'{"blocks": [{"id": "b1"}], "seen": "first"}',
        b'{"blocks": [{"id": "b9", "kind": "poem", "text": "x"}], "seen": 0}',
        b'{"blocks": [{"id": "b1", "text": "\\u0000"}], "seen": 0}',
        b'{"blocks": [{"id": "b1", "text": "\\ud800"}], "seen": 0}',
    ],
)
def test_a_script_that_saves_nonsense_is_refused(room, sessions, sent):
    iris = room.visitor("iris")
    token = {"X-CSRFToken": csrf_of(iris, room.path("/answer"))}

    iris.last = iris.client.post(
        room.path("/draft"), data=sent, headers=token, content_type="application/json"
    )

    assert 400 <= iris.last.status_code < 500
    assert counted(sessions)[1] == 0


def csrf_of(visitor, address):
    from bs4 import BeautifulSoup

    page = BeautifulSoup(visitor.client.get(address).text, "html.parser")
    return page.find("input", attrs={"name": "csrf_token"})["value"]


# --- a time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        ("2001-01-01T12:00", "past"),
        ("", "deadline"),
        ("tomorrow", "not a time"),
        ("2031-02-30T12:00", "not a time"),
        ("2031-03-09T02:30", "clocks change"),
        ("999999-01-01T00:00", "not a time"),
    ],
)
def test_a_deadline_that_cannot_be_opens_no_round(office, pledge, sessions, deadline, said):
    before = counted(sessions)
    page = f"/pledges/{pledge.id}/rounds/new"

    office.send(page, f"/pledges/{pledge.id}/rounds", {"deadline": deadline, "purpose": "Please."})

    assert said in refused(office)
    assert "Please." in office.last.text
    assert counted(sessions) == before


def test_a_locked_pledge_gets_no_round(office, pledge, cast, sessions):
    lock(sessions, pledge)
    before = counted(sessions)

    token = {"csrf_token": csrf(office)}
    office.post(f"/pledges/{pledge.id}/rounds", {"deadline": "2031-05-05T12:00"} | token)

    assert "locked" in refused(office, 409)
    assert counted(sessions) == before


def lock(sessions, pledge):
    with db.transaction(sessions) as session:
        latest = session.get_one(Pledge, pledge.id).latest
        session.execute(
            update(Version).where(Version.id == latest.id).values(locked_at=db.now(session))
        )
        session.execute(
            update(Pledge).where(Pledge.id == pledge.id).values(stage=Stage.LOCKED.value)
        )


# --- agencies and addresses -----------------------------------------------------------------------


@pytest.mark.parametrize("agency", ["4711", "999999999999", "IOM", "-1", ""])
def test_an_unknown_agency_takes_no_part(office, cast, sessions, agency):
    before = counted(sessions)
    token = {"csrf_token": csrf(office)}

    office.post("/pledges", pledge_form(cast, agencies=[agency]) | token)

    refused(office)
    assert counted(sessions) == before


@pytest.mark.parametrize(
    "address",
    [
        "/rounds/4711",
        "/rounds/99999999999999999999",
        "/rounds/-1",
        "/passages/2147483648",
        "/versions/0",
        "/pledges/4711",
        "/rounds/1%00",
        "/rounds/1/aside/99999999999",
        "/%FF%FE",
        "/no/such/page",
    ],
)
def test_an_address_that_leads_nowhere_says_so(office, address):
    office.get(address)

    assert office.last.status_code in {400, 404, 422}
    assert "." in office.text


# --- headers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", BOTH_WAYS)
def test_a_title_never_becomes_a_header(office, cast, sessions, title):
    before = counted(sessions)
    token = {"csrf_token": csrf(office)}

    office.post("/pledges", pledge_form(cast, title=title) | token)

    refused(office, office.last.status_code)
    assert office.last.status_code in {400, 422}
    assert counted(sessions) == before


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_names_of_people_and_agencies_never_become_headers(office, sessions, name):
    before = counted(sessions)
    token = {"csrf_token": csrf(office)}
    person = {"name": name, "email": "new@example.org", "role": "observer"}
    agency = {"acronym": name, "full-name": "An agency", "zone": "UTC"}

    for address, form in (
        ("/people", person),
        ("/people", person | {"name": "New", "email": f"new@example.org{name[1:]}"}),
        ("/people/agencies", agency),
        ("/people/agencies", agency | {"acronym": "NEW", "full-name": name}),
    ):
        office.post(address, form | token)
        assert office.last.status_code in {400, 422}, (address, form)

    assert counted(sessions) == before


@pytest.mark.parametrize("label", BOTH_WAYS)
def test_the_name_of_a_version_never_becomes_a_header(room, label):
    room.close()
    anna = room.visitor("anna")
    with room.sessions() as session:
        seen = publishing.preview(session, acting(room.cast.anna), round_id=room.id).sha256

    token = {"csrf_token": csrf(anna)}
    anna.post(room.path("/publish"), {"seen": seen, "label": label} | token)

    assert anna.last.status_code in {400, 422}
    assert room.state() == "consolidating"


def test_what_people_write_stays_inside_the_mail(room, sessions):
    """A reason may have lines; in a mail it stays quoted text and never becomes a header."""
    evil = "Why not.\r\nBcc: all@example.org\r\n\r\n<b>Dear all</b> =?utf-8?q?x?="
    with db.transaction(sessions) as session:
        later = session.get_one(Round, room.id).deadline_at + timedelta(days=2)
        rounds.move_deadline(
            session, acting(room.cast.anna), round_id=room.id, deadline=later, reason=evil
        )
    with sessions() as session:
        mails = session.scalars(select(Mail).where(Mail.letter == "deadline-moved")).all()
    assert mails
    for mail in mails:
        assert "\n" not in mail.subject + mail.address + mail.name
        assert "\n> Bcc: all@example.org" in mail.text
        assert "<b>" not in mail.html


# --- links ----------------------------------------------------------------------------------------


def link_for(sessions, person, *, age=timedelta(0)):
    with db.transaction(sessions) as session:
        token = signin.make_link(session, person, lasts=timedelta(minutes=30))
        made = db.now(session) - age
        session.execute(
            update(SignInLink).values(made_at=made, expires_at=made + timedelta(minutes=30))
        )
    return f"/sign-in/link/{token}"


def test_an_expired_link_lets_nobody_in(visitor, cast, sessions):
    link = link_for(sessions, cast.iris, age=timedelta(hours=1))

    visitor.get(link)
    assert "expired" in refused(visitor, 409)
    visitor.get("/account")
    assert visitor.last.status_code in {302, 303, 403}


def test_a_link_works_once(app, visitor, cast, sessions):
    link = link_for(sessions, cast.iris)
    visitor.send(link, link)
    assert visitor.last.status_code == 303

    other = Visitor(app)
    other.get(link)
    assert "used" in refused(other, 409)


def test_a_foreign_link_changes_nobody_by_surprise(visitor, cast, sessions):
    """Lena, who is signed in, opens the link in a mail to Iris."""
    link = link_for(sessions, cast.iris)
    visitor.sign_in(cast.lena)

    visitor.get(link)

    page = visitor.text
    assert visitor.last.status_code in {200, 403, 409}
    assert "Iris" in page or "somebody else" in page
    visitor.get("/account")
    assert "Lena" in visitor.text


@pytest.mark.parametrize("token", ["x", "A" * 43, "..%2F..", "%00", "'--"])
def test_a_made_up_link_is_no_link(visitor, token):
    visitor.get(f"/sign-in/link/{token}")

    assert visitor.last.status_code in {400, 404, 422}


def test_a_sign_in_never_leads_away(visitor, cast):
    for away in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"):
        visitor.get("/sign-in", query_string={"next": away})
        assert "evil.example" not in visitor.last.headers.get("Location", "")
        assert 'value="' + away not in visitor.last.text
