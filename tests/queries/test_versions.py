"""What became of each block between two versions."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.models import TextBlock
from workflow.queries.pledging.versions import compare
from workflow.text.show import Mark

names = st.permutations(list("abcdefgh")).flatmap(
    lambda order: st.integers(0, 8).map(lambda size: order[:size])
)


def rows(ids, words="Words of {}."):
    return [
        TextBlock(
            block_id=name,
            position=at,
            kind="paragraph",
            level=0,
            text=words.format(name),
            label="",
        )
        for at, name in enumerate(ids)
    ]


def fates(old, new):
    return [(block.id, block.fate) for block in compare(rows(old), rows(new)).blocks]


def test_nothing_changed():
    assert compare(rows("abc"), rows("abc")).same


def test_a_removed_block_stands_where_it_stood():
    assert fates("abc", "ac") == [("a", "same"), ("b", "removed"), ("c", "same")]
    assert fates("abc", "bc") == [("a", "removed"), ("b", "same"), ("c", "same")]


def test_one_block_that_moved_is_said_to_have_moved_and_no_other():
    assert fates("abcd", "bcda") == [("b", "same"), ("c", "same"), ("d", "same"), ("a", "moved")]


@given(names, names)
def test_every_block_of_both_versions_is_told_once_and_the_new_ones_in_order(old, new):
    told = compare(rows(old), rows(new)).blocks
    assert sorted(block.id for block in told) == sorted({*old, *new})
    assert [block.id for block in told if block.fate != "removed"] == list(new)
    assert {block.id for block in told if block.fate == "removed"} == {*old} - {*new}
    assert {block.id for block in told if block.fate == "new"} == {*new} - {*old}


@given(names, names)
def test_what_stayed_in_place_is_in_the_same_order_in_both(old, new):
    told = compare(rows(old), rows(new)).blocks
    stayed = [block.id for block in told if block.fate == "same"]
    assert stayed == [name for name in old if name in stayed]


@given(st.text("abc ", max_size=30), st.text("abc ", max_size=30))
def test_the_pieces_of_a_block_make_both_of_its_texts(old, new):
    (block,) = compare(rows("x", old), rows("x", new)).blocks
    kept = [piece.text for piece in block.pieces if piece.kind is not Mark.INSERT]
    made = [piece.text for piece in block.pieces if piece.kind is not Mark.DELETE]
    assert "".join(kept) == old
    assert "".join(made) == new


@pytest.mark.timing
def test_five_thousand_blocks_are_compared_within_seconds():
    ids = [f"b{at}" for at in range(5_000)]
    start = time.monotonic()
    compare(rows(ids), rows(ids[2_500:] + ids[:2_500], "Other words of {}."))
    assert time.monotonic() - start < 20
