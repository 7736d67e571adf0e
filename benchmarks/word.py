"""Measure Word files side by side with pandoc and python-docx, on the same files in one run.

    python benchmarks/word.py                     10, 100 and 500 pages
    python benchmarks/word.py --pages 10,50

A page has eight paragraphs of some sixty words; every paragraph has a tracked insertion and a
tracked deletion, every eighth a comment. "in a process of its own" is how files from people are
read. Pandoc reads with all changes (`--track-changes=all`), and its start is counted; python-docx
sees neither insertions nor deletions, so it is a floor and no equal. The figures behind the times
are ratios to Onevoice. Peers that are not installed are left out. `word_out.py` beside it measures
exports, and its table follows.
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
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import word_out

from workflow.files.word.reading.reading import read
from workflow.files.word.safely import read_safely

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WORDS = "we will support all migrants in transit by 2030 with partners and States".split()
BY = 'w:author="ILO" w:date="2026-03-02T09:00:00Z"'


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count)) + " "


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def paragraph(chance: random.Random, number: int) -> str:
    """Return a paragraph with an insertion, a deletion and sometimes a comment."""
    parts = [
        run(words(chance, 20)),
        f'<w:ins w:id="{number * 3}" {BY}>{run(words(chance, 4))}</w:ins>',
        run(words(chance, 20)),
        f'<w:del w:id="{number * 3 + 1}" {BY}>{run(words(chance, 3), "delText")}</w:del>',
        run(words(chance, 17)),
    ]
    if number % 8 == 0:
        parts.append(f'<w:r><w:commentReference w:id="{number}"/></w:r>')
    return f"<w:p>{''.join(parts)}</w:p>"


def made(pages: int) -> bytes:
    """Make a file of so many pages, always the same."""
    chance = random.Random(7)
    count = pages * 8
    body = "".join(paragraph(chance, number) for number in range(count))
    comments = "".join(
        f'<w:comment w:id="{number}" {BY}><w:p>{run("Why?")}</w:p></w:comment>'
        for number in range(0, count, 8)
    )
    override = '<Override PartName="/word/{}.xml" ContentType="{}.{}+xml"/>'
    contents = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + override.format("document", TYPE, "document.main")
        + override.format("comments", TYPE, "comments")
        + "</Types>",
        "_rels/.rels": links(("officeDocument", "word/document.xml")),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/comments.xml": f'<w:comments xmlns:w="{W}">{comments}</w:comments>',
        "word/_rels/document.xml.rels": links(("comments", "comments.xml")),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in contents.items():
            archive.writestr(name, inside)
    return out.getvalue()


def links(*rows: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in rows
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def ours(file: Path) -> None:
    document = read(file.read_bytes())
    document.accepted()
    document.rejected()


def ours_safely(file: Path) -> None:
    document = read_safely(file.read_bytes())
    document.accepted()
    document.rejected()


def pandoc(file: Path) -> None:
    command = ["pandoc", "-f", "docx", "--track-changes=all", "-t", "json", "-o", "/dev/null"]
    subprocess.run([*command, file], check=True)


def python_docx(file: Path) -> None:
    from docx import Document  # noqa: PLC0415  only if it is installed

    for one in Document(str(file)).paragraphs:
        one.text  # noqa: B018  this is the work


READERS: dict[str, Callable[[Path], None]] = {
    "Onevoice": ours,
    "Onevoice, in a process of its own": ours_safely,
    "pandoc, all changes": pandoc,
    "python-docx, without changes": python_docx,
}


def there(name: str) -> bool:
    if name.startswith("pandoc"):
        return shutil.which("pandoc") is not None
    return not name.startswith("python-docx") or importlib.util.find_spec("docx") is not None


def measured(reader: Callable[[Path], None], file: Path) -> float:
    """Return the milliseconds of the best of five runs, or of fewer that take long."""
    best, spent = float("inf"), 0.0
    for _ in range(5):
        start = time.perf_counter()
        reader(file)
        took = time.perf_counter() - start
        best, spent = min(best, took), spent + took
        if spent > 10:
            break
    return best * 1000


def rows(files: dict[int, Path]) -> Iterator[list[str]]:
    base = {pages: measured(ours, file) for pages, file in files.items()}
    for name, reader in READERS.items():
        row = [name]
        for pages, file in files.items():
            if not there(name):
                row.append("-")
                continue
            took = base[pages] if reader is ours else measured(reader, file)
            row.append(f"{took:,.0f} ({took / base[pages]:.1f})")
        yield row


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--pages", default="10,100,500")
    pages = [int(one) for one in asked.parse_args().pages.split(",")]
    with tempfile.TemporaryDirectory() as place:
        files = {count: Path(place, f"{count}.docx") for count in pages}
        for count, file in files.items():
            file.write_bytes(made(count))
        print("| import, milliseconds (ratio) |", " | ".join(f"{n} pages" for n in files), "|")
        print("| --- |", " | ".join("---:" for _ in files), "|")
        for row in rows(files):
            print("|", " | ".join(row), "|", flush=True)
    print()
    word_out.show(pages)


if __name__ == "__main__":
    main()
