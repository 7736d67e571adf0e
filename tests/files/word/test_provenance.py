from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.files.word.returning import (
    ILO,
    TOKEN,
    candidate,
    composed,
    paragraph,
    returned,
    without_marks,
)
from tests.text import texts_of_all_kinds as kinds
from tests.text.pledge import BASE, new
from workflow.files.word.document import WordDocument
from workflow.files.word.paragraphs import Paragraph, Piece
from workflow.files.word.returned.homing import Way, home
from workflow.files.word.returned.provenance import Doubt, Rung, places_of_token, trace
from workflow.text.blocks import Block, Kind

ZERO = candidate(0, BASE)
NEXT = candidate(1, [*BASE, new("We will meet every year in Geneva and in New York.")])
OTHER = candidate(2, [new("All ships keep to the right and sound their horns in fog.", "s")])


def test_the_token_is_looked_for_wherever_it_was_put():
    places = list(places_of_token(returned(BASE, ZERO)))

    assert [TOKEN in place for place in places] == [True, True]


def test_a_file_is_known_by_its_token_when_its_words_agree():
    found = trace(returned(BASE, ZERO), [ZERO, NEXT, OTHER], told=0)

    assert (found.base, found.rung, found.sure) == (ZERO, Rung.TOKEN, True)


def test_a_file_without_a_token_is_known_by_its_document_id():
    found = trace(returned(NEXT.blocks, NEXT), [ZERO, NEXT, OTHER])

    assert (found.base, found.rung, found.sure) == (NEXT, Rung.DOCUMENT, True)


def test_a_file_without_any_mark_is_known_by_its_words():
    edited = [*NEXT.blocks[:-1], replace(NEXT.blocks[-1], text="We will meet in Geneva each year.")]

    found = trace(without_marks(returned(edited)), [ZERO, NEXT, OTHER])

    assert (found.base, found.rung, found.sure) == (NEXT, Rung.WORDS, True)


def test_a_file_whose_words_are_those_of_another_version_asks():
    found = trace(returned(NEXT.blocks, ZERO), [ZERO, NEXT], told=0)

    assert (found.base, found.doubt, found.sure) == (ZERO, Doubt.CONFLICT, False)


def test_a_text_that_is_like_no_version_asks_whatever_its_marks_say():
    marked = trace(returned(OTHER.blocks, ZERO), [ZERO, NEXT], told=0)
    bare = trace(without_marks(returned(OTHER.blocks)), [ZERO, NEXT])

    assert (marked.base, marked.doubt) == (ZERO, Doubt.FOREIGN)
    assert (bare.base, bare.doubt) == (None, Doubt.FOREIGN)


def test_a_text_that_is_equally_near_to_two_versions_asks():
    half = [*BASE, new("We will meet.")]
    twin = candidate(3, [*BASE, new("They will come.")])

    found = trace(without_marks(returned(half)), [candidate(4, [*BASE, new("We go.")]), twin])

    assert found.doubt is Doubt.SEVERAL


@given(kinds.documents().map(composed))
def test_blocks_are_found_by_their_paragraph_ids(base):
    homed = home(returned(base), base)

    assert homed.rejected == homed.accepted == base
    assert set(homed.ways.values()) == {Way.PARAGRAPH}


@given(st.data())
def test_every_paragraph_comes_back_with_its_words_and_an_id_of_its_own(data):
    base = data.draw(kinds.documents().map(composed))
    answer = data.draw(kinds.answer(base).map(composed))

    homed = home(without_marks(returned(answer)), base)

    assert [block.text for block in homed.accepted] == [b.text for b in answer if b.text]
    assert len({block.id for block in homed.accepted}) == len(homed.accepted)


def test_blocks_are_found_by_bookmarks_where_a_program_renumbers_paragraphs():
    document = returned(BASE)
    renumbered = (replace(p, para_id=f"{at:08X}") for at, p in enumerate(document.body, 1))

    homed = home(replace(document, body=tuple(renumbered)), BASE)

    assert homed.accepted == BASE
    assert set(homed.ways.values()) == {Way.BOOKMARK}


def test_blocks_are_found_by_their_words_when_nothing_else_is_left():
    edited = [replace(b, text=b.text.replace("listen", "listen well")) for b in BASE]

    homed = home(without_marks(returned(edited)), BASE)

    assert homed.accepted == tuple(edited)
    assert homed.ways["a"] is Way.LIKENESS
    assert homed.ways["b"] is Way.WORDS


def test_an_id_that_was_put_on_other_words_is_not_believed():
    document = returned(BASE)
    a, b = document.body[2], document.body[3]
    swapped = (replace(a, para_id=b.para_id), replace(b, para_id=a.para_id))
    bare = [replace(p, bookmarks=()) for p in (*document.body[:2], *swapped, document.body[4])]

    homed = home(replace(document, body=tuple(bare)), BASE)

    assert homed.accepted == BASE


def test_numbers_that_a_program_wrote_into_the_text_are_taken_off_again():
    rows = [paragraph(b) for b in BASE]
    typed = (
        replace(row, pieces=(Piece(f"{at}.\t{row.text}"),), kind=Kind.PARAGRAPH, bookmarks=())
        for at, row in enumerate(rows[2:], 1)
    )

    homed = home(WordDocument((*rows[:2], *typed)), BASE)

    assert homed.accepted == BASE


def test_a_new_paragraph_has_the_same_id_before_and_after_the_marked_changes():
    silent = Paragraph((Piece("We add "), Piece("silently ", (ILO,)), Piece("this.")))
    marked = Paragraph((Piece("We mark this.", (ILO,)),), end_marks=(ILO,), kind=Kind.NUMBERED)
    body = (*returned(BASE).body, silent, marked)

    homed = home(WordDocument(body), BASE)

    assert homed.rejected[-1] == Block("new6", Kind.PARAGRAPH, "We add this.")
    assert homed.accepted[-2:] == (
        Block("new6", Kind.PARAGRAPH, "We add silently this."),
        Block("new7", Kind.NUMBERED, "We mark this."),
    )


def test_a_paragraph_that_was_moved_by_marks_keeps_its_id():
    gone = (replace(ILO, kind=ILO.kind.MOVE_FROM),)
    came = (replace(ILO, kind=ILO.kind.MOVE_TO),)
    rows = list(returned(BASE).body)
    last = rows[4]
    there = replace(
        last, pieces=(Piece(last.text, came),), end_marks=came, para_id="", bookmarks=()
    )
    rows[4] = replace(last, pieces=(Piece(last.text, gone),), end_marks=gone)

    homed = home(WordDocument((*rows[:2], there, *rows[2:])), BASE)

    assert homed.rejected == BASE
    assert [block.id for block in homed.accepted] == ["t", "p", "c", "a", "b"]
