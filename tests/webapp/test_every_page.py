"""Every page in a real Chromium: axe finds nothing, light and dark, wide and on a phone; all fits.

One walk, by the people who come to these pages, while the second round of the demo story is open.
The page of the test fails on any error in a script and on anything that the content security
policy refused.
"""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from tests.webapp.screen import serving
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
    ],
    "chloe.bennani@unicef.example": [
        *("/", "/rounds/2/answer", "/rounds/2/changes", "/rounds/2/no-changes"),
        *("/rounds/2/more-time", "/rounds/2/file", "/rounds/2/text"),
    ],
    "marta.oyelaran@ilo.example": ["/rounds/2/clearance"],
    "principal.office@ilo.example": ["/", "/pledges/1", "/pledges/1/join", "/rounds/2"],
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


ASK = """async (options) => {
  const { violations } = await axe.run({ resultTypes: ["violations"], ...options });
  return violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 160)]);
}"""


def troubles(page):
    """What axe and the eye find on a page, in both schemes and at both widths."""
    found = []
    page.evaluate(Axe().axe_script)
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 860})
        page.emulate_media(color_scheme=scheme)
        # In the dark only colours differ.
        options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
        found += [(width, scheme, *one) for one in page.evaluate(ASK, options)]
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 860})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((width, "wider than the screen"))
    return found


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
