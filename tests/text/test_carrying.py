"""References follow paragraphs; changes follow texts, or say why they cannot."""

from dataclasses import replace

import pytest

from workflow.text.blocks import Block, Kind
from workflow.text.changes import Change, ChangeKind, apply, split
from workflow.text.rebase import Lost, rebase
from workflow.text.references import Renumbered, renumber


def numbered(*texts):
    return tuple(Block(f"b{at}", Kind.NUMBERED, text) for at, text in enumerate(texts, 1))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("See paragraph 3.", "See paragraph 1."),
        ("See paragraphs 1 and 3.", "See paragraphs 2 and 1."),
        ("See para. 1, 2 or 3", "See para. 2, 3 or 1"),
        ("Voir le paragraphe 3", "Voir le paragraphe 1"),
        ("véase el párrafo 3", "véase el párrafo 1"),
        ("см. пункт 3", "см. пункт 1"),
        ("第3段", "第1段"),
        ("الفقرة 3", "الفقرة 1"),
        ("Paragraph 3 of this pledge", "Paragraph 1 of this pledge"),
        ("paragraph 3 of resolution 70/1", "paragraph 3 of resolution 70/1"),
        ("resolution 70/1, paragraph 3", "resolution 70/1, paragraph 3"),
        ("paragraph 3 of the Global Compact", "paragraph 3 of the Global Compact"),
        ("paragraph 3.5 and 3 Forums", "paragraph 3.5 and 3 Forums"),
    ],
)
def test_references_follow_their_paragraphs(text, wanted):
    base = numbered("One.", "Two.", "Three.", text)
    moved = (base[2], base[0], base[1], base[3])
    result, _ = renumber(base, moved)
    assert result[3].text == wanted


def test_references_to_removed_paragraphs_are_listed_and_left():
    base = numbered("See paragraph 2.", "Two.")
    result, found = renumber(base, base[:1])
    assert result == base[:1]
    assert found == (Renumbered("b1", "2", None),)
    assert found[0].broken


def test_without_new_numbers_nothing_changes():
    base = numbered("See paragraph 2.", "Two.")
    assert renumber(base, base) == (base, ())


OLD = numbered("We will report once a year to the Forum.", "Two.", "Three.")


def change(text, at=0):
    revised = list(OLD)
    revised[at] = replace(OLD[at], text=text)
    (found,) = split(OLD, revised)
    return found


def now(text, at=0):
    row = list(OLD)
    row[at] = replace(OLD[at], text=text)
    return tuple(row)


def test_a_change_moves_with_words_added_before_it():
    mine = change("We will report twice a year to the Forum.")
    new = now("We, the entities, will report once a year to the Forum.")
    moved = rebase(mine, OLD, new)
    assert apply(new, [moved])[0].text == "We, the entities, will report twice a year to the Forum."


def test_a_change_stays_when_words_change_after_it():
    mine = change("We will report twice a year to the Forum.")
    new = now("We will report once a year to the Network.")
    assert apply(new, [rebase(mine, OLD, new)])[0].text == (
        "We will report twice a year to the Network."
    )


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (now("We will report every month to the Forum."), "its words were changed: once a year"),
        (now("We will report twice a year to the Forum."), "the newer version already says it"),
        (OLD[1:], "its paragraph was removed"),
    ],
)
def test_a_change_that_no_longer_applies_says_why(new, reason):
    mine = change("We will report twice a year to the Forum.")
    assert rebase(mine, OLD, new) == Lost(reason)


def test_additions_at_one_point_are_not_guessed():
    mine = change("We will report once a year to the Forum, openly.")
    new = now("We will report once a year to the Forum and to all.")
    assert rebase(mine, OLD, new) == Lost("words were added there")


def test_a_change_of_typography_in_the_new_version_is_seen():
    mine = change("We will report once a year to the whole Forum.")
    assert rebase(mine, OLD, OLD) == mine


def removed(block):
    return Change(ChangeKind.REMOVED_BLOCK, block.id, 0, len(block.text), block.text, "")


def test_a_removal_holds_only_for_the_words_it_saw():
    assert rebase(removed(OLD[1]), OLD, OLD) == removed(OLD[1])
    lost = rebase(removed(OLD[1]), OLD, now("Two and a half.", 1))
    assert lost == Lost("its paragraph was changed, so removing it needs a new look")
    assert rebase(removed(OLD[1]), OLD, OLD[:1]) == Lost("its paragraph was removed")


def test_moves_and_new_blocks_need_the_block_they_follow():
    move = Change(ChangeKind.MOVE, "b3", 0, 0, "", "", "b1")
    new = Change(ChangeKind.NEW_BLOCK, "n1", 0, 0, "", "New.", "b2", Kind.NUMBERED)
    assert rebase(move, OLD, OLD) == move
    assert rebase(new, OLD, OLD) == new
    assert rebase(move, OLD, OLD[1:]) == Lost("the paragraph it was to follow was removed")
    assert rebase(move, OLD, OLD[:2]) == Lost("its paragraph was removed")
    assert rebase(new, OLD, OLD[:1]) == Lost("the paragraph it was to follow was removed")
    said = (*OLD, Block("b9", Kind.NUMBERED, "New."))
    assert rebase(new, OLD, said) == Lost("the newer version already says it")
    start = replace(new, after="")
    assert rebase(start, OLD, OLD) == start


def test_a_change_of_a_block_that_neither_version_knows_is_lost():
    strange = Change(ChangeKind.INSERT, "b9", 0, 0, "", "x")
    new = (*OLD, Block("b9", Kind.NUMBERED, "New."))
    assert rebase(strange, OLD, new) == Lost("its paragraph was not in the older version")
