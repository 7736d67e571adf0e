"""A few words that were moved: known as moved, and never standing twice or not at all."""

import pytest

from workflow.text.texts import merge_texts

FREE = " Participation is free."
BASE = f"We act in all countries.{FREE} We report once a year.\n\nThe end comes later.\n"
MOVED = BASE.replace(FREE, "").replace("later.", f"later.{FREE}")


def looks(merged):
    return [(one.kind, one.agencies, one.text) for one in merged.attention]


def test_a_short_sentence_that_was_moved_is_said_to_be_moved():
    merged = merge_texts(BASE, {"IOM": MOVED})
    assert merged.text == MOVED
    assert looks(merged) == [("moved", ("IOM",), FREE.strip())]


def test_while_a_moved_sentence_is_disputed_it_stands_once_and_where_it_was():
    merged = merge_texts(BASE, {"IOM": MOVED, "ILO": BASE.replace("is free", "is always free")})
    assert merged.text == BASE
    _, there = (one for one in merged.segments if not isinstance(one, str))
    assert [one.text for one in (*there.alternatives, *there.offers)] == [
        FREE, " Participation is always free."]  # fmt: skip
    assert [one.noise for one in there.offers] == [False]


@pytest.mark.parametrize(
    "moved",
    [
        BASE.replace(FREE, "").replace("later.", "later. Participation is fun."),
        BASE.replace(" We report", "").replace("The end", "We report. The end"),
        BASE.replace(FREE, "").replace("later.", f"later.{FREE}{FREE}"),
    ],
)
def test_other_words_two_words_and_words_put_in_twice_were_not_moved(moved):
    assert "moved" not in {kind for kind, _, _ in looks(merge_texts(BASE, {"IOM": moved}))}


def test_words_that_one_took_out_and_another_put_in_were_not_moved():
    out = BASE.replace(FREE, "")
    merged = merge_texts(BASE, {"IOM": out, "ILO": BASE.replace("later.", f"later.{FREE}")})
    assert "moved" not in {kind for kind, _, _ in looks(merged)}


ROW = "all of us meet once each year in May for work".split()
"""Eleven words, ten pairs of neighbours."""


def written(words, *, first):
    """A text with the words at its beginning or at its end."""
    told = " ".join(words).capitalize() + "."
    rest = "Nobody else needs to know how long these other three sentences stay. We go. They go."
    return f"{told} {rest}" if first else f"{rest} {told}"


@pytest.mark.parametrize(
    ("out", "into", "moved"),
    [
        (ROW, [*ROW[:8], "there", "they", "go"], True),
        (ROW, [*ROW[:7], "there", "they", "must", "go"], False),
        (ROW[:7], [*ROW[:6], "now"], True),
        (ROW[:6], [*ROW[:5], "now"], False),
    ],
)
def test_a_sentence_edited_on_the_way_was_moved_if_most_of_its_word_pairs_came_along(
    out, into, moved
):
    merged = merge_texts(written(out, first=True), {"IOM": written(into, first=False)})
    assert ("moved" in {kind for kind, _, _ in looks(merged)}) == moved
