"""Equal proposals for one place are one, and one of their texts stands for all."""

from workflow.text.alternatives import Alternative, alternatives
from workflow.text.spaces import around, shared_space


def folded(base, *texts):
    return alternatives(base, dict(zip("abc", texts, strict=False)), ("", ""))


def test_of_the_same_words_the_text_stands_that_ends_its_lines_like_the_base():
    (one,) = folded("It is.\n", "It’s so.\n", "It's so. ", "It's so. ")
    assert one == Alternative("It’s so.\n", ("a", "b", "c"), noise=False, variants=True)


def test_if_none_does_the_commonest_stands():
    (one,) = folded("It is.", "It’s so.\n", "It's so.\n", "It's so.\n")
    assert one.text == "It's so.\n"


def test_words_come_before_typography():
    found = folded("It’s so", "It's so", "It is")
    assert [(one.text, one.noise, one.variants) for one in found] == [
        ("It is", False, False),
        ("It's so", True, False),
    ]


def test_what_stands_beside_tells_a_list_from_a_line():
    found = alternatives("all. ", {"a": "all.\n", "b": "all.  "}, ("To ", "- one"))
    assert [(one.text, one.noise) for one in found] == [("all.\n", False), ("all.  ", True)]
    assert around("- We act", 2, 4) == ("- ", " ")


def test_white_space_is_shared_up_to_the_first_that_differs():
    assert shared_space(["a   ", "a\u00a0  "]) == (0, 2)
