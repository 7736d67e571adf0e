"""The letters in every language, none saying less or more than another; the office's own words."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from jinja2 import meta, nodes

from workflow.services.mailing import letters, mail
from workflow.services.mailing.letters import Words, Zones
from workflow.translation import NAMES, USUAL, speaking

OTHERS = [code for code in NAMES if code != USUAL]
PARTS = {"head.inc", "foot.inc"}
LETTERS = sorted(
    {path.name for path in letters.FOLDER.glob("*.txt") if path.stem not in mail.TO_GUESTS} | PARTS
)
SAYS = {"_", "language", "direction"}
"""What a translation may ask for beyond the words of the English letter."""

ARABIC = Words(
    "غداً: {agency}", "لم يصلنا بعد رد {agency} بشأن {pledge}.\n\n- لا تغييرات؟\n- {deadline}"
)


@pytest.mark.parametrize("code", OTHERS)
def test_every_letter_to_people_with_an_account_exists_in_every_language(code):
    assert sorted(path.name for path in (letters.FOLDER / code).iterdir()) == LETTERS


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_translated_letter_uses_the_gaps_of_the_english_one(letter, code):
    assert _gaps(_source(code, letter)) == _gaps(_source("", letter))


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("letter", [name for name in LETTERS if name not in PARTS])
def test_a_translated_letter_is_built_like_the_english_one(letter, code):
    assert _shape(_source(code, letter)) == _shape(_source("", letter))


@pytest.mark.parametrize("letter", LETTERS)
def test_french_letters_keep_a_sign_with_the_word_before_it(letter):
    words = _source("fr", letter)
    apart = [f" {sign}" for sign in ":;!?»"] + ["« "]

    assert [pair for pair in apart if pair in words] == []


@pytest.mark.parametrize("letter", [name for name in LETTERS if name not in PARTS])
def test_no_paragraph_of_an_arabic_letter_begins_with_a_value_in_latin_letters(letter):
    """A paragraph is written in the direction of its first letter."""
    lines = [line.removeprefix("- ") for line in _source("ar", letter).splitlines()]
    values = [line for line in lines if line.startswith("{{")]
    alone = ("| quoted }}", "| oneline }}", "sha256 }}")

    assert [v for v in values if not v.endswith(alone) and _arabic(v) is False] == []


def _arabic(line):
    """Tell whether the first word that a value brings is one of the letter's own."""
    own = line.split('"')
    return len(own) > 1 and own[1][0] >= "\u0600"


def _source(code, name):
    return (letters.FOLDER / code / name).read_text("utf-8")


def _gaps(source):
    tree = letters._environment(USUAL, escaping=True).parse(source)
    paths = {path for node in tree.find_all(nodes.Getattr) if (path := _path(node))}
    return (meta.find_undeclared_variables(tree) | paths) - SAYS


def _path(node):
    if isinstance(node, nodes.Name):
        return node.name
    return f"{_path(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else ""


def _shape(source):
    """Return the paragraphs, each by what it holds: a quotation, items, the last entry, words."""
    _subject, button, empty, body = source.split("\n", 3)
    kinds = ("| quoted", "- ", "sha256 }}", '{% include "head.inc" %}')
    return (
        bool(button.strip()),
        empty,
        [[kind in part for kind in kinds] for part in body.strip().split("\n\n")],
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


def test_a_french_mail_keeps_the_colon_after_its_button_with_the_words():
    fields = {"person": SimpleNamespace(name="Lena"), "agency": None, "pledge": None}
    with speaking("fr"):
        zones = Zones(own="UTC", official="UTC")
        letter = letters.render("sign-in-link", link="https://x/1", zones=zones, fields=fields)

    assert "Se connecter\u00a0:\nhttps://x/1" in letter.text
    assert "Se connecter\u00a0:<br>" in letter.html
