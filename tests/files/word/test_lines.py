"""A text with its marks taken or refused."""

from workflow.files.word.document import WordDocument
from workflow.files.word.lines import accepted_of
from workflow.files.word.paragraphs import Cell, Mark, MarkKind, Paragraph, Piece, Place

ADDED = Mark(MarkKind.INSERT, "ILO")
GONE = Mark(MarkKind.DELETE, "IOM")


def texts(lines):
    return [line.text for line in lines]


def test_a_mark_that_is_taken_does_what_it_says_and_a_refused_one_is_undone():
    words = Piece("We "), Piece("all ", (ADDED,)), Piece("never ", (GONE,)), Piece("act.")
    document = WordDocument((Paragraph(words),))

    assert texts(document.accepted()) == ["We all act."]
    assert texts(document.rejected()) == ["We never act."]
    assert texts(document.seen(accepted_of({"ILO"}))) == ["We all never act."]


def test_text_that_one_added_and_another_removed_is_in_neither_text():
    document = WordDocument((Paragraph((Piece("We act"), Piece(" now", (ADDED, GONE)))),))

    assert texts(document.accepted()) == texts(document.rejected()) == ["We act"]
    assert texts(document.seen(accepted_of({"ILO"}))) == ["We act now"]


def test_where_an_end_goes_the_text_joins_the_next_paragraph():
    first = Paragraph((Piece("We act. "),), end_marks=(GONE,), para_id="1")
    second = Paragraph((Piece("We report."),), para_id="2")
    document = WordDocument((first, second))

    line = document.accepted()[0]

    assert (line.text, line.sources, line.paragraph.para_id) == ("We act. We report.", (0, 1), "2")
    assert texts(document.rejected()) == ["We act. ", "We report."]


def test_no_text_joins_into_a_cell_and_an_empty_line_without_its_end_is_gone():
    before = Paragraph((Piece("Before"),), end_marks=(GONE,))
    inside = Paragraph((Piece("cell"),), end_marks=(GONE,), place=Place.CELL, cell=Cell(1, 1, 1))
    empty = Paragraph((Piece("row", (GONE,)),), end_marks=(GONE,))
    document = WordDocument((before, inside, empty, Paragraph((Piece("After"),))))

    assert texts(document.accepted()) == ["Before", "cell", "After"]
    assert texts(document.rejected()) == ["Before", "cell", "row", "After"]


def test_a_table_that_is_refused_leaves_no_gap():
    first = Paragraph((Piece("We "),), end_marks=(ADDED,))
    cell = Paragraph((Piece("a", (ADDED,)),), (ADDED,), place=Place.CELL, cell=Cell(1, 1, 1))
    document = WordDocument((first, cell, Paragraph((Piece("act."),))))

    assert texts(document.accepted()) == ["We ", "a", "act."]
    assert texts(document.rejected()) == ["We act."]
