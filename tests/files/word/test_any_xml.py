"""Whatever elements stand in each other, a file is read or refused; the same files every time."""

import random

import pytest

from tests.files.word.making import docx, part
from workflow.errors import FileRefused
from workflow.files.word.changes import tracked, tracked_beside
from workflow.files.word.reading.reading import read
from workflow.files.word.returned.comparing import compared
from workflow.files.word.wire import packed, unpacked

ELEMENTS = (
    "p r t delText ins del moveFrom moveTo tbl tr trPr tc tcPr pPr rPr sdt sdtContent hyperlink "
    "fldSimple fldChar instrText br sym footnoteReference commentRangeStart commentRangeEnd "
    "commentReference bookmarkStart moveFromRangeStart moveFromRangeEnd drawing txbxContent "
    "rPrChange pPrChange numPr numId pStyle outlineLvl cellIns cellDel footnote comment style"
).split()
VALUES = ("1", "2", "-1", "begin", "separate", "end", "F04A", "Symbol", "paragraph", "", "\u202e")
ATTRIBUTES = ("val", "id", "author", "fldCharType", "char", "font", "type", "styleId", "instr")

PARTS = ("styles", "comments", "footnotes")


def grown(chance):
    out, above = [], []
    for _ in range(chance.randrange(60)):
        act = chance.random()
        if act < 0.2 and above:
            out.append(f"</w:{above.pop()}>")
        elif act < 0.45:
            out.append("We act &amp; wait ")
        else:
            name = chance.choice(ELEMENTS)
            told = {chance.choice(ATTRIBUTES): chance.choice(VALUES) for _ in range(2)}
            words = "".join(f' w:{key}="{value}"' for key, value in told.items())
            out.append(f"<w:{name}{words}>")
            above.append(name)
    return "".join((*out, *(f"</w:{name}>" for name in reversed(above))))


@pytest.mark.parametrize("seed", range(8))
def test_any_elements_in_any_order_make_a_document_or_a_refusal(seed):
    chance = random.Random(seed)
    before = read(docx())
    for _ in range(150):
        kinds = {
            kind: part("styles", grown(chance)) for kind in ("styles", "comments", "footnotes")
        }
        try:
            document = read(docx(grown(chance), parts=kinds))
        except FileRefused as refused:
            assert str(refused)  # noqa: PT017  both ends are good; a refusal has words
            continue
        assert unpacked(packed(document)) == document
        assert len(document.accepted()) <= len(document.body)
        assert len(document.rejected()) <= len(document.body)
        marks = [*tracked(document), *tracked_beside(document)]
        assert {change.mark.author for change in marks} <= set(document.authors())
        assert compared(document, document).written == ()
        compared(before, document)
