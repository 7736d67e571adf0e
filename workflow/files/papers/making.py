"""The documents that a version and a round give, each without a form yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflow.files.papers.brackets import bracketed
from workflow.files.papers.matrix import ISO, Row, iso_cells
from workflow.files.papers.paper import Paper
from workflow.files.word.writing.answers import Answers, Decided
from workflow.files.word.writing.assembly import Setup
from workflow.files.word.writing.flow import Table
from workflow.files.word.writing.issued import flowing, titled
from workflow.files.word.writing.masthead import Masthead
from workflow.files.word.writing.tracking import tracked
from workflow.text.blocks import Block
from workflow.text.passages import Passage


class Only(StrEnum):
    """Which passages a document shows."""

    ALL = "all"
    DECIDED = "decided"
    UNDECIDED = "undecided"

    def picks(self, passage: Passage, decided: Mapping[str, Decided]) -> bool:
        """Tell whether it shows a passage."""
        return self is Only.ALL or (passage.fingerprint in decided) is (self is Only.DECIDED)


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as documents name it; `at` is when it was published."""

    title: str
    label: str
    blocks: Sequence[Block]
    fingerprint: str
    at: datetime

    def head(self, kind: str, *notes: str) -> Masthead:
        """Return what stands around a document that is made from it."""
        return Masthead(
            title=self.title,
            label=self.label,
            kind=kind,
            fingerprint=self.fingerprint,
            notes=tuple(note for note in notes if note),
            titled=titled(self.title, self.blocks),
        )


def text(edition: Edition, *, kind: str = "Text") -> Paper:
    """Return the text and nothing else, to read, print and pass on. `kind` says what it is."""
    flow = flowing(edition.blocks)
    return Paper(edition.head(kind), edition.blocks, flow, edition.at, exact=True)


def changes(
    edition: Edition,
    passages: Sequence[Passage],
    answers: Answers,
    *,
    kind: str = "Compilation of changes",
    note: str = "",
    only: Only = Only.ALL,
) -> Paper:
    """Return the text with all changes: tracked in Word, in words elsewhere.

    Accepting everything gives the text that follows from the decisions taken and from the changes
    that nobody contests; rejecting everything gives the version the agencies answered. Where
    wordings compete and nothing is decided, the words stay and each wording is a comment of its
    agencies.

    A change of several agencies carries the name of the first in the alphabet; the others say in
    comments that they propose the same. Reasons are comments of the agencies, decisions answer
    them. For the changes of one agency alone, give the passages of a merge of its proposal alone.
    """
    shown = [one for one in passages if only.picks(one, answers.decided)]
    flow = tracked(edition.blocks, shown, answers, at=edition.at)
    head = edition.head(kind, note)
    return Paper(head, edition.blocks, flow, edition.at, Setup(tracked=True))


def whose(agencies: Sequence[str], agency: str, only: Only) -> str:
    """Say on the first page whose changes these are, and which."""
    which = {Only.DECIDED: " Decided passages only.", Only.UNDECIDED: " Undecided passages only."}
    return f"Changes of {agency or ', '.join(agencies) or 'nobody yet'}.{which.get(only, '')}"


def brackets(edition: Edition, passages: Sequence[Passage], answers: Answers) -> Paper:
    """Return the text as it is negotiated, with everything that is open in brackets."""
    choices = {name: decided.choice for name, decided in answers.decided.items()}
    flow = bracketed(edition.blocks, passages, choices)
    note = "What is not agreed stands in brackets, with the names of those who propose it."
    return Paper(edition.head("Compilation text", note), edition.blocks, flow, edition.at)


def decisions(edition: Edition, rows: Sequence[Row]) -> Paper:
    """Return the table of changes and decisions, in the columns of ISO and ours."""
    table = Table(
        tuple(column.name for column in ISO),
        tuple(iso_cells(row) for row in rows),
        tuple(column.width for column in ISO),
    )
    setup = Setup(line_numbers=False, wide=True)
    head = edition.head("Table of decisions")
    return Paper(head, edition.blocks, (table,), edition.at, setup)
