"""Which paragraphs of a long text became which others, and what differs in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.texts_of_all_kinds import revisions, whole_texts
from workflow.text.align import Base, Paragraphs
from workflow.text.compare import Comparison, Edit, Splice, splice


def pages(letters):
    """A text of short paragraphs: "ab" is two of them; a space makes the break before it wider."""
    return "".join("\n" if one == " " else f"{one}\n\n" for one in letters)


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("abc", "abc", []),
        ("abc", "axc", [(1, 2, "x")]),
        ("abc", "ac", [(1, 2, "")]),
        ("ac", "abc", [(1, 1, "b")]),
        ("abcde", "axcye", [(1, 2, "x"), (3, 4, "y")]),
        ("abcde", "abxde", [(2, 3, "x")]),
        ("abcde", "cabde", [(0, 0, "c"), (2, 3, "")]),
        ("abcd", "xabcdy", [(0, 0, "x"), (4, 4, "y")]),
        ("xxa", "xxxa", [(2, 2, "x")]),
        ("abxxx", "acxxx", [(1, 2, "c")]),
        ("1xxmyy2", "3xxmyy4", [(0, 1, "3"), (6, 7, "4")]),
        ("1mxxn2", "3mxxn4", [(0, 1, "3"), (5, 6, "4")]),
        ("abxcb", "axbbc", [(1, 2, ""), (3, 3, "bb"), (4, 5, "")]),
        ("", "a", [(0, 0, "a")]),
        ("a", "", [(0, 1, "")]),
        ("ab", "a b", [(0, 1, "a ")]),
        ("a b", "xab ", [(0, 0, "x"), (0, 1, "a"), (1, 2, "b ")]),
        ("1a2", "3a 4", [(0, 1, "3"), (1, 2, "a "), (2, 3, "4")]),
        ("ab a", "a ba", [(0, 1, "a "), (1, 2, "b")]),
    ],
)
def test_only_stretches_that_differ_are_read(a, b, wanted):
    found = list(Paragraphs(pages(a)).rewritten(pages(b)))
    assert found == [(start, end, pages(words)) for start, end, words in wanted]


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("One.\n\nTwo", "One.\n\nTwo.", [(1, 2, "Two.")]),
        ("One.\n\nTwo", "One.\n\nTwo\n\n", [(1, 2, "Two\n\n")]),
        ("One.\n\nTwo\n\n", "One.\n\nTwo\n", [(1, 2, "Two\n")]),
        ("One.\n\nTwo\n\n", "One.\n\nTwo", [(1, 2, "Two")]),
        ("One", "One.\n\nOne", [(0, 0, "One.\n\n")]),
        ("One ", "One", [(0, 1, "One")]),
        ("\n\nOne", " \n\nOne", [(0, 1, " \n\n")]),
    ],
)
def test_how_the_last_paragraph_ends_tells_it_from_others(a, b, wanted):
    assert list(Paragraphs(a).rewritten(b)) == wanted


@given(whole_texts().flatmap(lambda base: st.tuples(st.just(base), revisions(base, most=1))))
def test_the_stretches_put_into_the_base_make_the_other_text(case):
    base, (text,) = case[0], case[1].values()
    known = Paragraphs(base)
    spans = [
        Splice(known.starts[a0], known.starts[a1], words) for a0, a1, words in known.rewritten(text)
    ]
    assert splice(base, spans) == text


def test_a_wider_break_does_not_make_an_equal_paragraph_look_moved():
    base = "To be written.\n\nTo be written.\n\n\n\nThe end."
    found = Base(base).compare("To be written.\n\n\n\nTo be written.\n\nThe end.")
    assert found == Comparison((), (Splice(14, 16, "\n\n\n\n"), Splice(30, 34, "\n\n")))


def test_a_base_counts_from_the_start_of_the_text_and_remembers():
    base = Base("One is here.\n\nTwo is here.\n\nThree is here.\n")
    found = base.compare("One is here.\n\nTwo was  here.\n\nThree is here.\n")
    assert found.edits == (Edit(6, 7, ("was",), " was  "),)
    assert base.compare("One is here.\n\nTwo  is here.\n\nThree is here.\n").noise == (
        Splice(17, 18, "  "),
    )
    assert base.compare(base.strip.text) == Comparison((), ())
    again = base.compare("One is here.\n\nTwo was  here.\n\nThree is here.\n")
    assert again.edits[0] is found.edits[0]


def test_typography_is_found_in_each_stretch_that_differs():
    found = Base("It's.\n\nWe act.\n\nIt's.\n").compare("It’s.\n\nWe act.\n\nIt’s.\n")
    assert found.noise == (Splice(0, 4, "It’s"), Splice(16, 20, "It’s"))
