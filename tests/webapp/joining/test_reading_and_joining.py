"""Reading a round and joining a text in a real browser, as agencies do after the first round."""

from dataclasses import replace

import pytest

from tests.servers.chromium import watched_page
from tests.webapp.screen import follow, serving
from webapp.app import create_app
from workflow.story import player

pytestmark = pytest.mark.databases("sqlite")

PASSWORD = "plain words for a test"
READER = "tomasz.lindqvist@ilo.example"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def address(settings, sessions):
    app = create_app(replace(settings, demo=True), sessions=sessions)
    player.play(app.sessions, until="rev1", password=PASSWORD)
    with serving(app) as address:
        yield address


def enter(page, address, email):
    page.goto(f"{address}/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    follow(page, "form[action='/sign-in'] button")


def seen(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box and -1 <= box["y"] < page.viewport_size["height"]


def test_a_text_is_read_in_four_ways_compared_traced_linked_and_printed(page, address):
    enter(page, address, READER)
    page.emulate_media(reduced_motion="reduce")  # it goes there at once

    page.goto(f"{address}/rounds/1/text")
    marks = {}
    for mode in ("Original", "All changes", "Result", "Final"):
        with page.expect_navigation():
            page.get_by_role("link", name=mode, exact=True).click()
        assert page.locator("main [aria-current]").first.inner_text() == mode
        marks[mode] = page.locator("main .words ins, main .text ins").count()
    assert marks["Original"] == marks["Final"] == 0
    assert marks["All changes"] > 5
    assert marks["Result"] > 5
    with page.expect_navigation():
        page.get_by_role("link", name="All changes", exact=True).click()
    page.locator("nav, aside").get_by_role("link", name="Paragraph 9", exact=True).click()
    assert page.url.partition("#")[2]
    assert seen(page, f"[id='{page.url.partition('#')[2]}']")

    page.goto(f"{address}/versions/2/compare/1?side=yes")
    page.mouse.wheel(0, 700)
    tops = [
        [cell["y"] for cell in (box.bounding_box() for box in row.locator(":scope > *").all())]
        for row in page.locator(".side-row").all()[:8]
    ]
    assert all(max(row) - min(row) < 2 for row in tops)

    page.goto(f"{address}/versions/2/origin?block=pp2")
    told = page.inner_text("main")
    assert "OHCHR" in told
    assert "Decided by Kofi Lehmann" in told

    page.goto(f"{address}/versions/2")
    page.locator(".block-label", has_text="7").first.click()
    page.goto(page.url)
    assert page.locator(".block:target").count() == 1
    assert seen(page, ".block:target")

    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert not page.locator("footer.foot").is_visible()
    assert page.locator(".block >> nth=3").is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_principal_joins_on_a_phone(browser, address, script):
    with watched_page(browser, java_script_enabled=script, **PHONE) as phone:
        enter(phone, address, "principal.office@ilo.example")
        follow(phone, "main a[href$='/join'] >> nth=0")
        assert "Does ILO join?" in phone.inner_text("h1")
        assert "The text has changed since you answered" in phone.inner_text("main")
        button = phone.get_by_role("button", name="Confirm: ILO joins this text")
        box = button.bounding_box()
        assert box["y"] + box["height"] <= 844  # in reach of the thumb, without scrolling

        with phone.expect_navigation():
            button.click()

        assert phone.inner_text("h1") == "ILO is in"
        assert "stands under this text" in phone.inner_text("main")
