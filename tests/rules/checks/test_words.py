"""Checks of words: style, spelling, people, acronyms, names, echoes, residue."""

import pytest

from tests.rules.checks.story import found, rules
from workflow.rules.checks.checker import Checker
from workflow.rules.checks.guide import Guide, Voice
from workflow.rules.checks.reading import read
from workflow.text.blocks import Block, Kind
from workflow.translation import speaking

PLAIN = Guide(terms=(("the Fund", "the Solidarity Fund"),), voices=(Voice("Mayors", ("cit*",)),))


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("We will organise it.", "organize"),
        ("The color of it is known.", "colour"),
        ("We analyze it.", "analyse"),
        ("All member states agree.", "Member States"),
        ("It met 5 times in the year.", "five"),
        ("It heard twelve of them speak, and fifteen entities listened.", "15"),
        ("It heard twenty-one entities.", "21"),
        ("About 12% of it is done.", " per cent"),
        ("About 12 percent of it is done.", " per cent"),
        ("It ends on December 31, 2022 for all.", "31 December 2022"),
        ("It ends on the 31st of December 2022 for all.", "31 December 2022"),
        ("The UN agreed to it.", "United Nations"),
    ],
)
def test_style_is_mended_as_the_united_nations_write(text, mend):
    assert mend in [one.mend for one in found(text, rule="L6")]


@pytest.mark.parametrize(
    "text",
    [
        "It ends on 31/12/2022 for all.",
        "We follow IOM's advice.",
        "It stands on page 4 of the report.",
        "It is short. 14 entities are in it.",
    ],
)
def test_style_that_needs_a_person_is_only_named(text):
    (one,) = found(text, rule="L6")

    assert one.mend is None


@pytest.mark.parametrize(
    "text",
    [
        "We advise, exercise, supervise and analyse it, and otherwise compromise.",
        "The International Labour Organization and the Lincoln Center met.",
        "See paragraph 4 and objective 7; it took 3 per cent, 5 km and 2 million dollars.",
        "It met between 5 and 9 times from 9 a.m. to 5 p.m. on 1 May 2022.",
        "One of them met UN-Habitat and UN Women.",
        "Ten of them met.",
    ],
)
def test_what_is_right_is_left_alone(text):
    assert found(text, rule="L6") == []


def test_a_french_text_is_not_measured_by_english_habits():
    text = "Les États membres ont organisé 5 réunions dans la région et sur le site."

    assert found(text, Guide()) == []


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("The chairman spoke.", "chair"),
        ("Mankind is one.", "Humankind"),
        ("Each migrant knows his rights.", None),
        ("He or she may join.", None),
    ],
)
def test_words_that_leave_somebody_out_are_named(text, mend):
    (one,) = found(text, rule="L9")

    assert one.mend == mend


def test_his_own_name_leaves_nobody_out():
    assert found("Mr. Okoro presented his report to the humans.", rule="L9") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The GCM is near.", "not spelled out"),
        ("The Global Compact (GCM) is near.", "not used again"),
        ("The Global Compact (GCM) is near. The GCM is here.", None),
        ("See A/RES/73/195 and annex IV of the UN.", None),
        ("OUR COMMON PLEDGE FOR ALL", None),
    ],
)
def test_an_acronym_is_spelled_out_and_used_again(text, said):
    says = [one.says for one in found(text, rule="L4")]

    assert (said in says[0]) if said else says == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("We thank the Fund. It is the Solidarity Fund.", True),
        ("We thank the Fund.", True),
        ("It is the Solidarity Fund, and the Fund helps.", False),
        ("The Register helps. It is the Register of Names (“the Register”).", True),
    ],
)
def test_a_short_name_comes_after_the_full_one(text, first):
    assert bool(found(text, PLAIN, rule="L13")) is first


@pytest.mark.parametrize(
    "text", ["stalled and why and why.", "We do do it.", "It has been done it has been done now."]
)
def test_what_stands_twice_in_a_row_is_found(text):
    (one,) = found(text, rule="L10")

    assert one.mend == ""


@pytest.mark.parametrize(
    "text", ["What we had had was more and more.", "New York, New York.", "1 1 and 2 2 are 4."]
)
def test_what_may_stand_twice_is_left(text):
    assert found(text, rule="L10") == []


def test_two_additions_with_the_same_word_are_pointed_out():
    text = "We ask migrants, including children, and stakeholders, including workers."

    (one,) = found(text, rule="L10")

    assert one.mend is None
    assert text[one.start : one.end] == "including"


@pytest.mark.parametrize(
    "text", ["It is [not] agreed.", "TODO ask.", "By TBC.", "It {++is++} so.", "It is ____."]
)
def test_residue_blocks(text):
    assert rules(text) == {"L14"}


@pytest.mark.parametrize("text", ["It is so.[^1]", "My todo list (see table) is long."])
def test_a_footnote_is_no_residue(text):
    assert found(text, rule="L14") == []


@pytest.mark.parametrize(
    ("text", "noticed"),
    [
        ("We help refugees.", True),
        ("The Global Compact on Refugees stands.", False),
        ("The High Commissioner for Refugees spoke.", False),
        ("Refugees are welcome.", True),
    ],
)
def test_words_of_another_subject_are_named_but_not_in_names(text, noticed):
    assert bool(found(text, rule="L16")) is noticed


def test_a_voice_that_nobody_carries_is_named():
    assert [one.rule for one in found("It reaches villages.", PLAIN)] == ["L19"]
    assert found("It reaches every city.", PLAIN) == []


def test_what_was_noticed_once_is_said_to_each_reader_in_their_language():
    checker = Checker.of(PLAIN)
    blocks = [Block("a", Kind.PARAGRAPH, "The the report is known.")]

    said = []
    for code in ("fr", "en"):
        with speaking(code):
            rows = checker.report(blocks).findings
            said.append([one.says for one in rows if one.rule == "L10"])

    assert said == [["«\xa0the\xa0» figure deux fois de suite."], ["“the” stands twice in a row."]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We will listen to migrants before we decide.", "en"),
        ("Nous écouterons les migrants avant de prendre une décision sur les mesures.", "fr"),
        ("Escucharemos a los migrantes antes de que se tomen las decisiones para el año.", "en"),
        ("سنستمع إلى المهاجرين قبل أن نقرر (UN 2030).", "ar"),
        ("", "en"),
    ],
)
def test_what_is_kept_of_a_check_speaks_the_language_of_the_text(text, language):
    assert read([Block("a", Kind.PARAGRAPH, text)]).language == language
