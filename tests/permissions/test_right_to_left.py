"""Every page there is, in Arabic on a phone in the dark: axe finds nothing, and all fits.

The addresses come from the site itself, so that no new page can be forgotten. Each is opened by the
first in the row who finds it; in light, wide and left to right the pages of the story are walked in
tests/webapp/frame/test_every_page.py.
"""

import re
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from tests.permissions.conftest import a_day_later
from tests.permissions.walk import routes, things_for
from tests.servers.schema import migrate
from tests.webapp.screen import DARK, serving, troubles
from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow import db
from workflow.models import Consultation, Mail, Person, Roadmap, Stakeholder
from workflow.services.outside.stakeholders import make_link
from workflow.settings import Settings

READERS = ["focal point of ILO", "principal of ILO", "coordinator", "administrator", "nobody"]


def site_on(path):
    """The site on a database of its own, in which opening a page may leave something."""
    engine = db.connect(url := f"sqlite:///{path}")
    info = {"ring": None, "clock": a_day_later}
    sessions = sessionmaker(bind=engine, expire_on_commit=False, info=info)
    return create_app(
        Settings(database_url=url, secret_key="for this walk only"), sessions=sessions
    )


@pytest.fixture
def copied(site, tmp_path):
    """The site on a copy of the world."""
    here, there = site.engine.url.database, tmp_path / "copy.db"
    with closing(sqlite3.connect(here)) as world, closing(sqlite3.connect(there)) as copy:
        world.backup(copy)
    app = site_on(there)
    yield app
    app.sessions.kw["bind"].dispose()


@pytest.fixture
def untouched(tmp_path):
    """The site before anybody has an account."""
    migrate(f"sqlite:///{tmp_path / 'empty.db'}")
    app = site_on(tmp_path / "empty.db")
    yield app
    app.sessions.kw["bind"].dispose()


def readers_of(app, world):
    """Everybody's browser, with Arabic chosen."""
    with app.sessions() as session:
        for name in READERS:
            visitor = Visitor(app)
            if actor := world.actors.get(name):
                person = session.get_one(Person, actor.person_id)
                visitor.sign_in(person)
            visitor.get("/language?in=ar")
            yield visitor


def ends_of(app):
    """Where an address ends in a secret that only a mail or a person outside knows."""
    with db.transaction(app.sessions) as session:
        roadmap = session.scalars(select(Roadmap)).first()
        roadmap.public = True  # in this copy; in the world it stays a plan of the members
        mail = session.scalar(select(Mail.text).where(Mail.text.contains("/packages/")))
        return {
            "voices.consultation": session.scalar(select(Consultation.address)),
            "voices.own": make_link(session, session.scalars(select(Stakeholder)).first()),
            "roadmaps.open_page": roadmap.address,
            "transmittals.outside": re.search(r"/packages/([\w-]+)", mail)[1],
        }


def pages_of(app, world):
    """Every address that answers with a page, and the first reader who finds it."""
    visitors = list(readers_of(app, world))
    ends = ends_of(app)
    found = set()
    for route in routes(app):
        if route.method != "GET" or route.endpoint == "signin.speak":
            continue
        for visitor, thing in ((v, t) for v in visitors for t in things_for(world, route)[:2]):
            path = route.at(thing)
            if route.endpoint in ends:
                path = route.address.replace("<token>", ends[route.endpoint])
            answer = visitor.get(path)
            if answer.status_code == 200 and answer.data.lstrip().startswith(b"<!doctype html>"):
                found.add(route.endpoint)
                yield visitor, path
                break
    assert set(ends) <= found


def look(page, address, visitor, path):
    """Open a page as a reader; return how it runs, and what is wrong with it."""
    page.context.clear_cookies()
    cookie = visitor.client.get_cookie("onevoice").value
    page.context.add_cookies([{"name": "onevoice", "value": cookie, "url": address}])
    page.goto(address + path)
    return page.locator("html").get_attribute("dir"), troubles(page, DARK)


@pytest.mark.slow
def test_every_page_reads_from_the_right(page, site, copied, untouched):
    found, count = {}, 0
    with serving(copied) as address:
        for visitor, path in list(pages_of(copied, site.world)):
            direction, trouble = look(page, address, visitor, path)
            count += direction == "rtl"
            if trouble:
                found[path] = trouble
    first = Visitor(untouched)
    first.get("/language?in=ar")
    with serving(untouched) as address:
        assert look(page, address, first, "/first-run") == ("rtl", [])

    assert found == {}
    assert count > 60
