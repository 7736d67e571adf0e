"""Look into a Word file with nothing but the standard library: a second pair of eyes."""

import io
import zipfile
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def parts(data):
    """All parts of the file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def part(data, name):
    return ET.fromstring(parts(data)[name])


def body(data):
    return part(data, "word/document.xml").find(f"{W}body")


def paragraphs(data):
    """The words of each paragraph that has some; nothing is accepted or rejected."""
    texts = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in body(data).iter(f"{W}p")]
    return [text for text in texts if text]


def styles(data):
    found = [p.find(f"{W}pPr/{W}pStyle") for p in body(data).iter(f"{W}p")]
    return [style.get(f"{W}val") for style in found]
