"""What came in when an agency sent a file: a document, or the rows of a matrix of comments."""

from dataclasses import dataclass

from workflow.files.kinds import FileKind, kind_of
from workflow.files.opening import decoded
from workflow.files.papers.sheets import NEEDED, Entry, read_csv, read_xlsx
from workflow.files.word.document import WordDocument
from workflow.files.word.paragraphs import Paragraph, Piece
from workflow.files.word.safely import read_safely
from workflow.text import canonical

_BOOK = b"xl/workbook.xml"
"""The name of a part that every spreadsheet has, as it stands in the archive."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file that could be read. `format` is how the name of such a file ends."""

    format: str
    document: WordDocument | None = None
    entries: tuple[Entry, ...] = ()


def receive(data: bytes) -> Received:
    """Read a file of any kind that can be an answer, or refuse it with what to do next."""
    kind = kind_of(data)
    if kind is FileKind.TEXT:
        return _plain(data)
    if kind is FileKind.WORD and _BOOK in data:
        return Received("xlsx", entries=read_xlsx(data))
    return Received("odt" if kind is FileKind.OPEN_DOCUMENT else "docx", read_safely(data))


def _plain(data: bytes) -> Received:
    text = decoded(data)
    head = text.lstrip().split("\n", 1)[0]
    if all(name in head for name in NEEDED):
        return Received("csv", entries=read_csv(data))
    paragraphs = tuple(
        Paragraph((Piece(block.text),), kind=block.kind, level=block.level)
        for block in canonical.read(text)
    )
    return Received("txt", WordDocument(paragraphs))
