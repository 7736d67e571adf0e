"""Start a text from a file: Word, OpenDocument, Markdown or plain text."""

from collections.abc import Iterable

from workflow.errors import EmptyText
from workflow.files.kinds import FileKind, kind_of
from workflow.files.word.returned.homing import as_blocks
from workflow.files.word.safely import read_safely
from workflow.text import canonical
from workflow.text.blocks import Block, Kind

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def blocks_of(data: bytes) -> tuple[Block, ...]:
    """Return the text of a file of any kind that we read, with all tracked changes taken.

    Numbers and bullets that somebody typed count as in a pasted text, unless Word numbers itself.
    """
    if kind_of(data) is FileKind.TEXT:
        blocks = canonical.read(decoded(data))
    else:
        found = as_blocks(read_safely(data).accepted())
        numbered = any(block.kind is Kind.NUMBERED for block in found)
        blocks = canonical.read(canonical.write(found) if numbered else _typed(found))
    if not blocks:
        raise EmptyText
    return blocks


def _typed(blocks: Iterable[Block]) -> str:
    """Write blocks so that what is typed at the start of paragraphs is read as it looks."""
    return "\n\n".join(
        block.text if block.kind is Kind.PARAGRAPH else canonical.write((block,)).rstrip("\n")
        for block in blocks
    )


def decoded(data: bytes) -> str:
    """Return plain text in whichever encoding it is: a marked one, UTF-8, or that of old Windows.

    Every byte means something in the last one, or is told as unreadable by whoever reads the text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
