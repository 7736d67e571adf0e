"""Every link on every page leads somewhere, for everybody, at every step of the demo story."""

from dataclasses import replace
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow.models import Grant, Person
from workflow.story import player

pytestmark = pytest.mark.databases("sqlite")

STEPS = ("zero", "round1", "rev1", "silence", "locked")
ROLES = (
    "coordinator",
    "focal point",
    "clearing officer",
    "principal",
    "observer",
    "administrator",
)
MANY = 400


@pytest.mark.parametrize("step", STEPS)
def test_every_link_leads_somewhere(settings, sessions, step):
    app = create_app(replace(settings, signing_key="17" * 32), sessions=sessions)
    player.play(app.sessions, until=step)
    dead = {
        f"{role}: {page} -> {link}": status
        for role in ROLES
        for page, link, status in dead_links(Visitor(app).sign_in(holder(sessions, role)))
    }
    assert dead == {}


def dead_links(visitor):
    """Open page after page, each address once, and return the links that lead nowhere."""
    found, known, waiting = [], {"/"}, [("", "/")]
    while waiting and len(known) < MANY:
        page, link = waiting.pop(0)
        answer = visitor.get(link)
        if answer.status_code >= 400:
            found.append((page, link, answer.status_code))
        if answer.status_code == 200 and answer.mimetype == "text/html":
            fresh = links(answer.text, link) - known
            known |= fresh
            waiting += [(link, one) for one in sorted(fresh)]
    return found


def links(text, page):
    soup = BeautifulSoup(text, "html.parser")
    ids = {tag["id"] for tag in soup.find_all(id=True)}
    found = set()
    for anchor in soup.find_all("a", href=True):
        address, fragment = urldefrag(anchor["href"])
        if not address and fragment:
            assert fragment in ids, f"{page} has no place called {fragment}"
        elif not urlsplit(address).netloc:
            found.add(urljoin(page, address) if address else page)
    return found


def holder(sessions, role):
    with sessions() as session:
        grant = session.scalars(
            select(Grant)
            .where(Grant.role == role)
            .options(selectinload(Grant.person).selectinload(Person.grants))
            .order_by(Grant.id)
        ).first()
        return grant.person
