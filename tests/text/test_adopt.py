"""Blocks are found again in a text that came back without ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.texts_of_all_kinds import answer, documents
from workflow.text.adopt import Fate, adopt, met
from workflow.text.blocks import Block, Kind
from workflow.text.changes import apply, split

TEXTS = {
    "a": "We will act together in all countries.",
    "b": "We will listen to migrants. We will write down what they say.",
    "c": "We report once a year on what has changed.",
    "d": "Participation is voluntary.",
}
BASE = tuple(Block(name, Kind.NUMBERED, text) for name, text in TEXTS.items())


def came_back(*texts):
    return [Block(f"b{at}", Kind.PARAGRAPH, TEXTS.get(text, text)) for at, text in enumerate(texts)]


def ids(*texts):
    return " ".join(block.id for block in adopt(BASE, came_back(*texts)))


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["a", "b", "c", "d"], "a b c d"),
        (["a", "c", "d"], "a c d"),
        (["d", "a", "b", "c"], "d a b c"),
        (["a", "New one here.", "b", "c", "d"], "a new2 b c d"),
        (["We will act in all the countries.", "b", "c", "d"], "a b c d"),
        (["b", "c", "d", "We will act together in many countries."], "b c d a"),
        (["a", "We will listen to migrants.", "We will write down what they say.", "c", "d"],
         "a new2 b c d"),
        (["a", TEXTS["b"] + " " + TEXTS["c"], "d"], "a b d"),
        ([], ""),
    ],
)  # fmt: skip
def test_blocks_keep_their_ids(texts, wanted):
    assert ids(*texts) == wanted


def test_kind_and_level_are_those_of_the_base():
    assert adopt(BASE, came_back("a", "x"))[0] == BASE[0]
    assert adopt(BASE, came_back("a", "x"))[1].kind is Kind.PARAGRAPH


def test_new_blocks_never_take_an_id_of_the_base():
    base = (Block("new1", Kind.PARAGRAPH, "Something else."),)
    assert [block.id for block in adopt(base, came_back("Other words."))] == ["new1x"]


def fates(*texts):
    return [(one.fate, one.base, one.revised) for one in met(BASE, came_back(*texts))]


def test_it_is_said_what_became_of_each_block():
    found = fates(
        "We will act together in many countries.", "We will listen to migrants.",
        "We will write down what they say.", "Wholly new.", "d",
    )  # fmt: skip
    assert found == [
        (Fate.EDITED, "a", 0),
        (Fate.SPLIT, "b", 1),
        (Fate.EDITED, "b", 2),
        (Fate.NEW, None, 3),
        (Fate.UNCHANGED, "d", 4),
        (Fate.REMOVED, "c", None),
    ]
    assert fates("d", "a", "b", "c")[0] == (Fate.MOVED, "d", 0)
    assert fates("a", TEXTS["b"] + " " + TEXTS["c"], "d")[-1] == (Fate.JOINED, "c", 1)
    assert fates("b", "c", "d", "We will act together in many countries.")[3] == (
        Fate.MOVED_AND_EDITED, "a", 3,
    )  # fmt: skip
    assert fates("a")[0] == (Fate.UNCHANGED, "a", 0)


@given(documents(), st.data())
def test_whatever_is_adopted_the_changes_make_the_text_that_came_back(base, data):
    revised = data.draw(answer(base))
    adopted = adopt(base, revised)
    assert [b.text for b in adopted] == [b.text for b in revised]
    assert len({b.id for b in adopted}) == len(adopted)
    assert [b.text for b in apply(base, split(base, adopted))] == [b.text for b in revised]
    assert len(met(base, revised)) >= len(revised)


@given(documents())
def test_a_text_that_came_back_unchanged_keeps_all_its_ids(base):
    assert adopt(base, [Block("", b.kind, b.text) for b in base]) == base
