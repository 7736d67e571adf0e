"""Feed the reader of Word files millions of inputs: no crash, no hang, bounded memory.

    pip install atheris
    python benchmarks/fuzz_word.py -runs=5000000
    python benchmarks/fuzz_word.py -runs=100000 -seed=7        the same inputs every time

Every option goes to libFuzzer. A third of the inputs are archives, whose bytes it changes; a third
are the XML of a text, whose characters it changes; a third tells a generator which elements of a
Word file to put into each other. All that may come out is a document or a FileRefused. What breaks
this rule, takes longer than ten seconds or needs more than a gigabyte is written to a file and
ends the run.
"""

import io
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import atheris
import fuzzing

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

with atheris.instrument_imports(include=["workflow.files"]):
    from workflow.errors import FileRefused
    from workflow.files.kinds import FileKind, kind_of
    from workflow.files.word.changes import tracked, tracked_beside
    from workflow.files.word.reading.archive import Archive
    from workflow.files.word.reading.reading import read, read_archive
    from workflow.files.word.wire import packed, unpacked

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
NAMES = """
p pPr rPr r t delText ins del moveFrom moveTo tbl tr trPr tc tcPr sdt sdtPr sdtContent
tag customXml smartTag bdo hyperlink fldSimple fldChar instrText delInstrText br tab
cr sym noBreakHyphen softHyphen footnoteReference endnoteReference commentReference
commentRangeStart commentRangeEnd bookmarkStart moveFromRangeStart moveFromRangeEnd
moveToRangeStart moveToRangeEnd drawing pict object txbxContent ruby rubyBase altChunk
rPrChange pPrChange tblPrChange sectPr numPr numId ilvl pStyle outlineLvl vanish sz
color rFonts cellIns cellDel body document comment footnote style num abstractNum lvl
numFmt lvlOverride name basedOn docVars docVar trackRevisions documentProtection
"""
ELEMENTS = [
    *(f"w:{name}" for name in NAMES.split()),
    *("m:oMath", "m:oMathPara", "m:r", "m:t", "w15:commentEx", "w14:docId"),
    *("mc:AlternateContent", "mc:Choice", "mc:Fallback"),
]
VALUES = [
    *("1", "2", "-1", "0", "99999999999", "begin", "separate", "end", "paragraph", "bullet"),
    *("w", "w14", "nope", "F04A", "D800", "Symbol", "Wingdings", "FFFFFF", "heading 1", ""),
    *("2026-03-02T09:00:00Z", "ILO", "IOM", "\u202e", "preserve", "footnote", "a b", "𝔘"),
]
ATTRIBUTES = [
    *(
        f"w:{name}"
        for name in (
            "val id author date name fldCharType font char ascii type styleId default numId ilvl "
            "abstractNumId instr edit"
        ).split()
    ),
    *("w14:paraId", "w14:textId", "w15:paraId", "w15:paraIdParent", "w15:done"),
    *("Requires", "xml:space"),
]
PARTS = "styles numbering settings comments commentsExtended footnotes endnotes header".split()
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Loose(Archive):
    """Parts that nobody had to pack: packing takes longer than reading."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        object.__setattr__(self, "parts", parts)

    @property
    def names(self) -> Iterable[str]:
        return self.parts.keys()

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def read(self, name: str) -> bytes:
        return self.parts[name]

    def check_rest(self, read: Iterable[str]) -> None:
        pass


def contents(document: str, parts: dict[str, str] | None = None) -> dict[str, bytes]:
    """Return the parts of a Word file with this XML as its text."""
    parts = parts or {}
    links = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in parts
    )
    texts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<R><Relationship Type="{OFFICE}/officeDocument" Target="d.xml"/></R>',
        "d.xml": document,
        "_rels/d.xml.rels": f"<R>{links}</R>",
        **{f"{kind}.xml": inside for kind, inside in parts.items()},
    }
    return {name: text.encode(errors="replace") for name, text in texts.items()}


def part(root: str, inside: str) -> str:
    return f"<w:{root} {SPACES}>{inside}</w:{root}>"


def grown(chance: atheris.FuzzedDataProvider) -> str:
    """Put elements into each other, as the input says."""
    out, above = [], []
    for _ in range(chance.ConsumeIntInRange(0, 60)):
        act = chance.ConsumeIntInRange(0, 5)
        if act == 0 and above:
            out.append(f"</{above.pop()}>")
        elif act == 1:
            out.append("We act &amp; wait ")
        else:
            name = ELEMENTS[chance.ConsumeIntInRange(0, len(ELEMENTS) - 1)]
            told = {
                ATTRIBUTES[chance.ConsumeIntInRange(0, len(ATTRIBUTES) - 1)]: VALUES[
                    chance.ConsumeIntInRange(0, len(VALUES) - 1)
                ]
                for _ in range(chance.ConsumeIntInRange(0, 3))
            }
            words = "".join(f' {key}="{value}"' for key, value in told.items())
            out.append(f"<{name}{words}>")
            above.append(name)
    out += [f"</{name}>" for name in reversed(above)]
    return "".join(out)


def from_grammar(data: bytes) -> Archive:
    chance = atheris.FuzzedDataProvider(data)
    parts = {
        PARTS[chance.ConsumeIntInRange(0, len(PARTS) - 1)]: part("styles", grown(chance))
        for _ in range(chance.ConsumeIntInRange(0, 2))
    }
    return Loose(contents(part("document", f"<w:body>{grown(chance)}</w:body>"), parts))


def one(data: bytes) -> None:
    """Read one input in every way we have."""
    way, rest = data[:1], data[1:]
    try:
        if way < b"\x55":
            document = read(rest) if kind_of(rest) is FileKind.WORD else None
        elif way < b"\xaa":
            document = read_archive(Loose(contents(rest.decode("latin-1"))))
        else:
            document = read_archive(from_grammar(rest))
    except FileRefused:
        return
    if document is None:
        return
    document.accepted()
    document.rejected()
    tracked(document)
    tracked_beside(document)
    if len(data) % 8 == 0:
        assert unpacked(packed(document)) == document


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, inside in parts.items():
            archive.writestr(name, inside)
    return out.getvalue()


def seeds(folder: Path) -> None:
    """Write down what libFuzzer starts from."""
    words = (
        '<w:p><w:pPr><w:rPr><w:ins w:id="1" w:author="ILO"/></w:rPr></w:pPr>'
        '<w:r><w:t>We act</w:t></w:r><w:del w:id="2"><w:r><w:delText> now</w:delText></w:r></w:del>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    )
    document = part("document", f"<w:body>{words}</w:body>")
    (folder / "archive").write_bytes(b"\x00" + zipped(contents(document, {"comments": "<c/>"})))
    (folder / "xml").write_bytes(b"\x60" + document.encode())
    (folder / "grammar").write_bytes(b"\xff" + bytes(range(256)))
    names = [*ELEMENTS, *ATTRIBUTES, *VALUES, "<!DOCTYPE", "<!ENTITY", "PK", "<?xml encoding="]
    rows = (f'"{name}"' for name in names if name.isascii() and name)
    (folder / "names.dict").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    fuzzing.run(one, seeds, ["-timeout=10", "-max_len=4096"])
