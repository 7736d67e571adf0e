"""The package that goes to somebody outside: the text and nothing about who proposed what."""

from collections.abc import Sequence
from datetime import datetime

from workflow.files.word import writing
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
    word = writing.clean(title=title, label=label, blocks=blocks, fingerprint=sha256, at=at)
    return zipped({"README.txt": readme, "text.md": text, "text.docx": word})
