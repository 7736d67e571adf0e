"""The names of elements and attributes in Word files, as lxml writes them.

A file of the strict kind uses other addresses for the same names; `trees` translates them, so that
only the transitional ones are known here.
"""

from lxml import etree

Element = etree._Element  # noqa: SLF001  the name lxml gives the class of its elements

W_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{W_SPACE}}}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
W16DU = "{http://schemas.microsoft.com/office/word/2023/wordml/word16du}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W_SPACE,
    "http://purl.oclc.org/ooxml/officeDocument/math": M[1:-1],
    "http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1],
    "http://purl.oclc.org/ooxml/officeDocument/customProperties": (
        "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    ),
    "http://purl.oclc.org/ooxml/officeDocument/extendedProperties": (
        "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    ),
    "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes": (
        "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    ),
}

UNDERSTOOD = frozenset(
    f"http://schemas.microsoft.com/office/{rest}"
    for rest in (
        "word/2010/wordml",
        "word/2010/wordprocessingShape",
        "word/2010/wordprocessingGroup",
        "word/2010/wordprocessingCanvas",
        "word/2010/wordprocessingDrawing",
        "word/2012/wordml",
        "drawing/2010/main",
    )
)
"""What an alternative may require and still be read; of others the plain form beside it is taken.

Word writes emoji as text that only newest versions draw, and beside it as the plain character."""

val = f"{W}val"
