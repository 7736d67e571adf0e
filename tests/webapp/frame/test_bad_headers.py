"""Titles, names and links that try to be more than that."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.webapp.conftest import acting
from tests.webapp.refusals import counted, csrf, pledge_form, refused
from tests.webapp.visitor import Visitor
from workflow import db
from workflow.models import Mail, Round, SignInLink
from workflow.services.deciding import publishing
from workflow.services.people import signin
from workflow.services.rounds import rounds

BOTH_WAYS = ["A\r\nBcc: all@example.org", "A\nX-Evil: 1", "A\u2028B", "=?utf-8?q?A=0D=0ABcc:_x?=",
             "=?iso-8859-1?b?QQ0KQmNjOiB4?=", "A\x00B", "A\u202eB", "A\x1b[31mB"]  # fmt: skip
"""Titles and names that try to become a header, a line or another order of reading."""


@pytest.fixture
def office(visitor, cast):
    return visitor.sign_in(cast.anna)


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
