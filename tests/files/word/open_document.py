"""OpenDocument texts as small as they can be."""

import zipfile

from tests.files.word.making import zipped

SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = (
    " ".join(
        f'xmlns:{name}="{SPACE}{full}:1.0"'
        for name, full in {
            "office": "office",
            "text": "text",
            "table": "table",
            "draw": "drawing",
            "meta": "meta",
            "style": "style",
        }.items()
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def region(name, kind, content="", who="ILO"):
    """One entry of the list of changes."""
    said = f"<dc:creator>{who}</dc:creator><dc:date>2026-03-02T09:00:00</dc:date>"
    info = f"<office:change-info>{said}</office:change-info>"
    inside = f"<text:{kind}>{info}{content}</text:{kind}>"
    return f'<text:changed-region text:id="{name}">{inside}</text:changed-region>'


def odt(text, changes="", styles="", more=None):
    listed = f"<text:tracked-changes>{changes}</text:tracked-changes>"
    body = f"<office:body><office:text>{listed}{text}</office:text></office:body>"
    lists = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    contents = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {SPACES}>{lists}{body}</office:document-content>",
        "META-INF/manifest.xml": "<m/>",
    }
    return zipped(contents | (more or {}), zipfile.ZIP_STORED)
