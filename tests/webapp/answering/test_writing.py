"""Writing an answer in the text itself, in a real browser: marks, moves, undo, input methods."""

import pytest
from sqlalchemy import select

from tests.webapp.room import RED
from tests.webapp.screen import enter, follow, saved
from workflow.models import Draft

pytestmark = pytest.mark.databases("sqlite")

LISTEN = "We will listen to migrants."
ALL = "We will listen to all migrants."


@pytest.fixture
def desk(page, room, address):
    """The page on which Iris answers for IOM; the cursor stands at the end of paragraph 1."""
    return opened(page, room, address)


def opened(page, room, address, name="iris"):
    enter(page, room, address, name)
    page.goto(address + room.path("/answer"))
    put_cursor(page, "b4")
    return page


def put_cursor(page, block, key="End"):
    page.click(f"#b-{block}")
    page.keyboard.press(key)


def marks(page):
    """What is shown as typed and as deleted, without the words for screen readers."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.lines ins, .lines del')].map((one) => {
          const copy = one.cloneNode(true);
          copy.querySelectorAll('.unseen').forEach((hidden) => hidden.remove());
          return `${one.tagName.toLowerCase()} ${copy.textContent}`;
        })"""
    )


def texts(sessions):
    with sessions() as session:
        last = session.scalar(select(Draft).order_by(Draft.id.desc()).limit(1))
        return [block["text"] for block in last.blocks] if last else None


def test_what_one_types_and_deletes_is_marked_at_once_and_undo_leaves_no_trace(desk, sessions):
    for _ in range(len(" migrants.")):
        desk.keyboard.press("Backspace")
    desk.keyboard.type(" everybody.")

    assert marks(desk) == ["del migrants", "ins everybody"]
    assert "[deleted by you: migrants]" in desk.locator("#b-b4").text_content()
    saved(desk)
    assert "We will listen to everybody." in texts(sessions)
    while desk.is_enabled("[data-tool=undo]"):
        desk.keyboard.press("Control+z")
    assert marks(desk) == []
    assert desk.locator(".is-changed").count() == 0
    desk.wait_for_selector("#cards:not(:has(.note-card))", state="attached")
    assert LISTEN in texts(sessions)


def test_a_saved_draft_comes_back_with_its_marks(desk, room, address):
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.type(" and hosts")
    saved(desk)
    opened(desk, room, address)

    assert marks(desk) == ["ins  and hosts"]


def test_a_paragraph_moves_by_key_by_mouse_and_by_button(desk, sessions):
    desk.keyboard.press("Alt+ArrowDown")
    saved(desk)
    assert texts(sessions)[4] == LISTEN
    assert (marks(desk), desk.locator(".is-moved").count()) == ([], 1)
    desk.click("[data-tool=up]")
    assert desk.locator(".is-moved").count() == 0

    desk.hover("#b-b6")
    desk.hover(".grip")
    desk.mouse.down()
    box = desk.locator("#b-b4").bounding_box()
    desk.mouse.move(box["x"] + 4, box["y"] + 2, steps=4)
    assert desk.is_visible(".drop-line")
    desk.mouse.up()

    assert desk.locator(".line").nth(3).get_attribute("data-id") == "b6"
    assert desk.locator(".is-moved").count() == 1


def test_a_paragraph_is_cut_out_and_put_back(desk):
    desk.click("[data-tool=out]")
    assert marks(desk) == [f"del {LISTEN}"]

    desk.click(".line-gone button")

    assert marks(desk) == []
    assert desk.locator("#b-b4").inner_text() == LISTEN


def test_a_new_paragraph_follows_and_is_what_one_says(desk, sessions):
    desk.keyboard.press("Enter")
    desk.keyboard.type("We will answer.")
    desk.select_option("[data-tool=kind]", "item")
    saved(desk)

    with sessions() as session:
        draft = session.scalar(select(Draft).order_by(Draft.id.desc()).limit(1))
    assert (draft.blocks[4]["text"], draft.blocks[4]["kind"]) == ("We will answer.", "item")
    assert marks(desk) == ["ins We will answer."]


def test_enter_at_the_beginning_leaves_the_paragraph_what_it_is(desk):
    desk.keyboard.press("Home")
    desk.keyboard.press("Enter")

    assert desk.locator("#b-b4").inner_text() == LISTEN
    assert desk.locator(".line").nth(3).get_attribute("data-id") == "new-1"


WORD = """<html><head><style>p.MsoNormal { color: red }</style></head><body><!--StartFragment-->
<p class=MsoNormal><b><span style='font-size:14.0pt'>We will&nbsp;act</span></b> <del>never</del> at
once.<o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span>In cities.</p><!--EndFragment-->"""


def test_what_comes_from_word_comes_in_as_clean_text(desk, sessions):
    desk.keyboard.press("Enter")
    paste(desk, "text/html", WORD)
    saved(desk)

    assert texts(sessions)[4:6] == ["We will act at once.", "In cities."]
    assert desk.locator(".lines b, .lines span:not(.unseen), .lines li").count() == 0


def test_plain_text_keeps_its_paragraphs(desk, sessions):
    desk.keyboard.press("Enter")
    paste(desk, "text/plain", "One line\nthat goes on.\r\n\r\nAnother one.")
    saved(desk)

    assert texts(sessions)[4:6] == ["One line that goes on.", "Another one."]


def paste(page, kind, content):
    page.evaluate(
        """([kind, content]) => {
          const data = new DataTransfer();
          data.setData(kind, content);
          const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector('.lines').dispatchEvent(event);
        }""",  # noqa: E501
        [kind, content],
    )


@pytest.mark.parametrize("word", ["移民", "المهاجرين"])
def test_input_methods_compose_undisturbed_beside_marked_words(desk, word, sessions):
    desk.keyboard.press("Backspace")
    desk.keyboard.type("!")
    method = desk.context.new_cdp_session(desk)
    for length in range(1, len(word) + 1):
        said = {"text": word[:length], "selectionStart": length, "selectionEnd": length}
        method.send("Input.imeSetComposition", said)
    method.send("Input.insertText", {"text": word})
    saved(desk)

    assert f"We will listen to migrants!{word}" in texts(sessions)
    desk.wait_for_selector(f".lines ins >> text=!{word}")
    assert marks(desk) == ["del .", f"ins !{word}"]
    assert desk.get_attribute("#b-b4", "dir") == "auto"


def test_the_next_change_is_one_key_away(desk):
    desk.keyboard.type(" Always.")
    put_cursor(desk, "b6")
    desk.keyboard.type(" and towns")
    put_cursor(desk, "b1")

    where = []
    for _ in range(3):
        desk.keyboard.press("Alt+PageDown")
        where.append(desk.evaluate("getSelection().anchorNode.parentElement.closest('.line').id"))
    assert where == ["b-b4", "b-b6", "b-b4"]


def test_the_reason_stands_beside_its_change_and_follows_it(desk, sessions, room, address):
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.type(" and host")
    desk.wait_for_selector(".note-card")
    desk.fill(".note-card textarea", RED.reason)
    desk.select_option(".note-card [name^=weight-]", "red line")
    put_cursor(desk, "b4")
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.type("s")
    desk.wait_for_selector(".note-card >> text=hosts")
    saved(desk)

    follow(desk, "button[value=review]")
    assert desk.input_value("[name^=reason-]") == RED.reason
    assert desk.input_value("[name^=weight-]") == "red line"
    assert "and hosts" in desk.inner_text(".change-words")


def test_what_others_propose_comes_into_the_text_and_can_be_undone(page, room, address, sessions):
    room.answer("lena", {"b4": ALL}, RED)
    desk = opened(page, room, address)
    desk.click(".beside summary")
    desk.click("text=We propose the same")
    desk.wait_for_selector(".note-card")

    assert marks(desk) == ["ins all "]
    assert ALL in texts(sessions)
    desk.click("[data-tool=undo]")
    assert marks(desk) == []


def test_the_editor_is_light_and_asks_nobody_else(page, room, address):
    heard = []
    page.on("requestfinished", lambda one: heard.append((one.url, one.sizes()["responseBodySize"])))
    opened(page, room, address)
    page.wait_for_load_state("networkidle")

    assert sum(size for _, size in heard) < 200_000
    assert all(url.startswith(address) for url, _ in heard)
