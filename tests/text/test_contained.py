"""A side that does all that the others ask for, and more, is followed; a person looks at it."""

import pytest

from workflow.text.contained import container
from workflow.text.texts import merge_texts
from workflow.text.tokens import strip

SITE = "See http://a.org/old/page for all of this."


def sides(base, *texts):
    return container(strip(base), [strip(text) for text in texts])


@pytest.mark.parametrize(
    ("base", "small", "large"),
    [
        ("We act here.", "We act now here.", "We act now and then here."),
        ("We act in May.", "We act in June.", "We act early in June or July."),
        ("We go far away, at once.", "We go far, at once.", "We go."),
        (SITE, SITE.replace("http", "https"), SITE.replace("http://a.org/old", "https://a.org/new")),
        (SITE, SITE.replace("http", "https"), SITE.replace("http", "https://old.org/https")),
        ("It is Listing12.", "It is Listing 12.", "It is [Listing 12][it]."),
    ],
)  # fmt: skip
def test_the_side_that_says_more_is_found(base, small, large):
    assert sides(base, small, large) == 1
    assert sides(base, large, small) == 0


@pytest.mark.parametrize(
    ("base", "one", "other"),
    [
        ("We act in May.", "We act in June.", "We act in July."),
        ("We act in May.", "We act in early May.", "We act in June."),
        ("We act. We report at once. We go.", "We act. We report. We go.", "We act. We go."),
        ("We go far away.", "We go far.", "We went far away."),
        ("We act.", "We act. Always.", "We act. Always. Often."),
        ("We act here", "We act here.", "We act here at once. We go"),
        (SITE, SITE.replace("http", "https"), SITE.replace("a.org", "b.org")),
    ],
)
def test_no_side_is_followed_where_something_would_be_missing(base, one, other):
    assert sides(base, one, other) is None
    assert sides(base, other, one) is None


def test_of_many_sides_the_one_that_holds_all_is_followed():
    base = "We act in May."
    small, middle = "We act early in May.", "We act very early in May."
    assert sides(base, small, middle, "We act very early in May or June.") == 2
    assert sides(base, small, middle, "We act early in May or June.") is None


def test_what_is_followed_deserves_a_look():
    merged = merge_texts(SITE, {
        "IOM": SITE.replace("http", "https"),
        "ILO": SITE.replace("http", "https").replace("old", "new"),
    })  # fmt: skip
    assert merged.text == "See https://a.org/new/page for all of this."
    assert [(one.kind, one.agencies) for one in merged.attention] == [("contained", ("ILO", "IOM"))]


def test_a_removal_of_a_sentence_never_swallows_a_cut_in_it():
    base = "We act. We report at once, in public. We go."
    merged = merge_texts(base, {
        "IOM": "We act. We report at once. We go.", "ILO": "We act. We go."})  # fmt: skip
    assert merged.contested == 1
