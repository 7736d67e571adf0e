"""What a single change does; and what may be promised of all texts and changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.checks import written
from workflow.rules.checks.checker import Checker, mended
from workflow.rules.checks.findings import Severity
from workflow.rules.checks.guide import PLAIN, Guide, Phrase, Voice
from workflow.text.blocks import Block, Kind
from workflow.text.changes import Change, ChangeKind, split

LANGUAGE = Guide(phrases=(Phrase("leave no one behind", "A/RES/70/1", protected=True),))


def text(*paragraphs):
    return tuple(Block(f"b{at}", Kind.NUMBERED, words) for at, words in enumerate(paragraphs, 1))


def brings(before, after, *, guide=PLAIN, category="substantive", **given):
    effect = Checker(guide).effect(text(*before), text(*after), category=category, **given)
    return [(one.rule, one.severity) for one in effect.brings]


@pytest.mark.parametrize(
    ("before", "after", "lowered"),
    [
        ("By 2023 we will count all.", "By 2023 we will seek to count all.", True),
        ("By 2023 we commit to count all.", "By 2023 we aim to count all.", True),
        ("By 2023 we aim to count all.", "By 2023 we will count all.", False),
        ("By 2023 we will count all.", "By 2024 we will count all.", False),
    ],
)
def test_a_weaker_verb_is_noticed(before, after, lowered):
    found = Checker().effect(text(before), text(after)).brings

    assert any(one.subject == "lowered" for one in found) is lowered


def test_protected_language_that_is_changed_is_told():
    found = brings(["We leave no one behind."], ["We leave few behind."], guide=LANGUAGE)

    assert found == [("L5", Severity.WARN)]


def test_an_editorial_change_of_words_is_editorial():
    assert brings(["It is kept up to date."], ["It is kept current."], category="editorial") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It opens on 1 May 2026.", "It opens on 2 May 2026."),
        ("Some 40 ports take part.", "Some 45 ports take part."),
        ("It takes three years.", "It takes five years."),
        ("The list is in Lisbon.", "The list is in Porto."),
    ],
)
def test_an_editorial_change_of_facts_is_lifted(before, after):
    assert brings([before], [after], category="editorial") == [("L15", Severity.WARN)]


def test_a_reference_to_a_paragraph_that_goes_is_an_error():
    before, after = text("See paragraph 2.", "Two.", "Three."), text("See paragraph 2.", "Two.")
    after = (before[0], before[2])

    found = Checker().effect(before, after).brings

    assert [(one.rule, one.severity) for one in found] == [("L11", Severity.ERROR)]


def test_a_number_that_does_not_follow_by_itself_can_be_mended():
    before = text("See paragraph 2.", "Two.", "Three.")
    after = (before[0], before[2], before[1])

    (one,) = Checker().effect(before, after, numbers_follow=False).brings

    assert (one.severity, one.mend) == (Severity.ERROR, "3")
    assert mended(after, [one])[0].text == "See paragraph 3."


def test_changes_that_go_together_through_the_text_could_be_apart():
    changes = [Change(ChangeKind.INSERT, block, 0, 0, "", "Indeed. ") for block in ("b1", "b2")]
    before = text("One.", "Two.")

    (one,) = Checker().effect(before, before, changes=changes).brings

    assert (one.rule, one.severity) == ("L18", Severity.INFO)


def test_only_what_is_new_is_told_and_what_is_gone_is_praised():
    before = text("We organise it.", "It is [open].")
    after = text("We organise it.", "It is so. We mobilise.")

    effect = Checker().effect(before, after)

    assert [one.quote for one in effect.brings] == ["mobilise"]
    assert [one.quote for one in effect.mends] == ["[open]"]
    assert effect.words == 2


def test_a_rule_can_be_off_or_weigh_otherwise():
    guide = Guide(off=("L6",), severities=(("L14", Severity.WARN),))

    found = Checker(guide).report(text("We organise [it].")).findings

    assert [(one.rule, one.severity) for one in found] == [("L14", Severity.WARN)]


def test_mending_changes_nothing_else():
    before = text("The UN and and 5 member states organise it.", "It is right.")

    after = mended(before, Checker().report(before).findings)

    assert after[0].text == "The United Nations and five Member States organize it."
    assert after[1] == before[1]
    assert [change.block for change in split(before, after)].count("b2") == 0


LINES = st.text(
    alphabet=st.sampled_from("aeinrst UN5%.,;[]()“”'-é中ا\n\t") | st.characters(), max_size=80
)


@given(st.lists(LINES, max_size=5))
def test_any_text_can_be_checked_and_every_finding_is_in_it(lines):
    blocks = text(*lines)

    for one in Checker(LANGUAGE).report(blocks).findings:
        if one.block:
            words = blocks[int(one.block[1:]) - 1].text
            assert 0 <= one.start <= one.end <= len(words)
        assert one.says.endswith((".", "?", ")."))


@given(st.lists(LINES, max_size=4))
def test_mending_twice_is_mending_once(lines):
    once = mended(blocks := text(*lines), Checker().report(blocks).findings)
    twice = mended(once, Checker().report(once).findings)

    assert Checker().effect(blocks, blocks).brings == ()
    assert mended(twice, Checker().report(twice).findings) == twice


def test_a_guide_survives_being_written_down():
    guide = Guide(
        words_max=500,
        terms=(("the Fund", "the Solidarity Fund"),),
        voices=(Voice("Mayors", ("cit*", "local authorit*")),),
        off=("L9",),
        severities=(("L1", Severity.INFO),),
    )

    assert written.from_json(written.as_json(guide)) == guide
    assert written.from_lines(written.as_lines(guide)) == guide


@pytest.mark.parametrize(
    "lines",
    [
        {"themes": "no colon here"},
        {"words_max": "many"},
        {"words_max": "99999999"},
        {"terms": "the Fund ="},
        {"acronyms": "*"},
        {"excluded": "x" * 201},
        {"weigh-L1": "deadly"},
    ],
)
def test_a_guide_that_makes_no_sense_is_refused_in_a_sentence(lines):
    from workflow.errors import BadGuide

    with pytest.raises(BadGuide, match="Nothing was changed"):
        written.from_lines(lines)


@pytest.mark.parametrize("given", [{"themes": 5}, {"terms": [1]}, {"phrases": [{}]}, {"off": 1}])
def test_a_guide_of_another_form_is_refused(given):
    from workflow.errors import BadGuide

    with pytest.raises(BadGuide):
        written.from_json(given)


def test_every_check_has_a_name_and_every_name_a_check():
    from workflow.rules.checks.catalogue import RULES
    from workflow.rules.checks.findings import NAMES

    assert {rule.code for rule in RULES} | {"L8"} == NAMES.keys()
    assert [int(code[1:]) for code in NAMES] == list(range(1, 21))
