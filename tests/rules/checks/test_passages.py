"""Checks of passages: themes, overlap, agreed language, promises, references, languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.checks.story import found
from workflow.rules.checks.checker import Checker
from workflow.rules.checks.findings import Severity
from workflow.rules.checks.guide import PLAIN, Guide, Phrase, Reference, Section, Use
from workflow.rules.checks.overlap import GRAM, WINDOW, fingerprints
from workflow.text.blocks import Block, Kind

CARE = "the human rights of all migrants, regardless of their migration status"
LANGUAGE = Guide(phrases=(Phrase(CARE, "A/RES/73/195, paragraph 15", protected=True),))


@pytest.mark.parametrize(
    "text",
    [
        "We will work on health, education, housing and data.",
        "It covers trafficking; remittances; climate change; consular help.",
        "We join visas, decent work, and, above all, health and integration.",
        "It speaks of data where we count, of health where we heal, of borders and of decent work.",
    ],
)
def test_a_row_of_themes_is_a_list(text):
    assert [one.severity for one in found(text, rule="L1")] == [Severity.WARN]


@pytest.mark.parametrize(
    "text",
    [
        "We will make one joint offer of advice, training and data support, in place of others.",
        "It was agreed in Geneva, New York, Nairobi and Bangkok.",
        "Migrants, including children and young people, and employers' and workers' organizations.",
        "Health is for all. Education is for all.",
    ],
)
def test_three_things_or_four_towns_are_no_list(text):
    assert found(text, rule="L1") == []


def test_a_list_of_items_is_a_list_of_themes_too():
    items = ["Health for all", "Decent work", "Safe pathways", "Better data"]
    blocks = [Block(f"i{at}", Kind.ITEM, text) for at, text in enumerate(items)]

    (one,) = [x for x in Checker().report(blocks).findings if x.rule == "L1"]

    assert one.block == "i0"


WORDS = st.lists(st.sampled_from("we will act now and say why to all who ask".split()), min_size=9)


@given(before=WORDS, shared=WORDS, behind=WORDS, other=WORDS)
def test_winnowing_finds_whatever_two_texts_share(before, shared, behind, other):
    assert len(shared) >= GRAM + WINDOW - 1

    ours = fingerprints([*before, *shared, *behind])
    theirs = fingerprints([*other, *shared, *reversed(other)])

    assert ours & theirs


def test_a_whole_text_that_repeats_another_one_is_told_once():
    other = "We will name one person in every office who answers for what was promised here."
    guide = Guide(references=(Reference("Other", Use.APART, (Section("1", "3", other),), "A/1"),))
    blocks = [Block("a", Kind.NUMBERED, other), Block("b", Kind.NUMBERED, "We will see to it.")]

    about = [one for one in Checker(guide).report(blocks).findings if one.rule == "L2"]

    assert [one.block for one in about] == ["", "a"]
    assert about[1].beside.place == "A/1, 3"
    assert about[1].beside.share == 1.0


def test_agreed_language_is_known_by_its_source():
    (one,) = found(f"We affirm {CARE.upper()}.", LANGUAGE, rule="L5")

    assert (one.severity, one.quote) == (Severity.INFO, CARE.upper())
    assert "A/RES/73/195, paragraph 15" in one.says


def test_a_misquote_is_shown_with_the_difference():
    text = "We affirm the human rights of most migrants, regardless of their migration status."

    (one,) = found(text, LANGUAGE, rule="L5")

    assert one.severity == Severity.WARN
    assert [run.text for run in one.beside.ours if not run.same] == ["most"]
    assert [run.text for run in one.beside.theirs if not run.same] == ["all"]
    assert one.quote == text[10:-1]


@pytest.mark.parametrize("text", ["We affirm the rights of migrants.", "Human rights are for all."])
def test_other_words_are_no_misquote(text):
    assert found(text, LANGUAGE, rule="L5") == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("By 2023 we will name one official.", None),
        ("We will name one official.", "by when"),
        ("By 2023 we will help.", "how much"),
        ("One official will be named by 2023.", "who does it"),
        ("Each report issued will be read by one official.", None),
        ("It is so.", None),
    ],
)
def test_a_promise_says_who_what_and_when(text, missing):
    says = [one.says for one in found(text, rule="L7")]

    assert (missing in says[0]) if missing else says == []


def report(*texts, guide=PLAIN):
    blocks = [Block(f"b{at}", Kind.NUMBERED, text) for at, text in enumerate(texts, 1)]
    return Checker(guide).report(blocks).findings


def test_a_reference_leads_somewhere_else_in_the_text():
    found = report("See paragraph 2.", "See paragraph 2.", "See paragraph 14.")

    assert [(one.block, one.severity) for one in found] == [
        ("b2", Severity.WARN),
        ("b3", Severity.ERROR),
    ]


@pytest.mark.parametrize(
    "text",
    ["paragraph 9 of resolution 70/1", "resolution 70/1, paragraph 9", "A/RES/73/195, para. 9"],
)
def test_a_reference_into_another_text_is_no_reference_here(text):
    assert report(f"It follows {text}.") == ()


def test_a_translation_has_the_same_numbers_and_brackets():
    blocks = (Block("f1", Kind.NUMBERED, "D'ici à 2023, [une] fois."),)
    guide = Guide(translations=(("French", blocks),))

    right = report("By 2023, [one] time.", guide=guide)
    wrong = report("By 2024, one time.", guide=guide)
    longer = report("By 2023, [one] time.", "More.", guide=guide)

    assert [one for one in right if one.rule == "L17"] == []
    assert [one.severity for one in wrong] == [Severity.ERROR, Severity.ERROR]
    assert "1 paragraphs" in next(one.says for one in longer if one.rule == "L17")


def test_figures_of_other_scripts_are_figures():
    blocks = (Block("a1", Kind.NUMBERED, "بحلول عام ٢٠٢٣"),)

    assert report("By 2023 it is done.", guide=Guide(translations=(("Arabic", blocks),))) == ()
