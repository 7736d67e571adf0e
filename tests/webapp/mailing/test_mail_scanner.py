"""Links in mails: opening one shows something, and only a button does something.

Mail scanners fetch every link within a minute of its delivery, and mails are passed on.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.webapp.mailing.test_links import holder
from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow import db
from workflow.models import Mail, Person, Pledge, Version
from workflow.rules.permissions import Actor, Role
from workflow.services.outside import consultations, transmittals
from workflow.services.people import people, signin
from workflow.story import player

pytestmark = pytest.mark.databases("sqlite")

LINK = re.compile(r"https?://[^\s\"<>]+")
FOR_PEOPLE_OUTSIDE = {"stakeholder-invitation", "transmittal"}
LETTERS_THAT_LET_IN = {"invitation", "sign-in-link", *FOR_PEOPLE_OUTSIDE}
""" "For people outside" shows the text that was sent to them, to whoever has the link."""


@pytest.fixture
def site(settings, sessions):
    """The whole demo story with all its mails, and mails whose links let people in."""
    app = create_app(replace(settings, signing_key="17" * 32), sessions=sessions)
    player.play(app.sessions, until="after")
    office = holder(app.sessions, "coordinator")
    anna = Actor(office.id, office.name, Role.COORDINATOR, None)
    with db.transaction(app.sessions) as session:
        pledge = session.scalars(select(Pledge).order_by(Pledge.id)).first()
        people.invite(session, anna, name="Nora", email="nora@example.org", role=Role.STAFF.value)
        signin.send_link(session, email=office.email, address="10.0.0.1")
        asked = consultations.start(
            session,
            anna,
            pledge_id=pledge.id,
            title="What do you say?",
            question="Tell us.",
            closes_at=db.now(session).replace(year=2099),
            open_to_all=False,
        )
        guests = [("Amina", "amina@example.org")]
        consultations.invite(session, anna, consultation_id=asked.id, people=guests, language="en")
        transmittals.send(
            session,
            anna,
            pledge_id=pledge.id,
            to_name="The co-facilitators",
            to_email="co@mission.example",
            subject="The text",
            message="One voice.",
            seen=pledge.latest.sha256,
        )
    return app


def links(app):
    """Every link of every mail, with the letters in which it stands."""
    found: dict[str, set[str]] = {}
    with app.sessions() as session:
        for letter, text, html in session.execute(select(Mail.letter, Mail.text, Mail.html)):
            for link in LINK.findall(f"{text} {html}"):
                place = urlsplit(link)
                address = place.path + (f"?{place.query}" if place.query else "")
                found.setdefault(address, set()).add(letter)
    return found


def rows(app):
    """All that the database holds."""
    with app.sessions() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table))))
            for table in db.Model.metadata.sorted_tables
        }


def confidential(app):
    """Words that nobody may read without having come in: the texts, and who is who."""
    with app.sessions() as session:
        drafts = session.scalars(select(Version)).all()
        words = {block.text[:60] for version in drafts for block in version.blocks}
        return {w for w in words if len(w) > 40} | set(session.scalars(select(Person.email)))


def test_fetching_every_link_changes_nothing_and_shows_no_stranger_anything(site):
    before, found = rows(site), links(site)
    assert set().union(*found.values()) >= LETTERS_THAT_LET_IN

    a_scanner_learns_nothing(site, found)
    for role in ("observer", "focal point", "principal", "coordinator"):
        visitor = Visitor(site).sign_in(holder(site.sessions, role))
        for link in found:  # it was passed on to a colleague, or is their own
            assert visitor.get(link).status_code in {200, 302, 303, 403, 404}, link
    assert rows(site) == before

    what_lets_people_in_still_does(site, found)


def addressees(app, link):
    """To whom a mail with this link went: a link to sign in may say for whom it is."""
    with app.sessions() as session:
        return set(session.scalars(select(Mail.address).where(Mail.text.contains(link))))


def a_scanner_learns_nothing(site, found):
    secrets = confidential(site)
    for link, letters in found.items():
        for method in ("GET", "HEAD"):
            answer = Visitor(site).client.open(link, method=method)
            assert answer.status_code in {200, 302, 303}, (method, link, answer.status)
            if answer.status_code != 200:
                assert answer.location.startswith("/sign-in"), (link, answer.location)
            elif not letters & FOR_PEOPLE_OUTSIDE:
                told = {words for words in secrets if words in answer.text}
                assert told <= addressees(site, link), link


def what_lets_people_in_still_does(site, found):
    for letter in ("invitation", "sign-in-link"):
        [link] = [link for link, letters in found.items() if letter in letters]
        person = Visitor(site)
        assert person.send(link, link).status_code == 303
        assert person.get("/account").status_code == 200
