"""What counts as one token, and where a text may be cut."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.text import tokens
from workflow.text.tokens import (
    BREAK,
    LINE,
    keys_of,
    light,
    paragraphs,
    seam,
    strip,
    strip_like,
    weight,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("By 1.5 million (2030).", ["By", "1.5", "million", "(", "2030", ")", "."]),
        ("30,000 migrants, 12%", ["30,000", "migrants", ",", "12", "%"]),
        ("31 December 2022 and 1 May", ["31 December 2022", "and", "1", "May"]),
        ("le 3 mars 2024", ["le", "3 mars 2024"]),
        ("March 3, 2024", ["March 3, 2024"]),
        ("2022年12月31日前", ["2022年12月31日", "前"]),
        ("migrant's well-known", ["migrant's", "well-known"]),
        ("l’enfant", ["l'enfant"]),
        ("see http://a.b/c?d=e.", ["see", "http://a.b/c?d=e", "."]),
        ("www.iom.int/x, yes", ["www.iom.int/x", ",", "yes"]),
        ("**bold** --- ...", ["**", "bold", "**", "---", "..."]),
        (r"\section{x}", [r"\section", "{", "x", "}"]),
        ("我们承诺。", ["我", "们", "承", "诺", "。"]),
        ("الفقرة؛ مُهاجِر،", ["الفقرة", "؛", "مُهاجِر", "،"]),
        ("👨‍👩‍👧🇨🇭👍🏽", ["👨‍👩‍👧", "🇨🇭", "👍🏽"]),
        ("e\u0301cole", ["école"]),
        ("“a” – b…", ['"', "a", '"', "-", "b", "..."]),
        ("a\n\nb", ["a", BREAK, "b"]),
        ("a\n - b\nc", ["a", LINE, "-", "b", "c"]),
        ("a\u00a0b\u202fc", ["a", "b", "c"]),
        ("", []),
    ],
)
def test_a_token_is_the_smallest_thing_to_disagree_on(text, wanted):
    assert list(strip(text).keys) == wanted


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_the_quick_grammar_for_plain_texts_is_the_same_grammar(text):
    found = [match.group() for match in tokens.TOKEN.finditer(text)]
    assert [match.group() for match in tokens._ASCII_TOKEN.finditer(text)] == found


@given(st.text(max_size=60))
def test_paragraphs_are_tokenized_as_the_whole_text_is(text):
    parts = tuple(key for part in paragraphs(text) for key in strip(part).keys)
    assert parts == strip(text).keys


def test_sentences_that_two_texts_share_are_cut_once():
    known = strip("We act. We see. We go. We end.")
    for text in (
        "We act. We hear. We go. We end.",
        "We see. We go. We end.",
        "We act. We see. We go. We end. X",
        "We act. We see.  We go. We end.",
        "We act. We end.",
        "",
        known.text,
    ):
        assert strip_like(known, text) == strip(text)
    assert strip_like(strip(""), known.text) == known


PIECES = (
    "We act. See. a. B 12. May 5, 2030 1st of May. A www.a. B http://a.org/x. Y ... \n\n \n- a. B "
    "\n12. A e\u0301. \ufe0f. A \u200d \u0301 - ** \\tex 移民。 it’s".split(" ")
)


@given(st.lists(st.sampled_from(PIECES)), st.integers(0, 40), st.integers(0, 9), st.data())
def test_a_text_is_cut_like_another_as_if_it_stood_alone(pieces, start, length, data):
    old = " ".join(pieces)
    new = "".join(data.draw(st.lists(st.sampled_from((*PIECES, " ", ". ", ".")), max_size=3)))
    text = old[:start] + new + old[start + length :]
    assert strip_like(strip(old), text) == strip(text)


def test_slots_hold_the_white_space_on_both_sides():
    text = strip(" We  act, now ")
    assert text.surface(0, 1) == " We  "
    assert text.surface(1, 1) == "  "
    assert text.surface(2, 4) == ", now "
    assert text.surface(4, 4) == " "


def test_characters_are_found_as_whole_tokens():
    text = strip("We act now")
    assert text.tokens_at(3, 6) == (1, 2)
    assert text.tokens_at(4, 5) == (1, 2)
    assert text.tokens_at(2, 2) == (1, 1)
    assert text.tokens_at(3, 3) == (1, 1)
    assert text.tokens_at(4, 4) == (1, 2)
    assert text.tokens_at(0, 10) == (0, 3)


def test_a_part_is_a_text_of_its_own():
    part = strip("We act. You see.").part(3, 6)
    assert (part.text, part.keys) == (" You see.", ("You", "see", "."))
    assert [part.text[s:e] for s, e in zip(part.starts, part.ends, strict=True)] == [*part.keys]


@pytest.mark.parametrize(
    ("text", "place", "wanted"),
    [
        ("We act. You see", 0, 8),
        ("We act. You see", 5, 8),
        ("We act.\n\nYou", 4, 8),
        ("We act.\n\nYou", 3, 6),
        ("We act. You see", 3, 4),
        ("We act.) You see", 4, 4),
        ("We act.) You see", 3, 0),
        ("We act. you see", 3, 0),
        ("We act, you", 2, 2),
        ("We act, you", 3, 1),
        ("We act now", 1, 0),
    ],
)
def test_a_text_is_best_cut_at_breaks_then_sentences_then_clauses(text, place, wanted):
    assert seam(strip(text).keys, place) == wanted


def test_words_that_only_hold_others_together_weigh_less():
    wanted = {BREAK: 1.5, LINE: 1.5, ".": 1.0, ",": 0.25, "the": 0.5, "The": 0.5, "的": 0.5}
    assert {key: weight(key) for key in wanted} == wanted
    assert weight("refugees") == weight("30") == weight(r"\section") == 1.0
    assert light("et")
    assert not light("Forum")


def test_keys_do_not_depend_on_typography():
    assert keys_of("“It’s” – 5") == keys_of('"It\'s"  -\n5')
    assert keys_of("It's") != keys_of("Its")


def test_months_are_written_once():
    months = re.findall(r"\w+", tokens._MONTHS)
    assert len(months) == 12 * 5
