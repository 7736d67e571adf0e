"""White space makes lists and paragraphs: nobody may get or lose one through the typing of others.

That a merge is handed out proves that taking one agency's wordings gives the text that it sent.
"""

import pytest

from workflow.text.compare import Splice
from workflow.text.spaces import around, broken_around, item_ahead, item_behind, trim
from workflow.text.texts import merge_texts
from workflow.text.tokens import keys_of

PLAIN = "It’s ours. We’ll act. They’re here. — we"


def merged(base, *texts):
    return merge_texts(base, dict(zip("abcdef", texts, strict=False)))


def contested(found):
    return [[one.text for one in place.alternatives] for place in found.places if place.contested]


def test_a_line_that_one_hand_ends_before_a_dash_makes_no_list_of_what_another_wrote():
    wrapped = PLAIN.replace("’", "'").replace(" ", "\n")
    found = merged(PLAIN, "we We’ll — we", wrapped, PLAIN.replace("’", "'"))
    assert keys_of(found.text) == keys_of("we We'll — we")


def test_who_makes_a_list_of_the_same_words_makes_another_text():
    text = "It’s here. — we"
    found = merged(text, "So be it we", "It's here.\n— we", "It's here. — we")
    (sides,) = contested(found)
    assert len(sides) == 3


def test_a_list_item_stays_one_although_another_ends_a_line_behind_its_number():
    base = "We act.\n2. We go."
    found = merged(base, "We act.\n2.\nWe go.", "We act.\n2.  We go.", "We act.\n2. Now. We go.")
    assert found.text.startswith("We act.\n2.")


def test_wider_gaps_around_a_dash_and_lines_around_it_are_one_choice():
    base = "They act — now."
    found = merged(base, "They act\n—\nnow.", "They act  — now.", base)
    assert [(one.start, one.end) for one in found.places] == [(8, 11)]
    assert found.text in ("They act\n—\nnow.", "They act  — now.")


def test_taking_a_paragraph_for_a_line_of_a_list_is_not_joining_two_paragraphs():
    base = "To all.\n\n- to one\n- to two"
    found = merged(base, "To all.\n- to one\n- to two", "To all. - to one\n- to two")
    (sides,) = contested(found)
    assert len(sides) == 2


def test_a_break_before_two_changed_sentences_is_counted_once():
    found = merged(
        "We act. We go.\n", "\nWe act. We go.\n", "So. We act. We go.\n", "They do. We go.\n"
    )
    assert found.text == "So. They do. We go.\n"
    homes = [place.start for place in found.places if any(name == "a" for name, _ in place.noise)]
    assert homes == [0]


def test_taking_out_a_break_says_no_more_than_putting_a_narrower_one_in_its_place():
    found = merged("To all.\n\nWe act.", "To all. We act.", "To all.\n- We act.")
    assert len(contested(found)) == 1


@pytest.mark.parametrize("mark", ["-", "–", "*", "##", "12.", "3)", "(iii)", "######", "|"])
def test_the_mark_of_an_item_is_found_from_both_sides(mark):
    text = f"We act.\n{mark} We go."
    start, end = 8, 8 + len(mark)
    assert item_ahead(text, start) == end
    assert item_behind(text, end) == start - 1
    assert item_ahead(text, end - 1) == end
    assert item_ahead(mark + " We", 0) == len(mark)
    assert item_behind(mark + " We", len(mark)) == 0


@pytest.mark.parametrize("text", ["a-b", "We go", "1234. We", "-", "(longer) We", "####### We"])
def test_other_words_are_no_marks(text):
    assert item_ahead(text, 0) == 0
    assert item_behind(text, text.find(" ")) == text.find(" ")


def test_what_is_beside_a_place_tells_whether_it_is_an_item():
    text = "To all.\n- We act. – So"
    assert around(text, 10, 12) == ("\n- ", " act. ")
    assert around(text, 17, 17) == (" act.", " – ")
    assert around(text, 0, len(text)) == ("", "")
    assert around("We\nabcdefghijklmnop", 19, 19) == ("efghijklmnop", "")  # of long words the end


def test_where_a_text_ends_lines_is_told_at_its_edges_only():
    assert broken_around("\nWe\nact") == (True, False)
    assert broken_around("We\nact \n") == (False, True)
    assert broken_around(" \n") == (True, True)
    assert broken_around(" ") == (False, False)


@pytest.mark.parametrize(
    ("span", "wanted"),
    [
        (Splice(1, 2, " x "), Splice(1, 1, " x")),
        (Splice(1, 4, " y "), Splice(2, 3, "y")),
        (Splice(1, 4, " "), Splice(1, 3, "")),
        (Splice(1, 2, ""), Splice(1, 2, "")),
        (Splice(2, 3, "c"), Splice(2, 3, "c")),
    ],
)
def test_white_space_that_stays_is_left_out_first_at_the_end(span, wanted):
    assert trim("a b c", span) == wanted


def test_ends_of_lines_and_fixed_spaces_are_two_typings_of_the_same_words():
    found = merged("We act. So it is.", "We\nact. So it is.", "We\u00a0act. So it is.")
    (place,) = found.places
    assert [(one.text, one.agencies) for one in place.alternatives] == [
        ("\n", ("a",)),
        ("\u00a0", ("b",)),
    ]
    assert not place.contested


def test_typography_on_both_sides_of_an_addition_stays_apart_from_it():
    base = "We act.\n\n- to one\n- to two"
    found = merged(base, "We act.\n\n\n- to one\n- to two", "We act.\n\nNow\n\n– to one\n– to two")
    assert found.text == "We act.\n\n\nNow\n\n– to one\n– to two"
