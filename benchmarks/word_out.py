"""Measure how fast Word files are written, beside pandoc and python-docx writing the same text.

    python benchmarks/word_out.py                     10, 100 and 500 pages
    python benchmarks/word_out.py --pages 10,50

A page has eight numbered paragraphs of some sixty words. "with changes" has what three agencies
change in every second paragraph, as tracked changes with comments, which neither of the others can
write. Pandoc reads the text as Markdown, and its start is counted. The figures behind the times are
ratios to Onevoice. Peers that are not installed are left out.
"""

import argparse
import importlib.util
import io
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from workflow.files.word.writing import Answers, Said, clean, compiled
from workflow.text.blocks import Block, Kind
from workflow.text.canonical import fingerprint, write
from workflow.text.changes import split
from workflow.text.merge import Proposal, merge
from workflow.text.passages import Passage

WORDS = "we will support all migrants in transit by 2030 with partners and States".split()
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
AGENCIES = ("ILO", "IOM", "UNHCR")
Writer = Callable[[Sequence[Block]], object]


def made(pages: int) -> tuple[Block, ...]:
    """Make a text of so many pages, always the same."""
    chance = random.Random(7)
    return tuple(
        Block(f"b{n}", Kind.NUMBERED, " ".join(chance.choice(WORDS) for _ in range(60)) + ".")
        for n in range(pages * 8)
    )


def answered(blocks: Sequence[Block]) -> tuple[tuple[Passage, ...], Answers]:
    """Let three agencies change words in every second paragraph, each in its own."""
    proposals, said = [], {}
    for place, agency in enumerate(AGENCIES):
        row = [
            replace(b, text=f"Together {b.text[:40]}{agency} {b.text[44:]}")
            if n % 6 == place * 2
            else b
            for n, b in enumerate(blocks)
        ]
        changes = split(blocks, row)
        proposals.append(Proposal(agency, changes))
        said |= {(agency, change.key): Said("It is clearer.") for change in changes}
    passages = merge(blocks, proposals).passages
    return passages, Answers(dict.fromkeys(AGENCIES, AT), said)


def ours(blocks: Sequence[Block]) -> bytes:
    return clean(
        title="A text",
        label="Draft",
        blocks=blocks,
        fingerprint=fingerprint(write(blocks)),
        at=AT,
    )


def with_changes(merged: tuple[tuple[Passage, ...], Answers]) -> Writer:
    passages, answers = merged
    return lambda blocks: compiled(
        title="A text",
        label="Draft",
        blocks=blocks,
        fingerprint="0" * 64,
        passages=passages,
        answers=answers,
        at=AT,
    )


def pandoc(blocks: Sequence[Block]) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place, "out.docx")
        command = ["pandoc", "-f", "markdown", "-t", "docx", "-o", str(out)]
        subprocess.run(command, input=write(blocks).encode(), check=True)
        return out.read_bytes()


def python_docx(blocks: Sequence[Block]) -> bytes:
    from docx import Document  # noqa: PLC0415  only if it is installed

    document = Document()
    for block in blocks:
        document.add_paragraph(block.text, style="List Number")
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def measured(writer: Writer, blocks: Sequence[Block]) -> float:
    """Return the milliseconds of the best of five runs, or of fewer that take long."""
    best, spent = float("inf"), 0.0
    for _ in range(5):
        start = time.perf_counter()
        writer(blocks)
        took = time.perf_counter() - start
        best, spent = min(best, took), spent + took
        if spent > 10:
            break
    return best * 1000


def there(name: str) -> bool:
    if name == "pandoc":
        return shutil.which("pandoc") is not None
    return name != "python-docx" or importlib.util.find_spec("docx") is not None


def rows(texts: dict[int, tuple[Block, ...]]) -> Iterator[list[str]]:
    base = {pages: measured(ours, blocks) for pages, blocks in texts.items()}
    merged = {pages: answered(blocks) for pages, blocks in texts.items()}
    changed = {pages: with_changes(merged[pages]) for pages in texts}
    writers: dict[str, dict[int, Writer]] = {
        "Onevoice": dict.fromkeys(texts, ours),
        "Onevoice, with changes": changed,
        "pandoc": dict.fromkeys(texts, pandoc),
        "python-docx": dict.fromkeys(texts, python_docx),
    }
    for name, by_pages in writers.items():
        row = [name]
        for pages, writer in by_pages.items():
            if not there(name):
                row.append("-")
                continue
            took = base[pages] if writer is ours else measured(writer, texts[pages])
            row.append(f"{took:,.0f} ({took / base[pages]:.1f})")
        yield row


def show(pages: Sequence[int]) -> None:
    """Print the table of exports."""
    texts = {count: made(count) for count in pages}
    print("| export, milliseconds (ratio) |", " | ".join(f"{n} pages" for n in texts), "|")
    print("| --- |", " | ".join("---:" for _ in texts), "|")
    for row in rows(texts):
        print("|", " | ".join(row), "|", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--pages", default="10,100,500")
    show([int(one) for one in asked.parse_args().pages.split(",")])


if __name__ == "__main__":
    main()
