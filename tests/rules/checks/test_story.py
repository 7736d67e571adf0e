"""What the checks say about the story: the planted cases are found, the rest stays quiet."""

import pytest

from tests.rules.checks.story import FINAL, GUIDE, REV1, TOLD, ZERO, effect, found
from workflow.rules.checks.checker import Checker
from workflow.rules.checks.findings import Severity


def test_the_zero_draft_gets_advice_and_no_warning():
    report = Checker(GUIDE).report(ZERO)

    assert {one.severity for one in report.findings} == {Severity.INFO}
    assert {one.rule for one in report.findings} == {"L7", "L13"}
    assert report.words == 407


def test_a_change_that_makes_a_list_of_themes_is_found():
    (one,) = effect("ILO-3").brings

    assert (one.rule, one.severity, one.block) == ("L1", Severity.WARN, "d")
    assert one.quote == "training, data support, fair recruitment and social dialogue"
    assert "specific pledge" in one.says


def test_the_sentence_that_names_the_themes_of_a_report_is_a_list():
    text = "inclusivity, saving lives, regular pathways and building capacities"

    (one,) = found(text, rule="L1")

    assert one.quote == text


def test_a_paragraph_that_repeats_another_pledge_is_shown_beside_it():
    overlap = next(one for one in effect("UNDP-3").brings if one.rule == "L2")

    assert overlap.severity == Severity.WARN
    assert overlap.beside.share == pytest.approx(0.68, abs=0.01)
    same = "We will seek joint rather than competing funding for this work and will disclose"
    assert same in next(run.text for run in overlap.beside.ours if run.same)
    assert [r.text for r in overlap.beside.ours if r.same] == [
        r.text for r in overlap.beside.theirs if r.same
    ]


def test_the_reworded_paragraph_repeats_nothing():
    reworded = next(block.text for block in FINAL if block.id == "j_bis")

    assert found(reworded, rule="L2") == []


@pytest.mark.parametrize(("text", "words", "over"), [(REV1, 511, "11"), (FINAL, 520, "20")])
def test_a_text_over_its_budget_is_told_by_how_much(text, words, over):
    report = Checker(GUIDE).report(text)

    (one,) = [one for one in report.findings if one.rule == "L3"]
    assert report.words == words
    assert f"{over} more than the 500 agreed" in one.says


def test_brackets_of_rev_1_block_and_the_final_text_has_none():
    blocking = [
        [one.quote for one in Checker(GUIDE).report(text).findings if one.severity > Severity.WARN]
        for text in (REV1, FINAL)
    ]

    assert blocking == [["[once a year]", "[every two years]"], []]


def test_five_of_eleven_paragraphs_cannot_be_measured():
    promises = Checker(GUIDE).report(ZERO).commitments

    assert len(promises) == 11
    assert sum(not one.complete for one in promises) == 5


def test_each_version_takes_longer_to_understand_than_the_one_before():
    zero, rev1, final = (Checker(GUIDE).report(text).readability for text in (ZERO, REV1, FINAL))

    assert zero.ease > rev1.ease
    assert zero.grade < rev1.grade < final.grade
    assert zero.per_sentence == pytest.approx(407 / 25)
    assert zero.ease == pytest.approx(54, abs=2)


@pytest.mark.parametrize("name", ["IOM-1", "ILO-2"])
def test_the_full_name_mends_the_short_one_and_stays_editorial(name):
    done = effect(name)

    assert done.brings == ()
    assert [one.rule for one in done.mends] == ["L13"]


@pytest.mark.parametrize("name", ["IOM-2", "DESA-1"])
def test_a_date_is_never_editorial(name):
    assert effect(name).brings == ()

    (one,) = effect(name, category="editorial").brings
    assert (one.rule, one.severity) == ("L15", Severity.WARN)
    assert "31 December 2022" in one.says


def test_a_number_that_moves_is_followed_and_said_as_advice():
    (one,) = effect("DESA-3").brings

    assert (one.rule, one.severity) == ("L11", Severity.INFO)
    assert "becomes paragraph 5" in one.says


def test_what_is_available_only_somewhere_is_softer():
    (one,) = effect("UNICEF-2").brings

    assert (one.rule, one.quote) == ("L12", "where available")


def test_the_other_changes_bring_no_warning():
    warned = {"ILO-3", "UNDP-3"}
    loud = {name for name in TOLD.changes if effect(name).worth_saying}

    assert loud == warned


def test_a_condition_that_a_text_breaks_is_named():
    broken = [b for b in ZERO if b.id != "d"]

    (one,) = [x for x in Checker(GUIDE).report(broken).findings if x.rule == "L20"]

    assert one.says == "UNDP joins only if the text keeps “To Member States that ask for it”."
