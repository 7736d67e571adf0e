"""Brackets are settled as a whole."""

import pytest

from workflow.text.blocks import Block, Kind
from workflow.text.changes import split

BASE = "We will report [once a year] [every two years], in full."


def found(revised, base=BASE):
    before = (Block("b1", Kind.PARAGRAPH, base),)
    after = (Block("b1", Kind.PARAGRAPH, revised),)
    return [(change.old, change.new) for change in split(before, after)]


@pytest.mark.parametrize(
    ("revised", "changes"),
    [
        (
            "We will report once a year, in full.",
            [("[once a year] [every two years]", "once a year")],
        ),
        (
            "We will report every two years, in full.",
            [("[once a year] [every two years]", "every two years")],
        ),
        ("We will report [once a year] [every three years], in full.", [("two", "three")]),
        (
            "We will report once a year, in part.",
            [
                ("[once a year] [every two years]", "once a year"),
                ("full", "part"),
            ],
        ),
    ],
)
def test_whoever_settles_a_bracket_makes_one_change(revised, changes):
    assert found(revised) == changes


def test_a_bracket_that_never_closes_swallows_nothing():
    revised = "We [will report [once a year] [every two years], in part."

    assert found(revised)[-1] == ("full", "part")
