"""Every page there is, in Arabic on a phone in the dark: axe finds nothing, and all fits.

The addresses come from the site itself, so that no new page can be forgotten. Each is opened by the
first in the row who finds it; in light, wide and left to right the pages of the story are walked in
tests/webapp/test_every_page.py.
"""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from tests.permissions.conftest import a_day_later
from tests.permissions.walk import routes, things_for
from tests.webapp.screen import DARK, serving, troubles
from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow import db
from workflow.models import Consultation, Person, Roadmap
from workflow.settings import Settings

READERS = ["focal point of ILO", "principal of ILO", "coordinator", "administrator", "nobody"]
SECRETS = {
    "voices.consultation": Consultation.address,
    "roadmaps.open_page": Roadmap.address,
}
"""Where the end of an address stands that no row is named by."""


@pytest.fixture
def copied(site, tmp_path):
    """The site on a copy of the world, in which opening a page may leave something."""
    here, there = site.engine.url.database, tmp_path / "copy.db"
    with closing(sqlite3.connect(here)) as world, closing(sqlite3.connect(there)) as copy:
        world.backup(copy)
    url = f"sqlite:///{there}"
    engine = db.connect(url)
    info = {"ring": None, "clock": a_day_later}
    sessions = sessionmaker(bind=engine, expire_on_commit=False, info=info)
    yield create_app(Settings(database_url=url, secret_key="for this walk only"), sessions=sessions)
    engine.dispose()


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


def pages_of(app, world):
    """Every address that answers with a page, and the first reader who finds it."""
    visitors = list(readers_of(app, world))
    with app.sessions() as session:
        ends = {endpoint: session.scalar(select(end)) for endpoint, end in SECRETS.items()}
    for route in routes(app):
        if route.method != "GET" or route.endpoint == "signin.speak":
            continue
        for visitor, thing in ((v, t) for v in visitors for t in things_for(world, route)[:2]):
            path = route.at(thing)
            if route.endpoint in ends:
                path = route.address.replace("<token>", ends[route.endpoint])
            answer = visitor.get(path)
            if answer.status_code == 200 and answer.data.lstrip().startswith(b"<!doctype html>"):
                yield visitor, path
                break


@pytest.mark.slow
def test_every_page_reads_from_the_right(page, site, copied):
    found, count = {}, 0
    with serving(copied) as address:
        for visitor, path in list(pages_of(copied, site.world)):
            page.context.clear_cookies()
            cookie = visitor.client.get_cookie("onevoice").value
            page.context.add_cookies([{"name": "onevoice", "value": cookie, "url": address}])
            page.goto(address + path)
            count += page.locator("html").get_attribute("dir") == "rtl"
            if trouble := troubles(page, DARK):
                found[path] = trouble

    assert found == {}
    assert count > 60
