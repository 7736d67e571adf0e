"""The frame of all pages in a real Chromium: light, reached by keyboard, good without script."""

import gzip
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.webapp.screen import follow, serving
from webapp.app import create_app
from workflow.story import player

pytestmark = pytest.mark.databases("sqlite")

PASSWORD = "plain words for a test"
COORDINATOR = "coordinator@secretariat.example"


@pytest.fixture
def served(settings, sessions):
    """The site at an address, with the demo story before its first round."""
    app = create_app(replace(settings, demo=True), sessions=sessions)
    player.play(app.sessions, until="zero", password=PASSWORD)
    with serving(app) as address:
        yield SimpleNamespace(address=address)


def enter(page, served, email):
    page.context.clear_cookies()
    if email:
        page.goto(f"{served.address}/sign-in")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        follow(page, "form[action='/sign-in'] button")


def test_the_first_view_is_light(page, served):
    weights = {}
    page.on("response", lambda one: weights.__setitem__(one.url, len(gzip.compress(one.body()))))
    page.goto(f"{served.address}/")
    page.wait_for_load_state("networkidle")
    assert sum(weights.values()) < 100_000
    assert all(url.startswith(served.address) for url in weights)


def test_the_way_to_the_content_is_one_key(page, served):
    page.goto(f"{served.address}/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_what_was_refused_has_the_focus(page, served):
    page.goto(f"{served.address}/sign-in")
    page.fill("#email", COORDINATOR)
    page.fill("#password", "some other words")
    page.click("form[action='/sign-in'] button")
    page.wait_for_selector("#email[aria-invalid=true]:focus")


def test_the_menu_is_reached_and_left_by_keyboard(page, served):
    enter(page, served, COORDINATOR)
    page.focus("details.menu summary")
    page.keyboard.press("Enter")
    assert page.locator("details.menu").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("details.menu").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_everything_works_without_script(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, served, COORDINATOR)
    page.goto(f"{served.address}/pledges/new")
    page.fill("#title", "Made without script")
    page.fill("#text", "We will listen.\n\nWe will act.")
    page.check("input[name='agencies'] >> nth=0")
    follow(page, "text=Show how it is understood")
    follow(page, "text=Start the pledge")
    assert page.locator("h1").inner_text() == "Made without script"
    context.close()
