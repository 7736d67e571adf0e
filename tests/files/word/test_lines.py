"""A text with its marks taken or refused."""

from workflow.files.word.document import WordDocument
from workflow.files.word.lines import accepted_of
from workflow.files.word.paragraphs import Mark, MarkKind, Paragraph, Piece

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


def test_no_text_joins_beyond_a_table_and_an_empty_line_without_its_end_is_gone():
    before = Paragraph((Piece("Before"),), run=0, end_marks=(GONE,))
    inside = Paragraph((Piece("row", (GONE,)),), run=1, end_marks=(GONE,))
    after = Paragraph((Piece("After"),), run=2)
    document = WordDocument((before, inside, after))

    assert texts(document.accepted()) == ["Before", "After"]
    assert texts(document.rejected()) == ["Before", "row", "After"]
