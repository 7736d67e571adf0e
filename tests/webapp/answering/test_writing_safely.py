"""What is written is not lost: two tabs, a lost line, a crash, a button pressed too soon."""

import pytest
from sqlalchemy import select

from tests.servers.chromium import watched_page
from tests.webapp.screen import enter, follow, saved
from workflow.models import Draft

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def desk(page, room, address):
    """The page on which Iris answers for IOM; the cursor stands at the end of paragraph 1."""
    return opened(page, room, address)


def opened(page, room, address):
    enter(page, room, address, "iris")
    page.goto(address + room.path("/answer"))
    page.click("#b-b4")
    page.keyboard.press("End")
    return page


def drafts(sessions):
    with sessions() as session:
        rows = session.scalars(select(Draft).order_by(Draft.id)).all()
        return [[block["text"] for block in row.blocks] for row in rows]


def test_a_button_pressed_before_the_draft_was_saved_waits_for_it(desk, sessions):
    desk.keyboard.type(" Always.")
    follow(desk, "button[value=review]")

    assert desk.inner_text("h1") == "Your 1 change"
    assert len(drafts(sessions)) == 1


def test_a_second_tab_is_told_calmly_and_both_texts_are_kept(desk, room, address, browser):
    with watched_page(browser) as other:
        opened(other, room, address)
        desk.keyboard.type(" From the first.")
        saved(desk)
        other.keyboard.type(" From the second.")
        other.wait_for_selector("#saved a")
        assert other.get_attribute(".lines", "contenteditable") == "false"
        follow(other, "#saved a")

        assert "From the first." in other.inner_text("main")
        assert "From the second." in other.inner_text("main")


def test_a_lost_line_is_told_and_the_draft_is_saved_when_it_is_back(desk, sessions):
    desk.context.set_offline(True)
    desk.keyboard.type(" Always.")
    desk.wait_for_selector("#saved >> text=No connection")
    desk.context.set_offline(False)
    saved(desk)

    assert "We will listen to migrants. Always." in drafts(sessions)[-1]


@pytest.mark.parametrize("choice", ["take", "drop"])
def test_after_a_crash_the_words_are_offered_and_never_put_in_by_themselves(
    desk, room, address, sessions, choice
):
    desk.context.set_offline(True)
    desk.keyboard.type(" Never saved.")
    desk.wait_for_selector("#saved >> text=No connection")
    # What crashes sends nothing any more, not even while it goes.
    desk.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('gone')); }")
    desk.goto("about:blank")
    desk.context.set_offline(False)

    opened(desk, room, address)
    assert "Never saved." not in desk.inner_text(".lines")
    assert "one paragraph" in desk.inner_text("#offer")
    desk.click(f"[data-offer={choice}]")

    if choice == "take":
        saved(desk)
        assert "Never saved." in desk.inner_text(".lines ins")
        assert "We will listen to migrants. Never saved." in drafts(sessions)[-1]
        desk.keyboard.press("Control+z")
        assert "Never saved." not in desk.inner_text(".lines")
    else:
        assert "Never saved." not in desk.inner_text(".lines")
        opened(desk, room, address)
        assert not desk.is_visible("#offer")


def test_what_was_saved_leaves_nothing_on_the_device(desk):
    desk.keyboard.type(" Always.")
    saved(desk)

    assert desk.evaluate("Object.keys(localStorage).filter((one) => /^draft/.test(one))") == []


def test_without_script_the_same_page_saves_words_and_reasons(browser, room, address, sessions):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, room, address, "iris")
    page.goto(address + room.path("/answer"))
    page.fill("#t-b4", "We will listen to all migrants.")
    follow(page, "[data-save]")
    page.fill(".note-card textarea", "Nobody is left out.")
    follow(page, "[data-save]")

    assert page.input_value(".note-card textarea") == "Nobody is left out."
    context.close()
