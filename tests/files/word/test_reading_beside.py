"""What a Word file holds besides words and marks, and what it says of itself."""

from tests.files.word.making import (
    SPACES,
    W,
    both,
    document,
    files,
    ins,
    para,
    part,
    row,
    run,
    table,
    told,
    zipped,
)
from workflow.files.word.changes import tracked
from workflow.files.word.document import Oddity, Thing
from workflow.files.word.paragraphs import MarkKind, Place
from workflow.files.word.reading.reading import read
from workflow.text.blocks import Kind

NEXT = para(run("Next."))


def test_notes_are_texts_of_their_own_with_their_place():
    notes = part(
        "footnotes",
        '<w:footnote w:id="0" w:type="separator"/>'
        f'<w:footnote w:id="2">{para(run("A "), ins(run("new ")), run("note."))}</w:footnote>',
    )
    found = document(
        para(run("Word"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(".")),
        parts={"footnotes": notes},
    )

    assert both(found)[0] == ["Word."]
    assert [piece.note for piece in found.body[0].pieces] == ["", "footnote 2", ""]
    assert [(story.key, story.place) for story in found.beside] == [("footnote 2", Place.FOOTNOTE)]
    assert told(found) == [("insert", "ILO", "new ")]
    assert tracked(found)[0].story == "footnote 2"


def test_headings_and_lists_are_told_by_style_and_by_list():
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="Titre2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
        "</w:pPr></w:style>",
    )
    level = '<w:lvl w:ilvl="{}"><w:numFmt w:val="{}"/></w:lvl>'
    numbering = part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="5">{level.format(0, "bullet")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="6">{level.format(0, "decimal")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num>',
    )
    own = "<w:numPr><w:ilvl w:val='{}'/><w:numId w:val='{}'/></w:numPr>"
    looks = (
        "<w:pStyle w:val='Own'/>",
        "<w:pStyle w:val='L'/>",
        own.format(0, 1),
        own.format(1, 2),
        "<w:pStyle w:val='L'/>" + own.format(0, 0),
        "<w:outlineLvl w:val='0'/>",
    )
    found = document(
        *(para(run("x"), look=look) for look in looks),
        parts={"styles": styles, "numbering": numbering},
    )

    assert [(line.kind, line.level) for line in found.accepted()] == [
        (Kind.HEADING, 2),
        (Kind.NUMBERED, 0),
        (Kind.ITEM, 0),
        (Kind.ITEM, 0),
        (Kind.PARAGRAPH, 0),
        (Kind.HEADING, 1),
    ]


def test_ids_and_bookmarks_stay_with_their_paragraph():
    mark = '<w:bookmarkStart w:id="{}" w:name="{}"/>'
    found = document(
        mark.format(1, "_ov_b1"),
        para(run("x"), mark.format(2, "_Ref"), ids='w14:paraId="0A" w14:textId="0B"'),
    )

    paragraph = found.body[0]
    assert (paragraph.para_id, paragraph.text_id) == ("0A", "0B")
    assert paragraph.bookmarks == ("_ov_b1", "_Ref")


def test_what_a_text_cannot_hold_is_listed():
    box = f"<w:txbxContent>{para(run('In a box'))}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    picture = "<w:r><w:pict><v:imagedata xmlns:v='urn:v'/></w:pict><w:object/></w:r>"
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    found = document(para(drawing, picture, ins(formula)), table(row(para(run("a")))))

    assert [(one.thing, one.paragraph, one.words) for one in found.unsupported] == [
        (Thing.TEXT_BOX, 0, "In a box"),
        (Thing.IMAGE, 0, ""),
        (Thing.OBJECT, 0, ""),
        (Thing.FORMULA, 0, "a+b"),
        (Thing.TABLE, 1, "a"),
    ]
    assert found.unsupported[3].marks[0].kind is MarkKind.INSERT
    assert [story.place for story in found.beside] == [Place.TEXT_BOX]
    assert (
        str(found.unsupported[0]) == "A text cannot hold the text box in paragraph 1: “In a box”."
    )


def test_what_cannot_be_seen_is_warned_of():
    found = document(
        para(
            run("a", "<w:vanish/>"),
            run("b", "<w:sz w:val='2'/>"),
            run("c", "<w:color w:val='ffffff'/>"),
        ),
        para(run("d\u202ee"), run("f\u200b"), run("plеdge")),
    )

    assert [(one.oddity, one.count, one.words) for one in found.warnings] == [
        (Oddity.HIDDEN, 1, "a"),
        (Oddity.TINY, 2, "b"),
        (Oddity.DIRECTION, 1, "d[U+202E]ef[U+200B]plеdge"),
        (Oddity.INVISIBLE, 1, "d[U+202E]ef[U+200B]plеdge"),
        (Oddity.LOOKALIKE, 1, "d[U+202E]ef[U+200B]plеdge"),
    ]


def test_a_file_of_the_strict_kind_is_read_like_any_other():
    contents = files(para(run("We "), ins(run("act."))))
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    contents["word/document.xml"] = contents["word/document.xml"].replace(W, strict)

    assert both(read(zipped(contents))) == [["We act."], ["We "]]


def test_the_text_is_found_whatever_its_part_is_called():
    contents = files(NEXT)
    contents["word/other.xml"] = contents.pop("word/document.xml")
    contents["_rels/.rels"] = contents["_rels/.rels"].replace("word/document", "/word/other")

    assert both(read(zipped(contents)))[0] == ["Next."]


def test_marks_without_author_or_date_are_read_and_told():
    found = document(para("<w:ins w:id='1'>", run("a"), "</w:ins>", "<w:del w:id='1'/>"))

    assert both(found) == [["a"], [""]]
    assert [one.oddity for one in found.warnings] == [
        Oddity.NO_DATE,
        Oddity.NO_AUTHOR,
        Oddity.SAME_ID,
    ]


def test_all_that_may_tell_which_text_it_was_is_kept_as_it_is():
    settings = part(
        "settings",
        '<w:trackRevisions/><w:documentProtection w:edit="trackedChanges"/>'
        '<w:docVars><w:docVar w:name="n" w:val="v"/></w:docVars>'
        '<w14:docId w14:val="1234ABCD"/><w15:docId w15:val="{GUID}"/>',
    )
    contents = files(NEXT, {"settings": settings})
    contents["docProps/custom.xml"] = (
        '<p xmlns="urn:x"><property name="Token"><value>abc</value></property></p>'
    )
    contents["docProps/core.xml"] = "<c xmlns:d='urn:d'><d:identifier>id</d:identifier></c>"
    contents["docProps/app.xml"] = "<p><Application>LibreOffice</Application></p>"
    contents["customXml/item1.xml"] = "<token>abc</token>"

    carriers = read(zipped(contents)).carriers

    assert carriers.doc_ids == ("1234ABCD", "{GUID}")
    assert carriers.properties == (("Token", "abc"),)
    assert carriers.core == (("identifier", "id"),)
    assert carriers.variables == (("n", "v"),)
    assert carriers.custom_xml == ("<token>abc</token>",)
    assert (carriers.application, carriers.tracking) == ("LibreOffice", True)
    assert carriers.protected == "trackedChanges"


def test_headers_and_footers_stand_beside_the_text():
    footer = f"<w:ftr {SPACES}>{para(run('Onevoice abc'))}</w:ftr>"

    found = document(NEXT, parts={"footer": footer})

    assert [(s.key, s.place, s.paragraphs[0].text) for s in found.beside] == [
        ("footer 1", Place.FOOTER, "Onevoice abc")
    ]
