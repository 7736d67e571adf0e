"""A thousand hostile or empty messages on the public pages: refused or harmless, nothing lost."""

import itertools
import random
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.webapp.conftest import acting
from tests.webapp.refusals import csrf
from workflow import db
from workflow.models import Input, Mail, Transmittal
from workflow.services.outside import consultations, inputs, transmittals
from workflow.services.pledging import roadmaps

pytestmark = pytest.mark.databases("sqlite")

NAME = "NAMED-TO-NOBODY"
HOSTILE = (
    "",
    " \r\n\t ",
    "…!?",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.test></iframe>",
    "javascript:alert(1)",
    "{{ 'run' * 3 }} {% raw %} ${'run'*3} #{'run'*3}",
    "'; DROP TABLE input; --",
    '=HYPERLINK("http://evil.test")',
    "a\r\nBcc: victim@example.org",
    "=?utf-8?b?PHNjcmlwdD4=?=",
    "\u202eevil\u202c",
    "\u0000null",
    "\ufffd",
    "word " * 600,
    "x" * 30_000,
    "\u200b" * 200,
    "Z̷͙̗̍a̸l̷g̴o̵ " * 10,
    "نص" * 100,
    "../../etc/passwd",
    "</textarea><script>alert(1)</script>",
    "&lt;script&gt;",
    "😀" * 50,
)
FIELDS = (
    "words",
    "name",
    "organization",
    "email",
    "about",
    "identity",
    "publish",
    "language",
    "once",
)
OURS = {"app", "voices", "meetings"}


@pytest.fixture
def asked(sessions, cast, pledge):
    """A consultation that everybody with its address may answer."""
    with db.transaction(sessions) as session:
        return consultations.start(
            session,
            acting(cast.anna),
            pledge_id=pledge.id,
            title="What do you say?",
            question="Tell us.",
            closes_at=db.now(session) + timedelta(days=3),
            open_to_all=True,
        )


def harmless(page: str) -> None:
    """Nothing that somebody typed has become a tag, a handler or an address."""
    soup = BeautifulSoup(page, "html.parser")
    assert all(one.get("src", "").startswith("/static/built/") for one in soup.find_all("script"))
    assert not soup.find_all(["iframe", "img", "object", "embed"])
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        for name in ("href", "src", "action"):
            assert not str(tag.get(name, "/")).lower().startswith(("javascript", "//", "data:"))
    assert "runrunrun" not in page  # no template language was given what they wrote


def forms(total: int):
    """Each hostile value in each field, then fields mixed at random, always the same ones."""
    chance = random.Random(8)
    usual = {"words": "Please add children.", "name": NAME, "identity": "nobody"}
    single = [{**usual, field: value} for field in FIELDS for value in HOSTILE]
    mixed = (
        {field: chance.choice(HOSTILE) for field in chance.sample(FIELDS, 4)}
        for _ in itertools.count()
    )
    return list(itertools.islice(itertools.chain(single, mixed), total))


def test_a_thousand_hostile_messages_are_refused_or_harmless_and_none_is_lost(
    visitor, sessions, cast, pledge, asked
):
    address = f"/c/{asked.address}"
    token = csrf(visitor, address)
    kept, refused = [], 0

    for number, form in enumerate(forms(1000)):
        answer = visitor.client.post(
            address,
            data=form | {"csrf_token": token},
            environ_overrides={"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250}"},
        )
        assert answer.status_code in {303, 422}, (form, answer.status)
        if answer.status_code == 303:
            kept.append(form)
        else:
            refused += 1
            if number % 25 == 0:
                harmless(answer.text)

    with db.transaction(sessions) as session:
        rows = session.scalars(select(Input)).all()
        # A form sent twice under the same key is one input.
        expected = {form.get("once") or object() for form in kept}
        assert len(rows) == len(expected)
        assert refused > 200
        assert all(row.text.strip() for row in rows)
        office = acting(cast.anna)
        for row in {row.digest: row for row in rows}.values():
            consultations.judge(session, office, input_id=row.id, admit=True, alike=True)
        for mail in session.scalars(select(Mail).where(Mail.letter.like("stakeholder%"))):
            assert "\n" not in mail.subject
            assert "<script" not in mail.html

    public = visitor.get(address).text
    harmless(public)
    assert NAME not in public
    for name in ("anna", "iris"):
        reader = type(visitor)(visitor.app).sign_in(getattr(cast, name))
        page = reader.get(f"/consultations/{asked.id}").text
        harmless(page)
        assert NAME not in page


def test_a_flood_is_stopped_with_the_words_still_on_the_page(visitor, sessions, asked):
    address = f"/c/{asked.address}"
    token = csrf(visitor, address)
    stopped = 0

    for number in range(60):
        words = f"Message {number} of the flood."
        answer = visitor.post(address, {"words": words, "csrf_token": token})
        if answer.status_code == 429:
            stopped += 1
            assert words in answer.text

    assert stopped == 60 - inputs.PER_CONNECTION
    with sessions() as session:
        assert session.query(Input).count() == inputs.PER_CONNECTION


def test_the_frame_speaks_the_language_of_the_page_where_it_can(visitor, asked):
    visitor.get("/language?in=ar&next=/verify")

    for wanted, frame in (("fr", "/sentences/fr-"), ("es", ""), ("ar", "/sentences/ar-")):
        page = visitor.open(f"/c/{asked.address}?language={wanted}")
        assert page.html["lang"] == wanted
        script = page.find("script", src=lambda src: "/sentences/" in src)
        assert frame in script["src"] if frame else script is None


@pytest.mark.parametrize("page", ["c", "voices", "packages", "roadmaps"])
def test_a_guessed_address_opens_nothing(visitor, asked, page):
    for guess in ("x", "../admin", "%00", "' OR 1=1", "a" * 5000, str(asked.id)):
        assert visitor.get(f"/{page}/{guess}").status_code in {404, 422}


def test_the_page_of_a_package_is_as_careful(visitor, sessions, cast, pledge):
    with db.transaction(sessions) as session:
        sent = transmittals.send(
            session,
            acting(cast.anna),
            pledge_id=pledge.id,
            to_name="<script>alert(1)</script>",
            to_email="co@mission.example",
            subject="<img src=x onerror=alert(1)>",
            message="</div><script>alert(1)</script>",
            seen=pledge.latest.sha256,
        )
        mail = session.scalars(select(Mail).where(Mail.letter == "transmittal")).one()
        token = mail.text.split("/packages/")[1].split()[0]
        harmless(mail.html)
        roadmap = roadmaps.plan(
            session,
            acting(cast.anna),
            pledge_id=pledge.id,
            event="</text><script>alert(1)</script>",
            event_at=db.now(session) + timedelta(days=30),
            zone="UTC",
            lines=["<svg onload=alert(1)> | 3 days | <b>"],
            public=True,
        )
    key = csrf(visitor, f"/packages/{token}")
    codes = {
        visitor.post(f"/packages/{token}", {"words": words, "csrf_token": key}).status_code
        for words in HOSTILE
    }

    assert codes <= {303, 422, 429}
    harmless(visitor.get(f"/packages/{token}").text)
    harmless(visitor.get(f"/roadmaps/{roadmap.address}").text)
    assert "<script" not in visitor.get(f"/roadmaps/{roadmap.address}/picture.svg").text
    calendar = visitor.get(f"/roadmaps/{roadmap.address}/calendar.ics")
    assert calendar.mimetype == "text/calendar"
    office = type(visitor)(visitor.app).sign_in(cast.anna)
    harmless(office.get(f"/pledges/{pledge.id}/transmittals").text)
    with sessions() as session:
        assert len(session.get_one(Transmittal, sent.id).replies) >= 1
