"""An editorial correction touches how words are written, never what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.editorial import beyond, beyond_words
from workflow.text.blocks import Block, Kind

TEXT = "Each entity will, by 30 March, recieve advice, training and data support from Geneva."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("recieve", "receive"),
        ("training and", "training, and"),
        ("from Geneva.", "from Geneva"),
        ("advice", "the advice"),
        ("entity", "Entity"),
        (" by ", "  by "),
    ],
)
def test_spelling_and_punctuation_are_editorial(old, new):
    assert beyond_words(TEXT, TEXT.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("30", "31", "the number “30”"),
        ("March", "April", "the time “March”"),
        ("Geneva", "Geneve", "the name “Geneva”"),
        ("will", "may", "the word “will”, which binds"),
        ("advice", "money", "the word “advice”"),
        ("recieve", "not receive", "the word “not”, which binds"),
        ("advice, training", "training, advice", "words are in another order"),
        ("and data support", "", "the word “and”, which binds"),
    ],
)
def test_whatever_says_something_else_is_more(old, new, found):
    assert found in beyond_words(TEXT, TEXT.replace(old, new))


def test_paragraphs_stay_where_they_are():
    one, two = (Block(name, Kind.PARAGRAPH, name) for name in ("one", "two"))

    assert beyond([one, two], [one, two]) == []
    assert beyond([one, two], [two, one]) == ["paragraphs are new, gone or in another order"]
    assert beyond([one, two], [one]) == ["paragraphs are new, gone or in another order"]


@given(st.text(), st.text())
def test_two_texts_with_other_numbers_are_never_editorial(left, right):
    old, new = f"{left} 7 {right}", f"{left} 8 {right}"

    assert beyond_words(old, new)
    assert beyond_words(old, old) == []
