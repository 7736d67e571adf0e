"""Merges that are right by rule and may be odd to read are pointed out, and no others."""

import pytest

from workflow.text.cautions import DUPLICATE, Spot, cautions
from workflow.text.tokens import strip


def changed(base, old, new, who, *, behind=False):
    """Let an agency put new words in the place of old ones, or right behind them."""
    start = base.index(old)
    end = start + len(old)
    return Spot(end if behind else start, end, new, frozenset({who}))


def kinds(base, *spots):
    return [one.kind for one in cautions(strip(base), spots)]


BASE = "We go. They all act here and now. You see."


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        (("all", "can"), ("act", "work"), ["touching"]),
        (("all", "can"), ("ct", "ir"), ["touching"]),
        (("all", "can"), ("and", "or"), ["same sentence"]),
        (("all", "can"), ("now", "then"), ["same sentence"]),
        (("They", "Some"), ("now", "then"), []),
        (("now", "then"), (".", "!"), ["touching"]),
        (("and", "or"), (" You", " I"), ["close by"]),
        (("go", "stay"), ("They", "Some"), ["close by"]),
        (("now", "then"), ("You", "I"), ["close by"]),
    ],
)
def test_two_agencies_at_nearly_the_same_point_deserve_a_look(left, right, wanted):
    if right[0] == ".":
        first = changed(BASE, *left, "a")
        second = Spot(first.end, first.end + 1, right[1], frozenset({"b"}))
    else:
        first, second = changed(BASE, *left, "a"), changed(BASE, *right, "b")
    assert kinds(BASE, first, second) == wanted


def test_the_end_of_a_sentence_counts_only_between_two_changes():
    before = changed(BASE, "We go.", " Now", "a", behind=True)
    assert kinds(BASE, before, changed(BASE, "all", "can", "b")) == ["same sentence"]
    stop = BASE.index(". You")
    end = Spot(stop, stop + 1, "!", frozenset({"b"}))
    assert kinds(BASE, changed(BASE, "and", "or", "a"), end) == ["same sentence"]


def test_one_agency_may_change_what_is_close():
    spots = changed(BASE, "all", "can", "a"), changed(BASE, "act", "work", "a")
    assert kinds(BASE, *spots) == []


@pytest.mark.parametrize(
    ("old", "new", "doubled"),
    [
        ("We", " we", True),
        ("They", " often all who", False),
        ("They", " or all you may", False),
        ("They", " or how you may all", True),
        ("and", " here", False),
        ("here", " here or there", True),
        ("here", " a", False),
    ],
)
def test_a_word_that_stands_twice_in_a_row_deserves_a_look(old, new, doubled):
    spot = changed(BASE, old, new, "a", behind=True)
    assert kinds(BASE, spot) == ["doubled word"] * doubled


def test_short_words_may_double_and_numbers_may_stand_twice():
    assert kinds("It is a game.", changed("It is a game.", "a", " a", "a", behind=True)) == [
        "doubled word"
    ]
    assert (
        kinds("Gates 10 and 12.", changed("Gates 10 and 12.", "10", " 10", "a", behind=True)) == []
    )


FAR = "One.\n\nTwo.\n\nThree."


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("all of us act now together", "all of us act soon then", True),
        ("all of us act", "all of us act", True),
        ("all of us", "all of us", False),
        ("all of us act and then we see", "all of us act or they must hear", False),
        ("ALL OF US ACT", "all of us act", True),
    ],
)
def test_additions_of_two_agencies_that_share_most_word_pairs_are_near_duplicates(one, two, alike):
    spots = (
        changed(FAR, "One", f" {one}", "a", behind=True),
        changed(FAR, "Three", f" {two}", "b", behind=True),
    )
    assert kinds(FAR, *spots) == [DUPLICATE] * alike
