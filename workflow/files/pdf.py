"""The locked text as PDF, with who joined it: for archives (PDF/A) and for all readers (PDF/UA).

The compiler refuses what would break either, for example a letter that no font has. Then there is
no PDF: the text itself and its proof do not need one.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from workflow.text.blocks import Block

if TYPE_CHECKING:
    from typst import PDFStandard

TEMPLATE = Path(__file__).with_name("certificate.typ")
SUMMARY = Path(__file__).with_name("summary.typ")
STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]


def certified_text(
    *,
    title: str,
    label: str,
    sha256: str,
    locked_at: datetime,
    blocks: Iterable[tuple[Block, str]],
    register: Mapping[str, Any],
) -> bytes | None:
    """Return the PDF; the same values give the same bytes. None where a font lacks a letter."""
    given = {
        "title": title,
        "label": label,
        "lang": "en",
        "sha256": sha256,
        "locked_at": f"{locked_at:%d %B %Y, %H:%M} UTC",
        "blocks": [
            {"kind": block.kind.value, "text": block.text, "level": block.level, "label": name}
            for block, name in blocks
        ],
        "joined": [_readable(one) for one in register["joined"]],
        "notice": [_readable(one) for one in register["notice"]],
    }
    return _compiled(TEMPLATE, given, locked_at)


def summary(
    *,
    title: str,
    status: str,
    label: str,
    sha256: str,
    at: datetime,
    blocks: Iterable[tuple[Block, str]],
) -> bytes | None:
    """Return the summary of a meeting as PDF. None where a font lacks a letter."""
    given = {
        "title": title,
        "status": status,
        "label": label,
        "sha256": sha256,
        "blocks": [
            {"kind": block.kind.value, "text": block.text, "level": block.level, "label": name}
            for block, name in blocks
        ],
    }
    return _compiled(SUMMARY, given, at)


def _readable(one: Mapping[str, Any]) -> dict[str, Any]:
    days = {
        name: f"{datetime.fromisoformat(one[name]):%d %B %Y}"
        for name in ("at", "stands_until")
        if one.get(name)
    }
    return {**one, **days, "entry": str(one["entry"])}


def _compiled(template: Path, given: Mapping[str, Any], at: datetime) -> bytes | None:
    words = json.dumps(given, ensure_ascii=False, sort_keys=True)
    try:
        return typst.compile(
            str(template),
            root=str(template.parent),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"given": words},
            pdf_standards=STANDARDS,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError:
        return None
