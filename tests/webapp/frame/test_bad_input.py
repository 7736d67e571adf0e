"""What nobody should send: each is refused with a clear sentence, and nothing is lost."""

from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.webapp.conftest import TEXT
from tests.webapp.refusals import counted, csrf, pledge_form, refused
from workflow.models import Draft

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
    token = {"X-CSRFToken": csrf(iris, room.path("/answer"))}

    iris.last = iris.client.post(
        room.path("/draft"), data=sent, headers=token, content_type="application/json"
    )

    assert 400 <= iris.last.status_code < 500
    assert counted(sessions)[1] == 0
