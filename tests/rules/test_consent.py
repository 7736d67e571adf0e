"""What an opt-in is worth, and what keeps a text from silence and lock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadChoice, BadText, ConditionOwed, ConditionTooLate, Missing
from workflow.rules.consent import (
    JOINING,
    OptInAnswer,
    Said,
    Standing,
    brackets,
    broken_words,
    checked,
    confirmed,
    standing,
)
from workflow.rules.readiness import Readiness

TEXT = "To Member States that ask for it, we will help.\n"
OLD, NEW = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, Standing.OPEN),
        (Said("undecided", NEW), Standing.OPEN),
        (Said("joins", NEW), Standing.IN),
        (Said("joins with a statement", NEW, "We read it widely."), Standing.IN),
        (Said("joins", OLD), Standing.TO_CONFIRM),
        (Said("joins with a statement", OLD, "We read it widely."), Standing.TO_CONFIRM),
        (Said("does not join", OLD), Standing.OUT),
        (Said("does not join", NEW), Standing.OUT),
        (Said("joins on a condition", OLD, "", "that ask for it"), Standing.CONDITION_MET),
        (Said("joins on a condition", NEW, "", "on request"), Standing.CONDITION_BROKEN),
        (Said("joins on a condition", NEW, "Only with money."), Standing.CONDITION_TO_JUDGE),
    ],
)
def test_an_answer_is_worth_what_it_says_of_this_very_text(said, expected):
    assert standing(said, sha256=NEW, text=TEXT) == expected


@given(answer=st.sampled_from(OptInAnswer), given_for=st.sampled_from([OLD, NEW]))
def test_no_name_stands_under_a_text_that_its_agency_did_not_join(answer, given_for):
    said = Said(answer, given_for, "words", "help")

    is_in = standing(said, sha256=NEW, text=TEXT) == Standing.IN

    assert is_in == confirmed(said, NEW) == (answer in JOINING and given_for == NEW)


def test_a_condition_names_words_line_by_line_and_white_space_does_not_count():
    words = "Member  States\n\n  we will help \nfor ever"

    assert broken_words(words, TEXT) == ["for ever"]


def test_the_words_of_a_condition_have_to_stand_letter_by_letter():
    assert broken_words("member states", TEXT) == ["member states"]


@given(st.text())
def test_a_text_always_meets_the_condition_to_be_itself(text):
    assert broken_words(text, text) == []


@pytest.mark.parametrize(
    ("answer", "words", "must_contain", "error"),
    [
        ("perhaps", "", "", BadChoice),
        ("joins with a statement", "  ", "", Missing),
        ("joins on a condition", "", "\n", ConditionOwed),
        ("joins with a statement", "x" * 2001, "", BadText),
        ("joins with a statement", "left \u202e right", "", BadText),
    ],
)
def test_an_answer_that_lacks_something_is_refused(answer, words, must_contain, error):
    with pytest.raises(error):
        checked(answer, words, must_contain, locked=False)


@pytest.mark.parametrize("answer", ["joins on a condition", "undecided"])
def test_a_locked_text_takes_no_condition(answer):
    with pytest.raises(ConditionTooLate):
        checked(answer, "If.", "help", locked=True)


@pytest.mark.parametrize("answer", ["joins", "joins with a statement", "does not join"])
def test_a_locked_text_can_be_joined_later_and_left(answer):
    assert checked(answer, "Words.", "", locked=True).answer == answer


def test_a_plain_yes_keeps_no_words():
    assert checked("joins", "a statement typed first", "words", locked=False) == Said("joins", "")


def test_brackets_are_found_and_footnotes_are_not():
    text = "We will report [once a year][twice a year].[^1] An open [bracket"

    assert brackets(text) == ["[once a year]", "[twice a year]", "[bracket"]


def test_nothing_keeps_a_settled_text_from_silence_and_lock():
    assert Readiness().against_silence == Readiness().against_lock == ()


def test_all_that_is_open_is_named():
    open_ = Readiness(
        brackets=["[a]"],
        round_running=True,
        under_silence=True,
        broken_references=["paragraph 3 names paragraph 9"],
        silence_missing=True,
    )

    assert len(open_.against_silence) == 2
    assert open_.against_lock[2:] == (
        "references lead nowhere (paragraph 3 names paragraph 9)",
        "silence is still running",
    )
    waiting = Readiness(
        undecided=2, late=["ILO"], replies=["IOM", "WHO"], files=["ILO"], unconfirmed=["WHO"]
    )
    assert waiting.against_silence == ()
    assert waiting.against_lock == (
        "2 passages wait for a decision",
        "late answers wait to be taken up or carried (ILO)",
        "replies by mail wait to be confirmed (IOM, WHO)",
        "files that came back wait to be confirmed (ILO)",
        "what was written down for WHO is not confirmed",
    )
    assert Readiness(silence_missing=True).against_lock == (
        "this pledge asks for agreement by silence first",
    )
