"""How the answers of several agencies become passages, and what decisions make of them."""

from dataclasses import astuple, replace

import pytest

from tests.text.pledge import BASE, answer, merged, new, proposals, said
from workflow.text.blocks import Block, Kind
from workflow.text.changes import Change, ChangeKind, split
from workflow.text.merge import PassageKind, Proposal, merge
from workflow.text.order import arranged
from workflow.text.proofs import MergeBroken, Proofs, prove
from workflow.text.settle import Choice, everything_settled, in_brackets, settle


def test_equal_proposals_are_one_wording_with_all_who_back_it():
    found = merged(iom=answer(c="All may join."), ilo=answer(c="All may join."))
    (passage,) = found.passages
    assert (passage.kind, passage.block, passage.base) == (PassageKind.TEXT, "c", "Anyone")
    assert said(passage) == [("All", ("ilo", "iom"))]
    assert not passage.contested
    assert found.proofs == Proofs(True, True, True, True)


def test_rival_wordings_show_only_what_differs():
    found = merged(
        iom=answer(a="We will report twice a year. We will listen."),
        ilo=answer(a="We will report each year. We will listen."),
    )
    (passage,) = found.passages
    assert passage.contested
    assert passage.base == "once a"
    assert sorted(text for text, _ in said(passage)) == ["each", "twice a"]


def test_wordings_with_more_agencies_come_first():
    found = merged(
        a=answer(c="All may join."), b=answer(c="Some may join."), c=answer(c="Some may join.")
    )
    assert said(found.passages[0]) == [("Some", ("b", "c")), ("All", ("a",))]


def test_a_removed_block_that_another_edits_is_contested_as_a_whole():
    found = merged(iom=answer(c=None), ilo=answer(c="All may join."))
    (passage,) = found.passages
    assert (passage.kind, passage.contested) == (PassageKind.BLOCK, True)
    assert [(w.removed, w.text) for w in passage.wordings] == [(True, ""), (False, "All may join.")]


def test_a_block_that_all_remove_is_one_open_passage():
    (passage,) = merged(iom=answer(c=None), ilo=answer(c=None)).passages
    assert not passage.contested
    assert settle(BASE, [passage], everything_settled([passage])) == BASE[:4]


def test_quotation_marks_never_keep_a_block_from_being_removed():
    base = (Block("q", Kind.PARAGRAPH, 'The "Network" acts.'),)
    curly = [Block("q", Kind.PARAGRAPH, "The “Network” acts.")]
    found = merge(base, [Proposal("a", split(base, [])), Proposal("b", split(base, curly))])
    (passage,) = found.passages
    assert not passage.contested
    assert passage.attention == ("typography",)


def test_moves_to_two_places_are_contested():
    found = merged(iom=[BASE[4], *BASE[:4]], ilo=[BASE[0], BASE[4], *BASE[1:4]])
    (passage,) = found.passages
    assert (passage.kind, passage.contested) == (PassageKind.MOVE, True)
    assert [w.after for w in passage.wordings] == ["", "t"]


def test_a_moved_and_edited_block_deserves_a_look():
    found = merged(iom=[BASE[4], *BASE[:4]], ilo=answer(c="All may join."))
    move, edit = sorted(found.passages, key=lambda p: p.kind)
    assert (move.kind, edit.kind) == (PassageKind.MOVE, PassageKind.TEXT)
    assert edit.attention == ("moved and edited",)
    result = settle(BASE, found.passages, everything_settled(found.passages))
    assert result[0].text == "All may join."


def test_new_blocks_at_one_place_are_one_contested_passage():
    found = merged(iom=[*BASE, new("One.")], ilo=[*BASE, new("Two."), new("Three.", "y")])
    (passage,) = found.passages
    assert (passage.kind, passage.block, passage.contested) == (PassageKind.NEW, "c", True)
    assert [w.text for w in passage.wordings] == ["One.", "Two.\n\nThree."]


def test_new_blocks_at_the_very_beginning_come_first():
    found = merged(iom=[new("One."), *BASE], ilo=answer(t="The pledge"))
    assert [p.block for p in found.passages] == ["", "t"]
    result = settle(BASE, found.passages, everything_settled(found.passages))
    assert [b.text for b in result][:2] == ["One.", "The pledge"]


def test_changes_that_stand_together_are_linked():
    changes = split(BASE, answer(a="We shall report once a year. We shall listen.", c="All may."))
    keys = frozenset(change.key for change in changes[:2])
    found = merge(BASE, [Proposal("iom", changes, (keys,))])
    first, second, third = found.passages
    assert (first.linked, second.linked) == ({second.fingerprint}, {first.fingerprint})
    assert not third.linked


def test_near_changes_of_two_agencies_deserve_a_look():
    found = merged(
        iom=answer(b="The Network keeps a public register of entities."),
        ilo=answer(b="The Network keeps a register of all entities."),
        who=answer(c="Anyone may join. At any time."),
    )
    assert [p.attention for p in found.passages] == [("same sentence",), ("same sentence",), ()]


def test_a_word_that_now_stands_twice_deserves_a_look():
    found = merged(iom=answer(c="Anyone may may join."))
    assert found.passages[0].attention == ("doubled word",)


def test_typographic_variants_of_one_wording_are_one_wording():
    found = merged(
        iom=answer(c="Anyone may join’s."), ilo=answer(c="Anyone may join's."),
        who=answer(c="Anyone may join's."),
    )  # fmt: skip
    (passage,) = found.passages
    assert said(passage) == [("join's", ("ilo", "iom", "who"))]
    assert passage.attention == ("near-identical",)


def test_changes_from_elsewhere_that_touch_each_other_become_one():
    parts = (
        Change(ChangeKind.REPLACE, "c", 0, 6, "Anyone", "All"),
        Change(ChangeKind.INSERT, "c", 6, 6, "", " States"),
    )
    (passage,) = merge(BASE, [Proposal("word", parts)]).passages
    assert passage.wordings[0].text == "All States"
    assert len(passage.wordings[0].supporters) == 2
    assert passage.wordings[0].agencies == ("word",)


def test_decisions_make_the_text():
    found = merged(iom=answer(c="All may join."), ilo=answer(c="Some may join.", b=None))
    block, words = found.passages
    some = words.wordings[1].key

    def text(choice, passage=words):
        return [b.text for b in settle(BASE, found.passages, {passage.fingerprint: choice})][-1]

    assert text(Choice(some)) == "Some may join."
    assert text(Choice()) == "Anyone may join."
    assert text(Choice("unknown")) == "Anyone may join."
    assert text(Choice(text="Whoever")) == "Whoever may join."
    assert text(Choice(bracketed=True)) == "[Anyone] [All] [Some] may join."
    gone = settle(BASE, found.passages, {block.fingerprint: Choice(block.wordings[0].key)})
    assert [b.id for b in gone] == ["t", "p", "a", "c"]
    kept = settle(BASE, found.passages, {block.fingerprint: Choice(text="New words.")})
    assert kept[3].text == "New words."
    doubtful = settle(BASE, found.passages, {block.fingerprint: Choice(bracketed=True)})
    assert doubtful[3].text == "[The Network keeps a register of entities.]"


def test_own_words_for_new_blocks_may_be_several_paragraphs():
    found = merged(iom=[*BASE, new("One.")])
    (passage,) = found.passages
    own = settle(BASE, [passage], {passage.fingerprint: Choice(text="First.\n\nSecond.\n\n")})
    assert [b.text for b in own][-2:] == ["First.", "Second."]
    assert own[-2].id == passage.wordings[0].blocks[0].id
    assert own[-1].kind is Kind.NUMBERED
    assert len({b.id for b in own}) == len(own)
    doubtful = settle(BASE, [passage], {passage.fingerprint: Choice(bracketed=True)})
    assert doubtful[-1].text == "[One.]"


def test_a_block_that_follows_a_new_one_stays_there_when_others_words_are_chosen():
    mine = [*BASE[:2], new("One."), BASE[4], BASE[2], BASE[3]]
    theirs = [*BASE[:2], new("Two."), *BASE[2:]]
    found = merged(iom=mine, ilo=theirs)
    choices = {p.fingerprint: Choice(p.wordings[0].key) for p in found.passages}
    (block,) = [p for p in found.passages if p.kind is PassageKind.NEW]
    two = next(w for w in block.wordings if w.text == "Two.")
    row = settle(BASE, found.passages, choices | {block.fingerprint: Choice(two.key)})
    assert [b.text for b in row][2:4] == ["Two.", "Anyone may join."]
    nobody = settle(BASE, found.passages, choices | {block.fingerprint: Choice()})
    assert [b.id for b in nobody] == ["t", "p", "c", "a", "b"]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["a", "b"], "[a] [b]"),
        ([" a", " b"], " [a] [b]"),
        (["", " a"], " [a]"),
        (["a ", "b "], "[a] [b] "),
        (["a", " b", "a"], "[a] [b]"),
        ([""], ""),
    ],
)
def test_brackets_leave_white_space_outside(texts, wanted):
    assert in_brackets(texts) == wanted


@pytest.mark.parametrize(
    ("follows", "wanted"),
    [
        ({}, "abcd"),
        ({"d": ""}, "dabc"),
        ({"c": "a", "x": "c"}, "acxbd"),
        ({"x": "a", "y": "a"}, "axybcd"),
        ({"a": "b", "b": "a"}, "abcd"),
        ({"a": "b", "b": "c", "c": "a"}, "acbd"),
        ({"a": "a"}, "abcd"),
        ({"x": "nowhere"}, "xabcd"),
        ({"x": "b", "b": "d"}, "acdbx"),
        ({"X": "c", "c": "X"}, "abcXd"),
        ({"a": "c", "c": "d", "d": "c"}, "bcad"),
        ({"x": None}, "xabcd"),
    ],
)
def test_blocks_stand_behind_what_they_follow(follows, wanted):
    assert "".join(arranged("abcd", follows)) == wanted


def test_a_merge_that_lost_something_is_not_handed_out():
    proposals = [Proposal("iom", split(BASE, answer(c="All may join.")))]
    (passage,) = merge(BASE, proposals).passages
    for broken in (
        (),
        (passage, passage),
        (replace(passage, wordings=(replace(passage.wordings[0], text="Alll"),)),),
        (replace(passage, start=1),),
    ):
        with pytest.raises(MergeBroken) as refused:
            prove(BASE, proposals, broken)
        assert not all(astuple(refused.value.args[0]))


def test_two_spellings_are_one_wording_and_the_base_keeps_its_own():
    found = merge(BASE, proposals(iom=answer(c="We organise."), ilo=answer(c="We organize.")))
    (passage,) = found.passages
    assert [(one.text, one.agencies) for one in passage.wordings] == [
        ("We organise", ("ilo", "iom"))
    ]
    assert passage.attention == ("near-identical",)
    base = (Block("a", Kind.PARAGRAPH, "We organise it."),)
    ours, theirs = (
        Proposal(name, split(base, [replace(base[0], text=text)]))
        for name, text in (("iom", "We organize it."), ("ilo", "We prepare it."))
    )
    assert [one.contested for one in merge(base, [ours]).passages] == [False]
    assert [one.contested for one in merge(base, [ours, theirs]).passages] == [True]


def test_the_spelling_that_most_chose_is_shown():
    most = answer(c="We organize.")
    found = merged(a=answer(c="We organise."), b=most, c=most)
    assert [one.text for one in found.passages[0].wordings] == ["We organize"]


def test_quotation_marks_in_a_word_that_another_spells_anew_stay_a_wording_of_their_own():
    base = (Block("a", Kind.PARAGRAPH, "See the organisation's work."),)

    def sends(name, text):
        row = [replace(base[0], text=text)] if text else []
        return Proposal(name, split(base, row))

    spelled = sends("iom", "See the organization's work.")
    curly = sends("ilo", "See the organisation’s work.")
    (passage,) = merge(base, [spelled, curly]).passages
    assert said(passage) == [("organisation’s", ("ilo",)), ("organization's", ("iom",))]
    (whole,) = merge(base, [spelled, curly, sends("who", None)]).passages
    assert [one.agencies for one in whole.wordings] == [("who",), ("ilo",), ("iom",)]


def test_new_blocks_of_equal_words_are_one_wording_only_if_they_are_of_one_kind():
    item = Block("x", Kind.ITEM, "One.")
    found = merged(iom=[*BASE, new("One.")], ilo=[*BASE, item])
    assert sorted(one.agencies for one in found.passages[0].wordings) == [("ilo",), ("iom",)]


def test_of_new_blocks_the_spelling_that_most_chose_is_shown():
    most = [*BASE, new("We organize.")]
    (passage,) = merged(a=[*BASE, new("We organise.")], b=most, c=most).passages
    assert said(passage) == [("We organize.", ("a", "b", "c"))]
    assert passage.attention == ("near-identical",)
