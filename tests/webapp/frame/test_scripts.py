"""The rooms of a round in a real browser: the desk goes by keyboard, all fits."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.servers.chromium import watched_page
from tests.webapp.room import EDITORIAL, RED
from tests.webapp.screen import enter

pytestmark = pytest.mark.databases("sqlite")

ALL, MANY = "We will listen to all migrants.", "We will listen to many migrants."


@pytest.fixture
def rivals(room):
    """Two wordings compete in paragraph 1; paragraph 2 and the preamble are open."""
    room.answer("iris", {"b4": ALL, "b5": "We will act on all that we hear."}, RED)
    room.answer("lena", {"b4": MANY, "b2": "We, the entities of this network,"}, EDITORIAL)
    room.merge()
    return room


def passage(room, block):
    return next(p for p in room.passages() if p.block_id == block)


def test_the_desk_is_worked_by_keyboard_alone(page, rivals, address):
    enter(page, rivals, address, "anna")
    page.goto(address + rivals.path("/desk?order=weight"))

    page.keyboard.press("j")  # the contested one with the red line
    page.keyboard.press("r")
    page.keyboard.type("Too broad.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-count=open] >> text=2")
    assert passage(rivals, "b4").decision.reason == "Too broad."

    page.keyboard.press("a")
    page.wait_for_selector("[data-count=open] >> text=1")
    page.keyboard.press("a")  # the last one: the next version is one key away
    page.wait_for_selector("[data-done] a:focus")
    for left in "123":  # U goes back decision by decision, wherever one has moved on to
        page.keyboard.press("u")
        page.wait_for_selector(f"[data-count=open] >> text={left}")
    page.keyboard.press("?")
    assert page.is_visible("#keys")


def test_own_words_go_by_keyboard(page, rivals, address):
    enter(page, rivals, address, "anna")
    page.goto(address + rivals.path("/desk?order=weight"))
    page.keyboard.press("j")
    page.fill(f"#reason-{passage(rivals, 'b4').id}", "A bridge.")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.type(" each of the")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-count=open] >> text=2")

    assert passage(rivals, "b4").decision.text.strip() == "each of the"


@pytest.mark.parametrize(
    ("key", "became"), [("m", "accepted with modification"), ("b", "bracketed")]
)
def test_a_reason_that_was_missing_does_not_turn_it_into_a_rejection(
    page, rivals, address, key, became
):
    enter(page, rivals, address, "anna")
    page.goto(address + rivals.path("/desk?order=weight"))
    page.keyboard.press(key)  # nothing is chosen yet: it shows what would be decided
    assert page.evaluate("document.activeElement.id") == f"passage-{passage(rivals, 'b4').id}"
    page.keyboard.press(key)
    if key == "m":
        page.keyboard.type("each of the")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#told .said-error")
    page.keyboard.type("It bridges both.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-count=open] >> text=2")

    assert passage(rivals, "b4").decision.disposition == became
    assert passage(rivals, "b4").decision.reason == "It bridges both."
    backs = page.locator("#bulk [name=back], .passage [name=back]").all()
    assert {one.get_attribute("value") for one in backs} == {rivals.path("/desk?order=weight")}


def test_own_words_are_drawn_as_they_would_stand_while_one_writes(page, rivals, address):
    enter(page, rivals, address, "anna")
    page.goto(address + rivals.path("/desk?order=weight"))
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.type("each of the")

    box = page.locator(".is-here .bridge")
    box.locator("ins >> text=each of the").wait_for()
    assert "+3 words; turns down" in box.inner_text()
    assert "against the red line of IOM" in box.inner_text()


def test_a_reason_is_given_again_from_a_list(page, rivals, address):
    enter(page, rivals, address, "anna")
    page.goto(address + rivals.path("/desk"))
    for key in ("j", "j", "r"):
        page.keyboard.press(key)
    page.keyboard.type("Agreed language.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-count=open] >> text=2")

    page.reload()
    for key in ("j", "r"):
        page.keyboard.press(key)
    page.select_option("#again select", "Agreed language.")

    assert page.input_value(":focus") == "Agreed language."


def test_the_screen_in_the_room_follows_the_desk(page, rivals, address):
    enter(page, rivals, address, "anna")
    page.goto(address + rivals.path("/desk"))
    with page.expect_popup() as opened:
        page.click("[data-screen]")
    screen = opened.value
    screen.wait_for_selector("h1")
    title = page.inner_text(".passage >> nth=2 >> h2").split(maxsplit=1)[1]
    for _ in range(3):
        page.keyboard.press("j")

    screen.wait_for_selector(f"h1 >> text={title}")


def test_who_is_slower_at_the_desk_keeps_what_was_typed(page, rivals, address, browser):
    with watched_page(browser) as other:
        for tab, name in ((page, "anna"), (other, "ben")):
            enter(tab, rivals, address, name)
            tab.goto(address + rivals.path("/desk?order=weight"))
        for tab, words in ((page, "First words."), (other, "Second words.")):
            tab.keyboard.press("j")
            tab.keyboard.press("r")
            tab.keyboard.type(words)
            tab.keyboard.press("Control+Enter")
            tab.wait_for_selector("#told .said")

        assert "Anna decided on this passage meanwhile: rejected" in other.inner_text("#told")
        assert other.input_value(".passage textarea[readonly]") == "Second words."
    assert passage(rivals, "b4").decision.reason == "First words."


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_rooms_are_open_to_everybody_and_fit_every_screen(page, rivals, address, scheme):
    rivals.draft("iris", {"b4": ALL, "b3": "", "b5": "We act."}, RED)
    one = passage(rivals, "b4").id
    pages = [("anna", rivals.path(p)) for p in ("", "/answers", "/desk", "/publish", "/outcome")]
    pages += [("anna", f"/passages/{one}"), ("anna", rivals.path("/desk?order=weight"))]
    pages += [
        ("iris", rivals.path(p))
        for p in ("/answer", "/answer?moving=b4", "/answer?new=b4", "/changes", "/no-changes")
    ]
    pages += [("iris", rivals.path("/more-time")), ("cleo", rivals.path("/clearance"))]
    page.emulate_media(color_scheme=scheme)
    found = {}
    for name, path in pages:
        enter(page, rivals, address, name)
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(address + path).status == 200
        for one in Axe().run(page).response["violations"]:
            found[path, one["id"]] = one["nodes"][0]["html"][:200]
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found[path, width] = "wider than the screen"
    assert found == {}


def test_the_keys_can_be_switched_off_and_stay_off(page, rivals, address):
    enter(page, rivals, address, "anna")
    page.goto(address + rivals.path("/desk"))
    page.click("[data-keys]")
    page.uncheck("[name=keys-on]")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("a")

    assert page.locator(".is-here").count() == 0
    assert page.inner_text("[data-count=open] >> nth=0") == "3"


def test_a_filter_that_is_chosen_holds_at_once_and_arrow_keys_ask_first(page, rivals, address):
    enter(page, rivals, address, "anna")
    page.goto(address + rivals.path("/desk"))
    page.select_option("#agency", "IOM")
    page.wait_for_url("**agency=IOM*")
    page.wait_for_selector(".sift a >> text=Show all")

    page.focus("#category")
    page.keyboard.press("ArrowDown")
    chosen = page.input_value("#category")
    assert chosen
    assert "category=" + chosen not in page.url
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Filter"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**category={chosen}*")
