"""All parts of a Word file put together: the same values give the same bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workflow.files.word import identity
from workflow.files.word.identity import Identity
from workflow.files.word.writing import comments, lists, masthead, script
from workflow.files.word.writing.body import Body
from workflow.files.word.writing.flow import Paragraph, Table
from workflow.files.word.writing.markup import HEAD, OFFICE, PACKAGE, escaped, moment, word_part
from workflow.files.word.writing.masthead import Masthead
from workflow.files.word.writing.script import Language
from workflow.files.word.writing.zipped import zipped
from workflow.text.blocks import Block

_STYLES = Path(__file__).with_name("styles.xml").read_text(encoding="utf-8")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument"
_CORE = f"{PACKAGE}/metadata/core-properties"
_FORMAT_OF_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_STORE = "{6F766E65-766F-4963-A501-000000000001}"
"""Names the custom XML part inside the file."""

_PARTS = (
    ("word/styles.xml", f"{_WORD}.styles+xml", "styles"),
    ("word/settings.xml", f"{_WORD}.settings+xml", "settings"),
    ("word/numbering.xml", f"{_WORD}.numbering+xml", "numbering"),
    ("word/comments.xml", f"{_WORD}.comments+xml", "comments"),
    ("word/commentsExtended.xml", f"{_WORD}.commentsExtended+xml", "commentsExtended"),
    ("word/header1.xml", f"{_WORD}.header+xml", "header"),
    ("word/header2.xml", f"{_WORD}.header+xml", "header"),
    ("word/footer1.xml", f"{_WORD}.footer+xml", "footer"),
)


@dataclass(frozen=True, slots=True)
class Setup:
    """How the file behaves: changes are tracked, cannot be made untracked, lines have numbers."""

    tracked: bool = False
    protected: bool = False
    line_numbers: bool = True
    wide: bool = False

    @property
    def width(self) -> int:
        """Width of the text in twentieths of a point: A4 less its margins."""
        return 14570 if self.wide else 8700


def assembled(
    head: Masthead,
    blocks: Sequence[Block],
    flow: Iterable[Paragraph | Table],
    setup: Setup,
    *,
    at: datetime,
) -> bytes:
    """Return the Word file. `blocks` are the version it is made from, `at` when it was made."""
    body = Body(blocks, setup.width)
    drawn = body.draw(flow)
    who = Identity(head.fingerprint, head.token)
    tongue = script.language([head.title, *(block.text for block in blocks)])
    parts: dict[str, str] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(_outer_relations()),
        "docProps/core.xml": _core(head, tongue, at),
        "docProps/app.xml": _app(),
        "docProps/custom.xml": _custom(head),
        "word/document.xml": word_part(
            "document", f"<w:body>{drawn}{_page(setup, tongue)}</w:body>"
        ),
        "word/_rels/document.xml.rels": _relations(_inner_relations()),
        "word/styles.xml": _styles(setup, tongue),
        "word/settings.xml": _settings(setup, who, tongue),
        "word/numbering.xml": lists.numbering(),
        "word/comments.xml": comments.comments(body.remarks),
        "word/commentsExtended.xml": comments.threads(body.remarks),
        "word/header1.xml": masthead.first_header(head),
        "word/header2.xml": masthead.running_header(head),
        "word/footer1.xml": masthead.footer(head),
        "customXml/item1.xml": _carried(head, blocks),
        "customXml/itemProps1.xml": _store(),
        "customXml/_rels/item1.xml.rels": _relations(
            [("rId1", f"{OFFICE}/relationships/customXmlProps", "itemProps1.xml")]
        ),
    }
    return zipped(parts)


def _styles(setup: Setup, tongue: Language) -> str:
    styles = _STYLES.replace("{main}", tongue.main).replace("{width}", str(setup.width))
    return word_part("styles", styles)


def _content_types() -> str:
    known = (
        ("/word/document.xml", f"{_WORD}.document.main+xml"),
        *((f"/{name}", kind) for name, kind, _ in _PARTS),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", f"{_PROPERTIES}.extended-properties+xml"),
        ("/docProps/custom.xml", f"{_PROPERTIES}.custom-properties+xml"),
        ("/customXml/itemProps1.xml", f"{_PROPERTIES}.customXmlProperties+xml"),
    )
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in known)
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _outer_relations() -> list[tuple[str, str, str]]:
    return [
        ("rId1", f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
        ("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", f"{OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ("rId4", f"{OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
    ]


def _inner_relations() -> list[tuple[str, str, str]]:
    newer = "http://schemas.microsoft.com/office/2011/relationships"
    rows = []
    for place, (name, _, what) in enumerate(_PARTS, 1):
        kind = f"{newer}/{what}" if what == "commentsExtended" else f"{OFFICE}/relationships/{what}"
        rows.append((f"rId{place}", kind, name.removeprefix("word/")))
    rows.append(
        (f"rId{len(_PARTS) + 1}", f"{OFFICE}/relationships/customXml", "../customXml/item1.xml")
    )
    return rows


def _relations(rows: Iterable[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in rows
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _page(setup: Setup, tongue: Language) -> str:
    numbers = '<w:lnNumType w:countBy="5" w:distance="300" w:restart="continuous"/>'
    size = (
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1300" w:right="1134" w:bottom="1300" w:left="1134" w:header="680"'
        ' w:footer="600" w:gutter="0"/>'
        if setup.wide
        else '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1700" w:right="1603" w:bottom="1700"'
        ' w:left="1603" w:header="850" w:footer="700" w:gutter="0"/>'
    )
    return (
        '<w:sectPr><w:headerReference w:type="first" r:id="rId6"/>'
        '<w:headerReference w:type="default" r:id="rId7"/>'
        '<w:footerReference w:type="first" r:id="rId8"/>'
        f'<w:footerReference w:type="default" r:id="rId8"/>{size}'
        f"{numbers if setup.line_numbers else ''}<w:titlePg/>"
        f"{'<w:bidi/>' if tongue.rtl else ''}</w:sectPr>"
    )


def _settings(setup: Setup, who: Identity, tongue: Language) -> str:
    tracked = "<w:trackRevisions/><w:doNotTrackFormatting/>" if setup.tracked else ""
    guard = '<w:documentProtection w:edit="trackedChanges" w:enforcement="1"/>'
    office = 'w:uri="http://schemas.microsoft.com/office/word"'
    return word_part(
        "settings",
        f'<w:zoom w:percent="100"/>{tracked}{guard if setup.protected else ""}'
        '<w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" {office} w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{tongue.main}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        f'<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        f'<w14:docId w14:val="{who.document_id}"/><w15:docId w15:val="{who.guid}"/>',
    )


def _core(head: Masthead, tongue: Language, at: datetime) -> str:
    stamp = moment(at)
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(head.title)}</dc:title><dc:subject>{escaped(head.label)}</dc:subject>"
        f"<dc:creator>{identity.ASSISTANT}</dc:creator><dc:identifier>{escaped(head.token)}"
        f"</dc:identifier><dc:language>{tongue.tag}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _app() -> str:
    inside = "<Application>Onevoice</Application>"
    return f'{HEAD}<Properties xmlns="{OFFICE}/extended-properties">{inside}</Properties>'


def _custom(head: Masthead) -> str:
    known = ((identity.PROPERTY, head.token), (identity.FINGERPRINT, head.fingerprint))
    rows = "".join(
        f'<property fmtid="{_FORMAT_OF_PROPERTIES}" pid="{place}" name="{name}">'
        f"<vt:lpwstr>{escaped(value)}</vt:lpwstr></property>"
        for place, (name, value) in enumerate(known, 2)
        if value
    )
    return (
        f'{HEAD}<Properties xmlns="{OFFICE}/custom-properties"'
        f' xmlns:vt="{OFFICE}/docPropsVTypes">{rows}</Properties>'
    )


def _carried(head: Masthead, blocks: Sequence[Block]) -> str:
    ids = identity.paragraph_ids(blocks)
    rows = "".join(f'<block id="{escaped(b.id)}" paragraph="{ids[b.id]}"/>' for b in blocks)
    return (
        f'{HEAD}<onevoice xmlns="{identity.NAMESPACE}" token="{escaped(head.token)}"'
        f' fingerprint="{head.fingerprint}">{rows}</onevoice>'
    )


def _store() -> str:
    space = f"{OFFICE}/customXml"
    return (
        f'{HEAD}<ds:datastoreItem ds:itemID="{_STORE}" xmlns:ds="{space}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{identity.NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
