"""Letters in the words of the office, in a language that runs from right to left."""

from datetime import UTC, datetime
from types import SimpleNamespace

from bs4 import BeautifulSoup

from workflow.services import letters
from workflow.services.letters import Words, Zones

ARABIC = Words(
    "غداً: {agency}", "لم يصلنا بعد رد {agency} بشأن {pledge}.\n\n- لا تغييرات؟\n- {deadline}"
)


def rendered():
    fields = {
        "person": SimpleNamespace(name="Lena"),
        "agency": SimpleNamespace(acronym="ILO", name="Labour"),
        "pledge": SimpleNamespace(title="<b>Ours</b> (draft)"),
        "deadline": datetime(2026, 11, 27, 22, tzinfo=UTC),
    }
    zones = Zones(own="Asia/Amman", official="Asia/Amman")
    return letters.render("nudge-t1", link="https://x/1", zones=zones, fields=fields, words=ARABIC)


def test_what_is_filled_in_stands_apart_from_words_that_run_the_other_way():
    letter = rendered()
    page = BeautifulSoup(letter.html, "html.parser")

    told = [one.get_text() for one in page.find_all("bdi")]
    assert told[:2] == ["ILO", "<b>Ours</b> (draft)"]
    assert not page.find_all("b")
    assert "bdi" not in letter.text + letter.subject


def test_a_list_takes_its_direction_from_its_words():
    page = BeautifulSoup(rendered().html, "html.parser")

    # Items with a direction of their own would not count for the direction of the list.
    assert page.ul["dir"] == "auto"
    assert not [item for item in page.find_all("li") if item.has_attr("dir")]
