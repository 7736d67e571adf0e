"""Every page in a real Chromium: axe finds nothing, light and dark, wide and on a phone; all fits.

One walk, by the people who come to these pages, while the second round of the demo story is open.
The page of the test fails on any error in a script and on anything that the content security
policy refused.
"""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.webapp.screen import serving, troubles
from webapp.app import create_app
from workflow.models import Passage
from workflow.story import player

pytestmark = pytest.mark.databases("sqlite")

PASSWORD = "plain words for a test"
VISITS = {
    "": ["/", "/sign-in", "/verify", "/keys", "/nothing-here", "/demo/mails"],
    "coordinator@secretariat.example": [
        *("/", "/account", "/people", "/mails", "/mails/1", "/pledges", "/pledges/new"),
        *("/pledges/1", "/pledges/1/agencies", "/pledges/1/record?check=yes"),
        *("/pledges/1/joining", "/pledges/1/silence", "/pledges/1/lock"),
        *("/pledges/1/action-points", "/pledges/1/consultations"),
        *("/pledges/1/consultations/new", "/pledges/1/rounds/new"),
        *("/pledges/1/specific-pledges", "/versions/2", "/versions/2?lines=yes"),
        *("/versions/2/compare/1", "/versions/2/compare/1?side=yes"),
        *("/versions/2/origin?block=pp2", "/rounds/2", "/rounds/2/progress"),
        *("/rounds/2/answers", "/rounds/2/documents", "/rounds/2/desk", "/rounds/2/screen"),
        *("/rounds/1/text", "/rounds/1/text?show=result", "/rounds/1/text?show=final"),
        *("/rounds/2/publish", "/rounds/1/outcome", "/passages/{passage}"),
        *("/versions/2/checks", "/pledges/1/guide", "/pledges/1/references", "/references/2"),
        *("/pledges/1/language", "/pledges/1/alignment", "/pledges/1/transmittals"),
        *("/pledges/1/roadmap", "/pledges/1/rules", "/pledges/1/letters", "/pledges/1/meetings"),
        *("/pledges/1/meetings/new", "/stations", "/people/2/erase"),
    ],
    "chloe.bennani@unicef.example": [
        *("/", "/rounds/2/answer", "/rounds/2/changes", "/rounds/2/no-changes"),
        *("/rounds/2/more-time", "/rounds/2/file", "/rounds/2/text"),
    ],
    "marta.oyelaran@ilo.example": ["/rounds/2/clearance"],
    "principal.office@ilo.example": [
        "/",
        "/pledges/1",
        "/pledges/1/join",
        "/rounds/2",
        "/delegates",
    ],
}


@pytest.fixture
def served(settings, sessions):
    """The site at an address, and the number of a passage of the open round."""
    app = create_app(replace(settings, demo=True), sessions=sessions)
    player.play(app.sessions, until="round2", password=PASSWORD)
    with sessions() as session:
        passage = session.scalar(select(Passage.id).order_by(Passage.id.desc()).limit(1))
    with serving(app) as address:
        yield address, passage


def enter(page, address, email):
    page.context.clear_cookies()
    if email:
        page.goto(f"{address}/sign-in")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.click("form[action='/sign-in'] button")


def test_the_walk_finds_what_is_wrong(page):
    page.set_content("<p style='color: #aaa; inline-size: 500px'>Pale</p><img src='x'>")

    found = {trouble[-2 if len(trouble) > 2 else -1] for trouble in troubles(page)}

    assert {"color-contrast", "image-alt", "wider than the screen"} <= found


@pytest.mark.slow
def test_every_page_is_open_to_everybody_and_fits_every_screen(page, served):
    address, passage = served
    found = {}
    for email, paths in VISITS.items():
        enter(page, address, email)
        for path in paths:
            page.goto(address + path.format(passage=passage))
            if trouble := troubles(page):
                found[email, path] = trouble

    assert found == {}
