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


def accepted(data):
    """The paragraphs with all tracked changes accepted."""
    return _seen(data, gone=("del", "moveFrom"))


def rejected(data):
    """The paragraphs with all tracked changes rejected."""
    return _seen(data, gone=("ins", "moveTo"))


def _seen(data, gone):
    texts, held = [], ""
    for paragraph in body(data).iter(f"{W}p"):
        held += "".join(_words(paragraph, gone))
        end = paragraph.find(f"{W}pPr/{W}rPr")
        if end is None or not any(end.find(f"{W}{name}") is not None for name in gone):
            texts, held = [*texts, held], ""
    return [text for text in texts if text]


def _words(node, gone):
    for child in node:
        if child.tag in (f"{W}t", f"{W}delText"):
            yield child.text or ""
        elif child.tag.removeprefix(W) not in gone:
            yield from _words(child, gone)


def marks(data):
    """(kind, author, date, text) of each tracked change of text."""
    kinds = {f"{W}{kind}": kind for kind in ("ins", "del", "moveFrom", "moveTo")}
    return [
        (kinds[e.tag], e.get(f"{W}author"), e.get(f"{W}date"), "".join(_words(e, ())))
        for paragraph in body(data).iter(f"{W}p")
        for e in paragraph
        if e.tag in kinds
    ]


def comments(data):
    """(author, date, text) of each comment."""
    return [
        (
            e.get(f"{W}author"),
            e.get(f"{W}date"),
            "\n".join("".join(_words(p, ())) for p in e.iter(f"{W}p")),
        )
        for e in part(data, "word/comments.xml").iter(f"{W}comment")
    ]
