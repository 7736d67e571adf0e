"""Merges down to the last field: typography, new blocks in a row, moves, own words."""

import pytest

from workflow.text.blocks import Block, Kind
from workflow.text.changes import Change, ChangeKind, apply, block_of, new_id, split
from workflow.text.hunks import hunks
from workflow.text.merge import merge as merged
from workflow.text.merge import understood
from workflow.text.passages import Passage, PassageKind, Proposal, Support, Wording
from workflow.text.settle import Choice, everything_settled, settle
from workflow.text.tokens import strip

BASE = (
    Block("a", Kind.NUMBERED, 'The "Network" acts - now.'),
    Block("b", Kind.NUMBERED, "We listen to all."),
    Block("i", Kind.ITEM, "to migrants", 1),
)


def changed(text, at=0, base=BASE):
    row = list(base)
    row[at] = Block(row[at].id, row[at].kind, text, row[at].level)
    return row


def by(**rows):
    return merged(BASE, [Proposal(name, split(BASE, row)) for name, row in rows.items()])


def test_typography_alone_is_an_open_passage_for_each_mark():
    found = by(iom=changed("The “Network” acts - now."), ilo=changed("The “Network” acts - now."))
    assert [(p.kind, p.start, p.end, p.base) for p in found.passages] == [
        (PassageKind.TEXT, 4, 5, '"'),
        (PassageKind.TEXT, 12, 13, '"'),
    ]
    first = found.passages[0]
    assert (first.contested, first.attention) == (False, ("typography",))
    keys = split(BASE, changed("The “Network” acts - now."))
    assert first.wordings == (
        Wording("“", (Support("ilo", keys[0].key), Support("iom", keys[0].key))),
    )
    result = settle(BASE, found.passages, everything_settled(found.passages))
    assert result[0].text == "The “Network” acts - now."


def test_rival_typography_is_not_contested_and_the_commoner_stands():
    rows = {"a": "–", "b": "—", "c": "—"}
    found = by(**{name: changed(f'The "Network" acts {dash} now.') for name, dash in rows.items()})
    (passage,) = found.passages
    assert not passage.contested
    assert [(w.text, w.agencies, w.variants) for w in passage.wordings] == [
        ("—", ("a", "b", "c"), True)
    ]


def test_typography_in_words_that_another_changes_is_kept_as_its_wording():
    found = by(iom=changed("The “Network” acts - now."), ilo=changed("The Group acts - now."))
    (passage,) = found.passages
    assert passage.base == '"Network"'
    assert not passage.contested
    assert [(w.text, w.agencies) for w in passage.wordings] == [
        ("Group", ("ilo",)),
        ("“Network”", ("iom",)),
    ]
    assert len(passage.wordings[1].supporters) == 2


@pytest.mark.parametrize(
    ("changes", "edits", "noise"),
    [
        ([(4, 5, '"', "“")], 0, 1),
        ([(3, 4, " ", "\u00a0")], 0, 1),
        ([(18, 19, " ", "  "), (19, 20, "-", "–")], 0, 2),
        ([(3, 5, ' "', "  “")], 1, 0),
        ([(4, 13, '"Network"', "“Network”")], 1, 0),
        ([(4, 12, '"Network', "“Network")], 1, 0),
        ([(5, 12, "Network", "Group"), (13, 18, " acts", " works")], 2, 0),
        ([(5, 12, "Network", "Group"), (12, 13, '"', "”s")], 1, 0),
    ],
)
def test_changes_of_other_programs_are_understood(changes, edits, noise):
    row = [Change(ChangeKind.REPLACE, "a", s, e, old, new) for s, e, old, new in changes]
    assert all(BASE[0].text[c.start : c.end] == c.old for c in row)
    comparison, sources = understood(strip(BASE[0].text), row)
    assert (len(comparison.edits), len(comparison.noise)) == (edits, noise)
    assert sorted(c.start for held in sources.values() for c in held) == [c.start for c in row]
    found = merged(BASE, [Proposal("word", tuple(row))])
    assert settle(BASE, found.passages, everything_settled(found.passages)) == apply(BASE, row)


def test_a_move_is_a_passage_without_words():
    (passage,) = by(iom=[BASE[1], BASE[0], BASE[2]]).passages
    (change,) = split(BASE, [BASE[1], BASE[0], BASE[2]])
    wording = Wording("", (Support("iom", change.key),), after=change.after)
    assert passage == Passage(PassageKind.MOVE, change.block, 0, 0, "", (wording,))


def test_new_blocks_of_one_agency_keep_their_order_at_the_beginning_too():
    fresh = [Block("x", Kind.NUMBERED, "Zulu."), Block("y", Kind.ITEM, "alpha", 2)]
    for rows, anchor in (([*fresh, *BASE], ""), ([BASE[0], *fresh, *BASE[1:]], "a")):
        (passage,) = by(iom=rows).passages
        assert (passage.kind, passage.block, passage.start, passage.end) == (
            PassageKind.NEW, anchor, 0, 0,
        )  # fmt: skip
        assert passage.base == ""
        (wording,) = passage.wordings
        assert wording.text == "Zulu.\n\nalpha"
        assert [(b.kind, b.text, b.level) for b in wording.blocks] == [
            (Kind.NUMBERED, "Zulu.", 0),
            (Kind.ITEM, "alpha", 2),
        ]
        result = settle(BASE, [passage], everything_settled([passage]))
        assert [b.text for b in result] == [b.text for b in rows]
        assert result == apply(BASE, split(BASE, rows))


def test_names_of_new_blocks_are_short_and_follow_from_place_and_words():
    block = Block("", Kind.ITEM, "alpha", 2)
    assert len(new_id("a", block)) == 9
    names = {new_id("a", block), new_id("b", block), new_id("a", Block("", Kind.ITEM, "alpha", 1))}
    assert len(names) == 3
    assert new_id("a", Block("", Kind.ITEM, "“x”")) == new_id("a", Block("z", Kind.ITEM, '"x"'))


def test_a_new_block_without_a_kind_is_a_paragraph():
    bare = Change(ChangeKind.NEW_BLOCK, "n", 0, 0, "", "x", "a")
    assert block_of(bare) == Block("n", Kind.PARAGRAPH, "x")
    (deep,) = split(BASE, [*BASE, Block("x", Kind.ITEM, "alpha", 2)])
    assert block_of(deep).level == 2


def test_own_words_take_the_kinds_of_the_proposed_blocks_and_names_of_their_own():
    fresh = [Block("x", Kind.HEADING, "A title", 2), Block("y", Kind.ITEM, "alpha", 3)]
    (passage,) = by(iom=[*BASE, *fresh]).passages

    def own(text):
        return settle(BASE, [passage], {passage.fingerprint: Choice(text=text)})[3:]

    three = own("One.\n\n Two and two. \n\n\n\nThree.")
    assert [(b.kind, b.text, b.level) for b in three] == [
        (Kind.HEADING, "One.", 2),
        (Kind.ITEM, "Two and two.", 3),
        (Kind.ITEM, "Three.", 3),
    ]
    assert [b.id for b in three[:2]] == [b.id for b in passage.wordings[0].blocks]
    assert three[2].id == new_id(three[1].id, Block("", Kind.ITEM, "Three.", 3))
    assert own("") == ()
    doubtful = settle(BASE, [passage], {passage.fingerprint: Choice(bracketed=True)})[3:]
    assert [b.text for b in doubtful] == ["[A title", "alpha]"]


def test_a_choice_for_a_move_can_only_be_a_place():
    (passage,) = by(iom=[BASE[1], BASE[0], BASE[2]]).passages
    for choice in (Choice(), Choice(text="words"), Choice(bracketed=True), Choice("unknown")):
        assert settle(BASE, [passage], {passage.fingerprint: choice}) == BASE


@pytest.mark.parametrize(
    ("a", "b", "place"),
    [
        ("x of y", "x of z of y", 1),
        ("a, b", "a, c, b", 1),
        ("One. Two. End.", "One. Two. Two. End.", 4),
        ("a b a b c", "a b a b a b c", 0),
    ],
)
def test_additions_slide_to_the_best_of_equal_places(a, b, place):
    ((start, end, _, _),) = hunks(strip(a).keys, strip(b).keys)
    assert start == end == place
    left, right = strip(a).keys[:start], strip(a).keys[start:]
    inside = strip(b).keys[start : len(strip(b)) - len(right)]
    assert (*left, *inside, *right) == strip(b).keys


@pytest.mark.parametrize(
    ("iom", "ilo", "number"),
    [
        ("One. Two. Three. Four.", "One. Two. Three.\u00a0Five.", 1),
        ("Two. Three.", "One. 2. Three.", 2),
        ("Two. Three.", "One. Zwei! Three.", 2),
        ("One! Two. Three.", "One. Due. Three.", 2),
        ("One! Two. Three.", "One. due. Three.", 1),
        ("Uno. Two. Three.", "One. Due. Three.", 2),
        ("Uno; Two. Three.", "One. Due. Three.", 1),
        ("Two. Three.", "One. Two. 3. Three.", 2),
        ("One. Two.", "One. Two. Due. Three.", 2),
    ],
)
def test_changes_that_touch_can_stand_where_a_sentence_ends_before_and_after(iom, ilo, number):
    base = (Block("p", Kind.PARAGRAPH, "One. Two. Three."),)
    rows = {"iom": [Block("p", Kind.PARAGRAPH, iom)], "ilo": [Block("p", Kind.PARAGRAPH, ilo)]}
    found = merged(base, [Proposal(name, split(base, row)) for name, row in rows.items()])
    assert len(found.passages) == number
