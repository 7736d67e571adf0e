"""The package that goes to somebody outside: the text and nothing about who proposed what."""

from collections.abc import Sequence
from datetime import datetime

from workflow.files.papers import making
from workflow.files.papers.making import Edition
from workflow.files.papers.word import as_word
from workflow.files.word.writing.zipped import zipped
from workflow.text.blocks import Block

_README = """\
{title}
{label}, {day}

text.md    the text; its SHA-256 is {sha256}
text.docx  the same to read and print

Anybody can check the text: sha256sum text.md
"""


def package(
    *, title: str, label: str, text: str, sha256: str, blocks: Sequence[Block], at: datetime
) -> bytes:
    """Return the archive; the same version always gives the same bytes."""
    readme = _README.format(title=title, label=label, day=f"{at:%d %B %Y}", sha256=sha256)
    word = as_word(making.text(Edition(title, label, blocks, sha256, at)))
    return zipped({"README.txt": readme, "text.md": text, "text.docx": word})
