"""One Word file with the changes of all agencies as tracked changes.

Accepting everything gives the text that follows from the decisions taken and from the changes that
nobody contests; rejecting everything gives the version the agencies answered. Where wordings
compete and nothing is decided, the words stay and each wording is a comment of its agencies.

A change of several agencies carries the name of the first in the alphabet; the others say in
comments that they propose the same. Reasons are comments of the agencies, decisions answer them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from workflow.files.word.writing.answers import Answers, Decided
from workflow.files.word.writing.assembly import Setup, assembled
from workflow.files.word.writing.issued import titled
from workflow.files.word.writing.masthead import Masthead
from workflow.files.word.writing.tracking import tracked
from workflow.text.blocks import Block
from workflow.text.passages import Passage


class Only(StrEnum):
    """Which passages a compilation shows."""

    ALL = "all"
    DECIDED = "decided"
    UNDECIDED = "undecided"

    def picks(self, passage: Passage, decided: Mapping[str, Decided]) -> bool:
        """Tell whether it shows a passage."""
        return self is Only.ALL or (passage.fingerprint in decided) is (self is Only.DECIDED)


def compiled(
    *,
    title: str,
    label: str,
    blocks: Sequence[Block],
    fingerprint: str,
    passages: Sequence[Passage],
    answers: Answers,
    kind: str = "Compilation of changes",
    note: str = "",
    only: Only = Only.ALL,
    at: datetime,
) -> bytes:
    """Return the compilation of a round.

    For the changes of one agency alone, give the passages of a merge of its proposal alone.
    """
    shown = [one for one in passages if only.picks(one, answers.decided)]
    head = Masthead(
        title=title,
        label=label,
        kind=kind,
        fingerprint=fingerprint,
        notes=(note,) if note else (),
        titled=titled(title, blocks),
    )
    flow = tracked(blocks, shown, answers, at=at)
    return assembled(head, blocks, flow, Setup(tracked=True), at=at)
