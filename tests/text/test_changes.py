"""How two texts become changes that a person reads."""

from dataclasses import replace

import pytest

from tests.text.pledge import BASE, answer, new
from workflow.text.blocks import Block, Kind
from workflow.text.changes import (
    Change,
    ChangeKind,
    Relation,
    apply,
    new_id,
    relation,
    short_hash,
    split,
)
from workflow.text.merge import merge


def test_a_word_for_a_word_is_one_replacement():
    (change,) = split(BASE, answer(c="Everybody may join."))
    assert change == Change(ChangeKind.REPLACE, "c", 0, 6, "Anyone", "Everybody")


def test_an_addition_and_a_cut_take_the_space_before_them():
    (added,) = split(BASE, answer(c="Anyone may freely join."))
    assert added == Change(ChangeKind.INSERT, "c", 10, 10, "", " freely")
    (cut,) = split(BASE, answer(c="Anyone join."))
    assert cut == Change(ChangeKind.DELETE, "c", 6, 10, " may", "")


def test_a_change_of_quotation_marks_is_noise():
    base = [Block("q", Kind.PARAGRAPH, 'The "Network" acts.')]
    found = split(base, [Block("q", Kind.PARAGRAPH, "The “Network” acts.")])
    assert [(c.old, c.new, c.noise) for c in found] == [('"', "“", True), ('"', "”", True)]
    assert not split(BASE, answer(c="All may join."))[0].noise


def test_equal_changes_have_equal_keys_and_different_ones_do_not():
    one, two = split(BASE, answer(c="All may join.")), split(BASE, answer(c="All can join."))
    assert one[0].key == split(BASE, answer(c="All may join."))[0].key
    assert len({change.key for change in (*one, *two)}) == 2


def test_new_blocks_follow_the_block_before_them_and_are_named_by_their_words():
    row = [*BASE[:3], new("One."), new("Two.", "y"), *BASE[3:]]
    first, second = split(BASE, row)
    assert (first.after, second.after) == ("a", first.block)
    assert first.block.startswith("n")
    again = split(BASE, [*BASE[:3], new("One.", "other"), *BASE[3:]])
    assert again[0].block == first.block
    assert again[0].key == first.key
    assert second.block == new_id(first.block, new("Two."))
    start = split(BASE, [new("One."), *BASE])
    name = new_id("", new("One."))
    assert start == (Change(ChangeKind.NEW_BLOCK, name, 0, 0, "", "One.", "", new("One.").kind, 0),)
    assert start[0].block != first.block


def test_as_few_blocks_as_possible_are_moved():
    moved = split(BASE, [*BASE[:2], BASE[4], BASE[2], BASE[3]])
    assert moved == (Change(ChangeKind.MOVE, "c", 0, 0, "", "", "p"),)
    first = split(BASE, [BASE[3], *BASE[:3], BASE[4]])
    assert first == (Change(ChangeKind.MOVE, "b", 0, 0, "", "", ""),)


def test_a_missing_block_is_removed():
    (gone,) = split(BASE, answer(b=None))
    assert gone == Change(ChangeKind.REMOVED_BLOCK, "b", 0, 41, BASE[3].text, "")
    assert gone.key != split(BASE, answer(c=None))[0].key


@pytest.mark.parametrize(
    ("one", "two", "wanted"),
    [
        (answer(a="We will report twice a year. We will listen."),
         answer(a="We will report each year. We will listen."), Relation.OVERLAP),
        (answer(a="We shall report once a year. We will listen."),
         answer(a="We will report once a decade. We will listen."), Relation.DISJOINT),
        (answer(a="We will report yearly. We will listen."),
         answer(a="We will report once a year to all. We will listen."), Relation.TOUCH),
        (answer(c="All may join."), answer(c="All  may join."), Relation.IDENTICAL),
        (answer(c=None), answer(c="All may join."), Relation.DELPARA),
        (answer(c=None), answer(b=None), Relation.DISJOINT),
        (answer(c=None), answer(c=None), Relation.IDENTICAL),
        ([BASE[4], *BASE[:4]], answer(c="All may join."), Relation.MOVE),
        ([BASE[4], *BASE[:4]], [BASE[0], BASE[4], *BASE[1:4]], Relation.OVERLAP),
        ([*BASE, new("One.")], [*BASE, new("Two.")], Relation.TOUCH),
        ([*BASE, new("One.")], [new("Two."), *BASE], Relation.DISJOINT),
    ],
)  # fmt: skip
def test_two_changes_stand_to_each_other(one, two, wanted):
    first, second = split(BASE, one)[0], split(BASE, two)[0]
    assert relation(BASE, first, second) is wanted
    assert relation(BASE, second, first) is wanted


def test_applying_no_changes_gives_the_base():
    assert apply(BASE, ()) == BASE
    assert merge(BASE, []).passages == ()
    assert merge((), []).passages == ()


def test_new_blocks_at_the_beginning_come_before_changes_of_the_first_block():
    first, second = split(BASE, [new("One."), replace(BASE[0], text="Other words"), *BASE[1:]])
    assert (first.kind, second.block) == (ChangeKind.NEW_BLOCK, BASE[0].id)


def test_a_new_block_that_follows_nothing_stands_at_the_beginning():
    bare = Change(ChangeKind.NEW_BLOCK, "n", 0, 0, "", "One.")
    assert [block.id for block in apply(BASE, [bare])] == ["n", *(block.id for block in BASE)]


def test_names_of_changes_stay_the_same_from_release_to_release():
    assert short_hash(("a", 1, None)) == "2c217dbb13e6"
