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
