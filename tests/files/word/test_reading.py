"""What a Word file says, construct by construct, as the standard has it."""

import pytest

from tests.files.word.making import (
    BY_ILO,
    BY_IOM,
    both,
    dele,
    document,
    gone,
    ins,
    para,
    row,
    run,
    table,
    told,
)
from workflow.files.word.changes import tracked
from workflow.files.word.paragraphs import Cell, Place

NEXT = para(run("Next."))


def test_inserted_and_deleted_words_know_their_authors():
    found = document(para(run("We "), dele(gone("all ")), ins(run("now ")), run("act.")))

    assert both(found) == [["We now act."], ["We all act."]]
    assert told(found) == [("delete", "IOM", "all "), ("insert", "ILO", "now ")]
    assert tracked(found)[0].mark.date == "2026-03-02T09:00:00Z"


def test_words_that_one_adds_and_another_deletes_are_in_neither_text():
    found = document(para(run("We act"), ins(dele(gone(" now"))), run(".")))

    assert both(found) == [["We act."], ["We act."]]
    assert told(found) == [("delete", "IOM", " now"), ("insert", "ILO", " now")]


def test_a_deleted_end_joins_the_next_paragraph():
    found = document(para(run("One. "), end=f"<w:del {BY_IOM}/>"), NEXT)

    assert both(found) == [["One. Next."], ["One. ", "Next."]]
    assert told(found) == [("delete", "IOM", "\n")]


def test_an_inserted_end_parts_a_paragraph():
    found = document(para(run("One. "), end=f"<w:ins {BY_ILO}/>"), NEXT)

    assert both(found) == [["One. ", "Next."], ["One. Next."]]


def test_text_that_was_moved_is_in_one_place():
    start = '<w:moveFromRangeStart w:id="7" w:name="move1" w:author="ILO"/>'
    there = '<w:moveToRangeStart w:id="8" w:name="move1" w:author="ILO"/>'
    found = document(
        start,
        para(f"<w:moveFrom {BY_ILO}>{run('We act.')}</w:moveFrom>", end=f"<w:moveFrom {BY_ILO}/>"),
        '<w:moveFromRangeEnd w:id="7"/>',
        NEXT,
        there,
        para(f"<w:moveTo {BY_ILO}>{run('We act.')}</w:moveTo>", end=f"<w:moveTo {BY_ILO}/>"),
        '<w:moveToRangeEnd w:id="8"/>',
    )

    assert both(found) == [["Next.", "We act."], ["We act.", "Next."]]
    assert {change.mark.move for change in tracked(found)} == {"move1"}


def test_a_row_takes_its_words_along_whether_they_are_marked_or_not():
    found = document(
        para(run("Before")),
        table(row(para(run("a")), mark=f"<w:del {BY_IOM}/>"), row(para(run("b")))),
        table(row(para(ins(run("c"))), para(run("d")), mark=f"<w:ins {BY_ILO}/>")),
        NEXT,
    )

    assert both(found) == [["Before", "b", "c", "d", "Next."], ["Before", "a", "b", "Next."]]
    assert [mark.on for p in found.body for piece in p.pieces for mark in piece.marks] == [
        "row",
        "",
        "row",
    ]
    assert found.body[1].cell == Cell(1, 1, 1)
    assert found.body[1].place is Place.CELL


def test_a_cell_that_was_inserted_goes_when_it_is_refused():
    cell = f"<w:tc><w:tcPr><w:cellIns {BY_ILO}/></w:tcPr>{para(run('new'))}</w:tc>"
    found = document(table(row(para(run("old")), cell)))

    assert both(found) == [["old", "new"], ["old"]]


def test_no_paragraph_joins_beyond_a_table():
    found = document(para(run("One."), end=f"<w:del {BY_IOM}/>"), table(row(para(run("a")))), NEXT)

    assert both(found)[0] == ["One.", "a", "Next."]


def test_formatting_that_changed_is_told_and_changes_no_text():
    look = f"<w:b/><w:rPrChange {BY_IOM}><w:rPr/></w:rPrChange>"
    found = document(
        para(run("We "), run("act", look), look=f"<w:pPrChange {BY_ILO}><w:pPr/></w:pPrChange>")
    )

    assert both(found) == [["We act"], ["We act"]]
    assert told(found) == [("format", "ILO", "We act"), ("format", "IOM", "act")]
    assert [str(one) for one in found.warnings] == ["Changes of formatting only, 2 times."]


@pytest.mark.parametrize(
    "wrapping",
    [
        "<w:sdt><w:sdtPr><w:tag w:val='t'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        "<w:bdo w:val='rtl'>{}</w:bdo>",
        "<w:dir w:val='rtl'>{}</w:dir>",
        "<w:hyperlink r:id='rId9'>{}</w:hyperlink>",
        "<mc:AlternateContent><mc:Choice Requires='w14'>{}</mc:Choice></mc:AlternateContent>",
    ],
)
def test_what_only_wraps_text_leaves_it_as_it_is(wrapping):
    found = document(para(run("We "), wrapping.format(ins(run("all ")) + run("act."))))

    assert both(found) == [["We all act."], ["We act."]]


def test_paragraphs_and_rows_in_content_controls_are_read():
    control = (
        "<w:sdt><w:sdtPr><w:tag w:val='key'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    )
    found = document(control.format(NEXT), table(control.format(row(para(run("a"))))))

    assert both(found)[0] == ["Next.", "a"]
    assert found.carriers.tags == ("key",)


def test_of_several_forms_the_one_that_is_understood_is_read():
    emoji = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='w16se'><w16se:symEx/></mc:Choice>"
        "<mc:Fallback><w:t>😀</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert both(document(para(run("We "), emoji)))[0] == ["We 😀"]


def test_signs_of_the_line_are_text():
    signs = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:noBreakHyphen/><w:softHyphen/></w:r>"
    symbols = (
        '<w:r><w:sym w:font="Wingdings" w:char="F04A"/><w:sym w:font="Symbol" w:char="61"/></w:r>'
    )

    assert both(document(para(signs, symbols)))[0] == ["a\tb\n\u2011\u00ad☺α"]


def test_blanks_at_the_edge_count_only_where_they_are_preserved():
    found = document(para("<w:r><w:t> a </w:t></w:r>", run(" b "), "<w:r><w:t>c\n d</w:t></w:r>"))

    assert both(found)[0] == ["a b c  d"]


def sign(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(words):
    return f"<w:r><w:instrText>{words}</w:instrText></w:r>"


def test_of_a_field_only_the_result_is_text_across_paragraphs_too():
    found = document(
        para(run("See "), sign("begin"), instruction("TOC"), sign("separate"), run("one")),
        para(run("two"), sign("end"), run(" and on")),
    )

    assert both(found)[0] == ["See one", "two and on"]
    assert [[piece.field for piece in p.pieces] for p in found.body] == [
        [False, True],
        [True, False],
    ]


def test_text_inside_an_instruction_is_none_and_a_field_without_end_hides_nothing():
    nested = para(sign("begin"), instruction("IF "), run("hidden"), sign("separate"), run("x"))

    assert both(document(nested, para(sign("end"))))[0] == ["x", ""]
    assert both(document(para(sign("begin"), run("We act."))))[0] == ["We act."]


def test_what_people_type_into_a_field_is_not_computed():
    field = "<w:fldSimple w:instr=' {} x '>" + run("here") + "</w:fldSimple>"
    found = document(para(field.format("HYPERLINK"), field.format("REF")))

    assert [(piece.text, piece.field) for piece in found.body[0].pieces] == [
        ("here", False),
        ("here", True),
    ]
