"""How one text became another, as a person would have marked it."""

import pytest

from workflow.text import hunks as comparing
from workflow.text.align import Base
from workflow.text.compare import Comparison, Edit, Splice, compare, splice
from workflow.text.hunks import Hunk, fine_hunks, hunks, landmarks, longest_rise, raw_hunks
from workflow.text.places import places, trimmed
from workflow.text.tokens import strip


def marks(base, revised):
    """The text with {-deletions-} and {+insertions+}."""
    old = strip(base)
    shown, at = "", 0
    for start, end, new in sorted(trimmed(old, e) for e in compare(old, strip(revised)).edits):
        shown += base[at:start]
        shown += f"{{-{base[start:end]}-}}" if end > start else ""
        shown += f"{{+{new}+}}" if new else ""
        at = end
    return shown + base[at:]


@pytest.mark.parametrize(
    ("base", "revised", "wanted"),
    [
        ("We act.", "We act.", "We act."),
        ("We act now.", "We never act now.", "We{+ never+} act now."),
        ("We act now.", "We act.", "We act{- now-}."),
        ("We act now.", "We work now.", "We {-act-}{+work+} now."),
        ("We act. You see.", "We act. They hear. You see.", "We act.{+ They hear.+} You see."),
        ("We act. They hear. You see.", "We act. You see.", "We act.{- They hear.-} You see."),
        ("of migrants, in", "of migrants, refugees, in", "of migrants{+, refugees+}, in"),
        ("report of the Forum", "report of the Council of the Forum",
         "report{+ of the Council+} of the Forum"),
        ("a common line through the Network, and we keep it", "each other through the Network",
         "{-a common line through the Network, and we keep it-}{+each other through the Network+}"),
        ("agree a line through it, and keep to it", "consult all through it and wait",
         "{-agree a line through it, and keep to it-}{+consult all through it and wait+}"),
        ("one two three four five six", "1 two three four five 6",
         "{-one-}{+1+} two three four five {-six-}{+6+}"),
        ("A.\n\nB.\n", "A.\n\nNew.\n\nB.\n", "A.\n\n{+New.\n\n+}B.\n"),
        ("- a\n- b\n", "- a\n- x\n- b\n", "- a\n{+- x\n+}- b\n"),
        ("a a a", "a a a a", "a a a{+ a+}"),
        ("", "new", "{+new+}"),
        ("old", "", "{-old-}"),
    ],
)  # fmt: skip
def test_changes_read_as_a_person_would_mark_them(base, revised, wanted):
    assert marks(base, revised) == wanted


def test_small_differences_are_found_apart_and_joined_for_readers():
    a = strip("by telling the Coordinator in writing").keys
    b = strip("by giving the Coordinator 30 days notice in writing").keys
    assert raw_hunks(a, b) == (Hunk(1, 2, 1, 2), Hunk(4, 4, 4, 7))
    assert fine_hunks(a, b) == raw_hunks(a, b)
    assert hunks(a, b) == [Hunk(1, 4, 1, 7)]


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("the", ". the", [(0, 0, 0, 1)]),
        ("a b", "c b x", [(0, 1, 0, 1), (2, 2, 2, 3)]),
        ("of of . ,", "w of . y", [(0, 0, 0, 1), (1, 2, 2, 2), (3, 4, 3, 4)]),
        ("¶ and of", "z ¶ and ¶ and of z and", [(0, 0, 0, 1), (1, 1, 2, 4), (3, 3, 6, 8)]),
        ("w and x x ¶ x w", "w w and x w and and",
         [(0, 0, 0, 1), (2, 5, 3, 3), (7, 7, 5, 7)]),
        ("w w z", "w z", [(0, 1, 0, 0)]),
        ("and", "and , and", [(1, 1, 1, 3)]),
        ("z . w the", ". w the w the", [(0, 1, 0, 0), (4, 4, 3, 5)]),
        ("of x x the", "x of x the", [(0, 0, 0, 1), (1, 2, 2, 2)]),
    ],
)  # fmt: skip
def test_the_smallest_differences_stand_at_the_best_of_their_places(a, b, wanted):
    assert fine_hunks(tuple(a.split()), tuple(b.split())) == tuple(wanted)


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("and v z and z", "and and w z z and of ,", [(1, 2, 1, 3), (3, 4, 4, 4), (5, 5, 5, 8)]),
        ("w w x", ". w x x of", [(0, 3, 0, 5)]),
        ("w x x x x , of x x y of", "the x x w x , x x y of", [(0, 1, 0, 1), (3, 7, 3, 6)]),
        ("x y . .", "x . , y", [(1, 2, 1, 1), (3, 4, 2, 4)]),
        ("z ¶ the", "¶ w ¶ the x z ¶", [(0, 3, 0, 7)]),
    ],
)
def test_a_rewriting_falls_apart_only_where_more_of_its_words_stay(a, b, wanted):
    assert hunks(tuple(a.split()), tuple(b.split())) == wanted


def test_a_long_addition_does_not_swallow_its_neighbourhood():
    a = strip("one two three four five six seven").keys
    b = ("1", *a[1:6], *"a very long addition that goes on and on and never ends at all".split())
    assert hunks(a, b)[0] == Hunk(0, 1, 0, 1)


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("abc", "abc", [(0, 0), (1, 1), (2, 2)]),
        ("abc", "xbx", [(1, 1)]),
        ("abcab", "cab", [(2, 0)]),
        ("abc", "cab", [(0, 1), (1, 2)]),
        ("aab", "aab", [(2, 2)]),
        ("ab", "abb", [(0, 0)]),
        ("", "a", []),
        ("aaa", "a", []),
    ],
)
def test_landmarks_are_unique_in_both_and_in_order(a, b, wanted):
    assert landmarks(a, b) == wanted


@pytest.mark.parametrize(
    ("row", "wanted"),
    [([], []), ([5], [0]), ([1, 2, 3], [0, 1, 2]), ([3, 1, 2], [1, 2]), ([2, 1], [1]),
     ([4, 0, 5, 1, 6, 2, 3], [1, 3, 5, 6]), ([0, 8, 4, 12, 2], [0, 2, 3])],
)  # fmt: skip
def test_the_longest_rise_is_found(row, wanted):
    assert longest_rise(row) == wanted


def test_very_long_texts_are_cut_at_landmarks_and_still_correct(monkeypatch):
    base = " ".join(f"w{n % 90} u{n}" for n in range(60)) + "."
    revised = base.replace("u20", "x y").replace("w7 ", "").replace("u55", "u55 z")
    close = compare(strip(base), strip(revised))
    monkeypatch.setattr(comparing, "TOO_MUCH", 40)
    raw_hunks.cache_clear()
    assert compare(strip(base), strip(revised)) == close
    monkeypatch.setattr(comparing, "TOO_MUCH", 4)
    raw_hunks.cache_clear()
    coarse = compare(strip("a b a b a"), strip("b a a b b"))
    assert coarse.edits == (Edit(0, 5, ("b", "a", "a", "b", "b"), "b a a b b"),)


def test_noise_is_listed_apart_from_words():
    found = compare(strip("It’s  here - “now”"), strip("It's here - at “now” "))
    assert found.noise == (Splice(0, 4, "It's"), Splice(4, 6, " "), Splice(18, 18, " "))
    assert found.edits == (Edit(3, 3, ("at",), " at "),)
    assert compare(strip("a b"), strip("a b")) == Comparison((), ())


def test_white_space_at_the_beginning_that_stays_is_no_noise():
    assert compare(strip(" We act"), strip(" We go")).noise == ()


def test_splices_are_applied_from_left_to_right_insertions_first():
    assert splice("abc", [Splice(1, 2, "X"), Splice(1, 1, "y"), Splice(3, 3, "z")]) == "ayXcz"
    assert splice("abc", []) == "abc"


def found_places(base, **revisions):
    whole = Base(base)
    return places(whole.strip, {name: whole.compare(text) for name, text in revisions.items()})


@pytest.mark.parametrize(
    ("a", "b", "number"),
    [
        ("We x act now. You see.", "We y act now. You see.", 1),
        ("We x act now. You see.", "We act y now. You see.", 2),
        ("We x now. You see.", "We act y now. You see.", 1),
        ("We act x. You see.", "We act now. y see.", 2),
        ("We act now! You see.", "We act now. They see.", 2),
        ("We act now, You see.", "We act now. They see.", 1),
        ("We act now. x You see.", "We act now. y You see.", 1),
        ("We see.", "We act x now. You see.", 1),
        ("We act now. You see. X", "We act now.", 2),
    ],
)
def test_what_is_tied_together_is_one_place(a, b, number):
    assert len(found_places("We act now. You see.", a=a, b=b)) == number


@pytest.mark.parametrize(
    ("base", "a", "b", "number"),
    [
        ("May.", "May. Here.", "May", 1),
        ("We act.", "We act. Here.", "act.", 2),
        ("Act!\nSee.", "Act\n\nSee.", "Act!\n\n\nSee.", 1),
        ("We act.\n\nnow\n\n", "We act.\n\njust now\n\n", "We act.\n\n", 1),
        ("We act.\n\nGo.\n\n", "We act.\n\nSee. Go.\n\n", "We act.\n\n", 2),
    ],
)
def test_changes_at_one_point_are_apart_only_where_their_order_is_clear(base, a, b, number):
    assert len(found_places(base, a=a, b=b)) == number


def test_white_space_that_all_sides_share_is_no_part_of_a_place():
    (place,) = found_places("May and more.", a="\n more.")
    assert (place.base, place.alternatives[0].text) == ("May and", "\n")
    (place,) = found_places("May and of.  ", a="May and here  ")
    assert (place.base, place.alternatives[0].text) == ("of.", "here")


def test_a_chain_of_overlaps_is_one_place():
    found = found_places("a b c d e f.", x="1 2 c d e f.", y="a 3 4 d e f.", z="a b 5 6 e f.")
    assert len(found) == 1
    assert [one.agencies for one in found[0].alternatives] == [("x",), ("z",), ("y",)] or len(
        found[0].alternatives
    ) == 3
    assert (found[0].base, found[0].start, found[0].end) == ("a b c d", 0, 7)


def test_places_know_the_edits_and_the_noise_they_come_from():
    (place,) = found_places("It's our way.", a="It’s our way.", b="This is our way.")
    assert not place.contested
    assert place.settled == "This is"
    assert [(one.text, one.noise) for one in place.alternatives] == [
        ("This is", False),
        ("It’s", True),
    ]
    assert place.edits == (("b", Edit(0, 1, ("This", "is"), "This is ")),)
    assert place.noise == (("a", Splice(0, 4, "It’s")),)


def test_variants_of_typography_at_one_place_are_one_place():
    found = found_places("It's our way.", a="It’s our way.", b="Itʼs our way.", c="It’s our way.")
    fates = [(p.settled, p.contested, p.alternatives[0].variants) for p in found]
    assert fates == [("It’s", False, True)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unions and employers.", "unions, employers and schools.",
         [("and", ","), ("", "and schools")]),
        ("We act as one.", "They act as two.", [("We", "They"), ("one", "two")]),
    ],
)  # fmt: skip
def test_content_words_are_kept_rather_than_small_ones(old, new, said):
    base, edits = strip(old), compare(strip(old), strip(new)).edits
    pairs = [(base.surface(one.start, one.end).strip(), one.surface.strip()) for one in edits]
    assert pairs == said
