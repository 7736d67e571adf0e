"""A document as PDF: tagged, for all readers (PDF/UA-1) and for archives (PDF/A-2a).

The compiler refuses what would break either, for example a letter that no font of this machine has.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from workflow.errors import NoFont
from workflow.files.papers.paper import Line, Paper, spelled
from workflow.files.word.writing import script
from workflow.files.word.writing.flow import Table

if TYPE_CHECKING:
    from typst import PDFStandard

TEMPLATE = Path(__file__).with_name("page.typ")
STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]


def as_pdf(paper: Paper) -> bytes:
    """Return the PDF; raise NoFont where no font has a letter of the text.

    The fonts of the machine are used for letters that the compiler's own do not have: Arabic,
    Chinese. So the same values give the same bytes only on machines with the same fonts.
    """
    try:
        return typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            format="pdf",
            sys_inputs={"given": json.dumps(_given(paper), ensure_ascii=False, sort_keys=True)},
            pdf_standards=STANDARDS,
            timestamp=int(paper.at.timestamp()),
        )
    except typst.TypstError as error:
        raise NoFont from error


def _given(paper: Paper) -> dict[str, Any]:
    head, told = paper.head, spelled(paper)
    tongue = script.language([head.title, *(block.text for block in paper.blocks)])
    return {
        "title": head.title,
        "titled": head.titled,
        "label": head.label,
        "kind": head.kind,
        "notes": list(head.notes),
        "sha256": head.fingerprint,
        "lang": tongue.tag[:2],
        "wide": paper.setup.wide,
        "lines": [_table(one) if isinstance(one, Table) else _line(one) for one in told.lines],
        "remarks": [{"number": str(n.number), "who": n.who, "text": n.text} for n in told.notes],
    }


def _line(line: Line) -> dict[str, Any]:
    words = [
        {"text": w.text, "did": w.did.value if w.did else "", "look": w.look.value, "note": w.note}
        for w in line.words
    ]
    text = "".join(w.text for w in line.words if not w.note)
    return {
        "kind": line.kind.value,
        "level": line.level,
        "number": line.number,
        "words": words,
        "rtl": script.is_rtl(text),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "widths": list(table.widths),
    }
