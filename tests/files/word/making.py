"""Word files as small as they can be, for tests of the reader."""

import io
import zipfile

from workflow.files.word.changes import tracked
from workflow.files.word.reading.reading import read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"'
)
BY_IOM = 'w:id="1" w:author="IOM" w:date="2026-03-02T09:00:00Z"'
BY_ILO = 'w:id="2" w:author="ILO" w:date="2026-03-03T10:00:00Z"'


def run(text, look=""):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def gone(text):
    return f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>'


def ins(inside, by=BY_ILO):
    return f"<w:ins {by}>{inside}</w:ins>"


def dele(inside, by=BY_IOM):
    return f"<w:del {by}>{inside}</w:del>"


def para(*inside, end="", look="", ids=""):
    return f"<w:p {ids}><w:pPr>{look}<w:rPr>{end}</w:rPr></w:pPr>{''.join(inside)}</w:p>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells, mark=""):
    inside = "".join(
        cell if cell.startswith("<w:tc>") else f"<w:tc>{cell}</w:tc>" for cell in cells
    )
    return f"<w:tr><w:trPr>{mark}</w:trPr>{inside}</w:tr>"


def part(name, inside):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {SPACES}>{inside}</w:{name}>'


def links(*rows):
    inside = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{target}" {rest}/>'
        for at, (kind, target, *more) in enumerate(rows, 1)
        for rest in [more[0] if more else ""]
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def files(body, parts=None, rows=()):
    """Return the parts of a file; `parts` are by the kind of their link to the text."""
    parts = parts or {}
    found = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": links(("officeDocument", "word/document.xml")),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": links(*((kind, f"{kind}.xml") for kind in parts), *rows),
    }
    return found | {f"word/{kind}.xml": inside for kind, inside in parts.items()}


def zipped(contents, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, inside in contents.items():
            archive.writestr(name, inside)
    return out.getvalue()


def docx(*body, parts=None, rows=()):
    return zipped(files("".join(body), parts, rows))


def document(*body, parts=None, rows=()):
    return read(docx(*body, parts=parts, rows=rows))


def both(document):
    """The texts of a document, accepted and rejected."""
    return [[line.text for line in lines] for lines in (document.accepted(), document.rejected())]


def told(document):
    """The tracked changes of a document: kind, author, words."""
    return [(change.kind.value, change.mark.author, change.text) for change in tracked(document)]
