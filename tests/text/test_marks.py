"""Breaks, typography and marks of list items beside what is changed, in very short texts."""

import pytest

from workflow.text.aloud import aloud
from workflow.text.texts import merge_texts


def said(base, *sides):
    """A merge read aloud, and why to look at it."""
    merged = merge_texts(base, dict(zip("abc", sides, strict=False)))
    return aloud(merged), [one.kind for one in merged.attention]


@pytest.mark.parametrize(
    ("base", "first", "second", "wanted"),
    [
        ("—", "", "— (a)", "[—] [] (a) [— (a)] (b)"),
        ("(a)", "(a) now", "(a) then", "[(a)] [(a) now] (a) [(a) then] (b)"),
    ],
)
def test_the_mark_of_an_item_before_a_change_is_disputed_with_it(base, first, second, wanted):
    assert said(base, first, second) == (wanted, [])


def test_what_stands_behind_a_mark_is_changed_without_the_mark():
    assert said("\n- —", "\n- ’", "’\n- —") == ("**’** (b)\n- ~~—~~ **’** (a)", ["same sentence"])


def test_a_mark_is_exchanged_beside_one_that_is_added():
    assert said("— now", "— — now", "-") == (
        "**—** (a) ~~— now~~ **-** (b)",
        ["touching", "typography"],
    )


def test_breaks_around_a_mark_are_one_change_of_typography():
    assert said("(a) now", "(a)\nnow", "\n(a) now") == ("~~(a)~~ **(a)** (a, b) now", [])


def test_a_break_that_two_add_stands_once():
    assert said("", "\n", "\n") == ("\n", [])


def test_a_break_at_the_very_beginning_stays_beside_other_quotation_marks():
    assert said('"all”', "“all”", "“all”", "\n“all”") == ("\n“all”", ["typography"] * 3)


def test_wider_space_stays_beside_other_quotation_marks():
    assert said("’ ’", "’  ’", "' '") == ("'  '", ["typography"])


def test_of_two_that_cut_a_text_who_cuts_more_is_followed():
    assert said("us us", "", "us") == ("~~us us~~ (a, b)", ["contained"])


@pytest.mark.parametrize(
    ("base", "first", "second", "wanted"),
    [
        ("We", "Go", "Go 1.", "~~We~~ **Go 1.** (a, b)"),
        ("\n-", "\n-\nThey", "\n- They", "\n~~-~~ **- They** (a, b)"),
    ],
)
def test_a_mark_that_one_adds_or_joins_to_its_words_counts_as_more(base, first, second, wanted):
    assert said(base, first, second) == (wanted, ["contained"])


def test_a_number_at_the_end_of_a_first_text_may_begin_an_item():
    assert said("", "schools", "schools 1.") == ("[schools] (a) [schools 1.] (b)", [])


def test_a_side_with_several_changes_in_a_dispute_says_all_of_its_words():
    base = "They stay. We stay."
    assert said(base, ". We stay", "", "1. We stay") == (
        "[They stay. We stay.] [] (b) [. We stay] (a) [1. We stay] (c)",
        [],
    )


def test_words_put_before_a_mark_are_disputed_with_its_removal():
    assert said("\n\n-.", "..\n-.", "\n\n.") == ("\n\n[-] [] (b) [..\n-] (a).", [])
