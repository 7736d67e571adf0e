"""Two journeys in a real browser: a theme finds its own pledge; an overlap is seen side by side."""

from dataclasses import replace

import pytest

from tests.webapp.screen import follow, serving
from webapp.app import create_app
from workflow.story import player

pytestmark = [pytest.mark.databases("sqlite"), pytest.mark.slow]

PASSWORD = "plain words for a test"
OFFICE, ILO = "coordinator@secretariat.example", "tomasz.lindqvist@ilo.example"


@pytest.fixture
def site(settings, sessions):
    app = create_app(replace(settings, demo=True), sessions=sessions)
    player.play(app.sessions, until="round1", password=PASSWORD)
    with serving(app) as address:
        yield address


def enter(page, site, email):
    page.context.clear_cookies()
    page.goto(f"{site}/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    follow(page, "form[action='/sign-in'] button")


def test_a_theme_is_refused_and_redirected_and_an_overlap_is_side_by_side(page, site):
    enter(page, site, OFFICE)
    page.goto(f"{site}/rounds/1/desk")

    theme = page.locator(".passage", has_text="fair recruitment and social dialogue")
    theme.locator(".noticed summary").click()
    theme.get_by_label("to a specific pledge, for this reason").check()
    rival = theme.locator(".wording", has_text="anchored in the cooperation framework")
    theme.locator("textarea[name=reason]").fill("One offer, without a list.")
    rival.get_by_role("button", name="Let this one stand").click()
    theme.locator(".wording .state", has_text="redirected to a specific pledge").wait_for()
    assert "This reads as a list of 4 themes" in theme.inner_text()

    shared = page.locator(".passage", has_text="rather than competing funding")
    shared.locator(".noticed summary").click()
    here, there = shared.locator(".beside figure").all()
    same = "seek joint rather than competing funding for this work"
    assert same in here.locator("mark").first.inner_text()
    assert same in there.locator("mark").first.inner_text()
    assert here.bounding_box()["y"] == there.bounding_box()["y"]
    assert here.bounding_box()["x"] < there.bounding_box()["x"]

    shared.get_by_role("button", name="Reject, for this reason").click()
    shared.locator(".state", has_text="rejected").first.wait_for()
    assert "68 per cent of this paragraph stands in" in shared.locator(".by").inner_text()

    enter(page, site, ILO)
    page.goto(f"{site}/rounds/1/changes")
    page.locator("summary", has_text="list of themes").click()
    assert page.get_by_role("link", name="put it into a specific pledge of ILO").is_visible()
