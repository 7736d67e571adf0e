"""An OpenDocument text says the same as the Word file that it could have been."""

import pytest

from tests.files.word.making import both, told
from tests.files.word.open_document import SPACES, odt, region
from workflow.errors import MacrosInside, MainPartMissing, PasswordNeeded
from workflow.files.word.document import Thing
from workflow.files.word.paragraphs import Place
from workflow.files.word.reading.opendocument import read_opendocument
from workflow.files.word.safely import read_safely
from workflow.text.blocks import Kind


def start(name):
    return f'<text:change-start text:change-id="{name}"/>'


def end(name):
    return f'<text:change-end text:change-id="{name}"/>'


def point(name):
    return f'<text:change text:change-id="{name}"/>'


def test_inserted_words_lie_between_two_marks_and_deleted_ones_in_a_list():
    changes = region("1", "insertion") + region("2", "deletion", "<text:p>all </text:p>", "IOM")
    text = f"<text:p>We {point('2')}{start('1')}now {end('1')}act.</text:p>"

    found = read_opendocument(odt(text, changes))

    assert both(found) == [["We now act."], ["We all act."]]
    assert told(found) == [("delete", "IOM", "all "), ("insert", "ILO", "now ")]


def test_an_inserted_end_parts_and_a_deleted_end_joins():
    changes = region("1", "insertion")
    parted = f"<text:p>One. {start('1')}</text:p><text:p>{end('1')}Two.</text:p>"
    joined = f"<text:p>One. {point('2')}Two.</text:p>"
    gone = region("2", "deletion", "<text:p>Old.</text:p><text:p>New. </text:p>")

    assert both(read_opendocument(odt(parted, changes))) == [["One. ", "Two."], ["One. Two."]]
    assert both(read_opendocument(odt(joined, gone))) == [
        ["One. Two."],
        ["One. Old.", "New. Two."],
    ]


def test_words_that_were_deleted_from_a_list_are_kept_in_a_list():
    listed = "<text:list><text:list-item><text:p>all </text:p></text:list-item></text:list>"
    text = f"<text:p>We {point('1')}act.</text:p>"

    found = read_opendocument(odt(text, region("1", "deletion", listed)))

    assert both(found) == [["We act."], ["We all act."]]


def test_white_space_is_what_it_is_in_html():
    text = "<text:p>  We\n  <text:span> act</text:span><text:tab/>now<text:s text:c='2'/>.</text:p>"

    assert both(read_opendocument(odt(text)))[0] == ["We act\tnow  ."]


def test_lists_know_bullets_from_numbers():
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1"/>'
        '</text:list-style><text:list-style style:name="L2"/>'
    )
    inside = "<text:list-item><text:p>x</text:p></text:list-item>"
    item = f"<text:list text:style-name='{{}}'>{inside}</text:list>"

    found = read_opendocument(odt(item.format("L1") + item.format("L2"), styles=styles))

    assert [line.kind for line in found.accepted()] == [Kind.ITEM, Kind.NUMBERED]


def test_tables_notes_boxes_and_comments_have_their_place():
    cell = "<table:table-cell><text:p>a</text:p></table:table-cell>"
    text = (
        f"<table:table><table:table-row>{cell}{cell}</table:table-row></table:table>"
        "<text:p>We<text:note text:note-class='footnote'><text:note-body><text:p>why</text:p>"
        "</text:note-body></text:note> act<office:annotation><dc:creator>IOM</dc:creator>"
        "<text:p>When?</text:p></office:annotation>"
        "<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>"
        "<draw:frame><draw:image/></draw:frame></text:p>"
    )

    found = read_opendocument(odt(text))

    assert both(found)[0] == ["a", "a", "We act"]
    assert [(story.place, story.paragraphs[0].text) for story in found.beside] == [
        (Place.FOOTNOTE, "why"),
        (Place.TEXT_BOX, "box"),
    ]
    assert [(one.author, one.text, one.paragraph) for one in found.comments] == [
        ("IOM", "When?", 2)
    ]
    assert [one.thing for one in found.unsupported] == [Thing.TABLE, Thing.TEXT_BOX, Thing.IMAGE]


def test_what_a_program_computes_is_told_apart():
    text = "<text:p>Page <text:page-number>3</text:page-number></text:p>"

    assert [piece.field for piece in read_opendocument(odt(text)).body[0].pieces] == [False, True]


def test_properties_and_bookmarks_are_kept():
    meta = (
        f"<office:document-meta {SPACES}><office:meta><meta:generator>LibreOffice</meta:generator>"
        '<meta:user-defined meta:name="Token">abc</meta:user-defined></office:meta>'
        "</office:document-meta>"
    )
    text = '<text:p><text:bookmark text:name="_ov_b1"/>x</text:p>'

    found = read_opendocument(odt(text, more={"meta.xml": meta}))

    assert found.carriers.properties == (("Token", "abc"),)
    assert found.carriers.application == "LibreOffice"
    assert found.body[0].bookmarks == ("_ov_b1",)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"Basic/script-lc.xml": "x"}, MacrosInside),
        ({"META-INF/manifest.xml": "<encryption-data/>"}, PasswordNeeded),
        ({"content.xml": "<a/>"}, MainPartMissing),
    ],
)
def test_what_cannot_be_read_is_refused(more, refusal):
    with pytest.raises(refusal):
        read_opendocument(odt("", more=more))


def test_another_process_reads_it_like_a_word_file():
    data = odt("<text:p>We act.</text:p>")

    assert read_safely(data) == read_opendocument(data)
