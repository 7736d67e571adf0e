"""What was changed in a file without being marked is found, every character of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.word.making import document, ins, para, run
from workflow.files.word.returned.untracked import Nature, Sent, What, as_sent, restored, untracked

WORDS = st.sampled_from(
    "We will help all migrants , in transit . “now” 'now' 2030 \u00a0 \ufffc a—b م".split()
)
TEXTS = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
PLACES = st.lists(st.integers(0, 9), max_size=6, unique=True).map(sorted)


def with_fields(text, places):
    pairs = zip(places[::2], places[1::2], strict=False)
    return Sent(text, fields=tuple(pair for pair in pairs if pair[1] <= len(text)))


SENT = st.builds(with_fields, TEXTS, PLACES)
PARAGRAPHS = st.lists(SENT, max_size=6)


def compared(sent, returned):
    return untracked(list(map(Sent, sent)), list(map(Sent, returned)))


def told(found):
    return [(one.what, one.nature, one.old, one.new) for one in found]


def test_a_text_that_came_back_as_it_was_has_no_differences():
    assert (
        compared(["We act.", "We act.", "Yes", "Yes"], ["We act.", "We act.", "Yes", "Yes"]) == ()
    )


def test_words_that_were_not_marked_are_found_with_their_place():
    (one,) = compared(["First.", "We help migrants."], ["First.", "We help all migrants."])

    assert (one.what, one.nature, one.old, one.new) == (What.WORDS, Nature.TEXT, "", " all")
    assert (one.sent, one.returned, one.start, one.end) == (1, 1, 7, 7)
    assert one.written


@pytest.mark.parametrize(
    ("old", "new", "nature"),
    [
        ("We act", "We  act", Nature.WHITESPACE),
        ("We act", "We\u00a0act", Nature.TYPOGRAPHY),
        ("we're here", "we’re here", Nature.TYPOGRAPHY),
        ("we act - now", "we act – now", Nature.TYPOGRAPHY),
        ("taxa", "Taxa", Nature.TEXT),
        ("We act", "We act\u200b", Nature.TEXT),
        ("Yes", "Yes, #318", Nature.TEXT),
    ],
)
def test_differences_are_told_apart_by_their_nature(old, new, nature):
    assert [one.nature for one in compared([old], [new])] == [nature]


def test_paragraphs_that_came_went_and_moved_are_told():
    sent = ["We listen to migrants.", "We report every year.", "We meet in Geneva in May."]
    back = ["We meet in Geneva in May.", "We listen to migrants.", "Nobody pays for any of this."]

    assert told(compared(sent, back)) == [
        (What.MOVED, Nature.TEXT, sent[2], sent[2]),
        (What.ADDED, Nature.TEXT, "", back[2]),
        (What.REMOVED, Nature.TEXT, sent[1], ""),
    ]


def test_a_paragraph_is_known_by_its_id_even_if_most_of_it_was_rewritten():
    sent = [Sent("We help all migrants.", para_id="0A"), Sent("We report.", para_id="0B")]
    back = [Sent("We report.", para_id="0B"), Sent("They help nobody here.", para_id="0A")]

    found = untracked(sent, back)

    assert {(one.what, one.sent, one.returned) for one in found} == {
        (What.MOVED, 1, 0),
        (What.WORDS, 0, 1),
    }


def test_what_a_program_computes_is_not_somebodys_text():
    def page(number, more=""):
        field = f"<w:fldSimple w:instr='PAGE'>{run(number)}</w:fldSimple>"
        return as_sent(document(para(run("Page "), field, run(more))).rejected())

    assert [one.nature for one in untracked(page("3"), page("14"))] == [Nature.FIELD]
    assert [one.nature for one in untracked(page("3"), page("3", "x"))] == [Nature.TEXT]
    both = untracked(page("3", " of many"), page("14", " of 14"))
    assert [(one.nature, one.new) for one in both] == [(Nature.FIELD, "14"), (Nature.TEXT, "14")]


def test_marked_words_are_no_untracked_ones():
    sent = document(para(run("We act.")))
    back = document(para(run("We "), ins(run("all ")), run("must act.")))

    found = untracked(as_sent(sent.rejected()), as_sent(back.rejected()))

    assert told(found) == [(What.WORDS, Nature.TEXT, "", " must")]


def test_another_kind_of_paragraph_is_formatting():
    heading = "<w:outlineLvl w:val='1'/>"
    sent, back = document(para(run("Aims"))), document(para(run("Aims"), look=heading))

    (one,) = untracked(as_sent(sent.rejected()), as_sent(back.rejected()))

    assert (one.what, one.nature, one.old, one.new) == (
        What.KIND,
        Nature.FORMATTING,
        "paragraph",
        "heading 2",
    )
    assert not one.written


@given(PARAGRAPHS, PARAGRAPHS)
def test_all_differences_together_make_what_came_back_to_the_character(sent, back):
    found = untracked(sent, back)

    assert restored(sent, back, found) == [one.text for one in back]
    removed = [one.sent for one in found if one.what is What.REMOVED]
    kept = len(back) - sum(one.what is What.ADDED for one in found)
    assert len(sent) == kept + len(removed)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.data())
def test_any_character_that_changed_is_found(texts, data):
    place = data.draw(st.integers(0, len(texts) - 1))
    at = data.draw(st.integers(0, len(texts[place])))
    sign = data.draw(st.characters(exclude_categories=["Cs"]))
    back = list(texts)
    back[place] = texts[place][:at] + sign + texts[place][at:]

    found = compared(texts, back)

    assert found
    assert any(one.written for one in found)
    assert restored(list(map(Sent, texts)), list(map(Sent, back)), found) == back
