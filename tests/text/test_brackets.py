"""Brackets are settled as a whole."""

import pytest

from workflow.text.blocks import Block, Kind
from workflow.text.changes import split

TAIL = ", in full, and send what we wrote to all agencies of the network by"
BASE = f"We will report [once a year] [every two years]{TAIL} post."
BOTH = "[once a year] [every two years]"


def found(revised):
    before = (Block("b1", Kind.PARAGRAPH, BASE),)
    after = (Block("b1", Kind.PARAGRAPH, revised),)
    return [(change.old, change.new) for change in split(before, after)]


@pytest.mark.parametrize(
    ("revised", "changes"),
    [
        (f"We will report once a year{TAIL} post.", [(BOTH, "once a year")]),
        (f"We will report every two years{TAIL} post.", [(BOTH, "every two years")]),
        (f"We will report once a year{TAIL} mail.", [(BOTH, "once a year"), ("post", "mail")]),
        (f"We will report [once a year] [every three years]{TAIL} post.", [("two", "three")]),
        (f"We will report [once a year]{TAIL} post.", [(" [every two years]", "")]),
    ],
)
def test_whoever_settles_a_bracket_makes_one_change(revised, changes):
    assert found(revised) == changes


def test_a_bracket_that_never_closes_swallows_nothing():
    assert found(f"We [will report {BOTH}{TAIL} mail.")[-1] == ("post", "mail")
