"""A document as a Word file; the same values give the same bytes."""

from workflow.files.papers.paper import Paper
from workflow.files.word.writing.assembly import assembled


def as_word(paper: Paper) -> bytes:
    """Return the Word file."""
    return assembled(paper.head, paper.blocks, paper.flow, paper.setup, at=paper.at)
