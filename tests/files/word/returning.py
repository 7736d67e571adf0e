"""Files that came back, made as what a reader would tell of them."""

from dataclasses import replace
from unicodedata import normalize

from workflow.files.word import identity
from workflow.files.word.document import Carriers, Story, WordDocument
from workflow.files.word.paragraphs import Mark, MarkKind, Paragraph, Piece, Place
from workflow.files.word.returned.provenance import Candidate
from workflow.text.canonical import fingerprint, write

TOKEN = "K12-3-7-K4JX7Q2M9A"
ILO = Mark(MarkKind.INSERT, "ILO", "2026-09-02T10:00:00Z")


def candidate(key, blocks):
    return Candidate(key, fingerprint(write(blocks)), tuple(blocks))


def composed(blocks):
    """As canonical texts are."""
    return tuple(replace(block, text=normalize("NFC", block.text)) for block in blocks)


def paragraph(block, **but):
    """The paragraph of a block as Word keeps it."""
    return Paragraph(
        (Piece(block.text),),
        kind=block.kind,
        level=block.level,
        text_id=identity.text_id(block.text),
        bookmarks=(identity.bookmark(block.id),),
        **but,
    )


def returned(blocks, version=None):
    """A file with these blocks and all marks of the version it was made from."""
    ids = identity.paragraph_ids(blocks)
    rows = tuple(replace(paragraph(block), para_id=ids[block.id]) for block in blocks)
    if version is None:
        return WordDocument(rows)
    footer = Paragraph((Piece(f"{identity.PRINTED}{TOKEN}\tPage 1 of 2"),), place=Place.FOOTER)
    carriers = Carriers(
        doc_ids=(identity.document_id(version.fingerprint),),
        properties=((identity.PROPERTY, TOKEN),),
    )
    return WordDocument(rows, (Story("footer 1", Place.FOOTER, (footer,)),), carriers=carriers)


def without_marks(document):
    """The same file after a program that keeps nothing but the words."""
    bare = (replace(p, para_id="", text_id="", bookmarks=(), style="") for p in document.body)
    return WordDocument(tuple(bare))
