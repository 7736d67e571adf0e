"""The Word file of a text in which one agency answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from workflow.files.word import identity
from workflow.files.word.writing.assembly import Setup, assembled
from workflow.files.word.writing.flow import Paragraph, Remark, Stretch, plain
from workflow.files.word.writing.masthead import Masthead
from workflow.text.blocks import Block, Kind
from workflow.text.canonical import labels


def issued(
    *,
    title: str,
    label: str,
    blocks: Sequence[Block],
    fingerprint: str,
    token: str,
    agency: str,
    deadline: str,
    at: datetime,
) -> bytes:
    """Return the file in which one agency answers: tracking is on, and the file knows its text.

    `deadline` is in words, as people read it; `at` is when the version was published.
    """
    head = Masthead(
        title=title,
        label=label,
        kind="Text for answers",
        fingerprint=fingerprint,
        notes=(f"For {agency}. Answers are due by {deadline}.",),
        instructions=identity.INSTRUCTIONS,
        token=token,
        recipient=agency,
        titled=titled(title, blocks),
    )
    advice = Remark(identity.ASSISTANT, at, "\n".join((*head.notes, *identity.INSTRUCTIONS)))
    flow = flowing(blocks)
    if flow:
        flow[0] = replace(flow[0], stretches=(Stretch(flow[0].stretches[0].runs, (advice,)),))
    return assembled(head, blocks, flow, Setup(tracked=True, protected=True), at=at)


def flowing(blocks: Sequence[Block]) -> list[Paragraph]:
    """Return the blocks as they are, each with what numbers it."""
    names = labels(blocks)
    return [plain(block, names.get(block.id, "")) for block in blocks]


def titled(title: str, blocks: Sequence[Block]) -> bool:
    """Tell whether a text begins with its own title."""
    return bool(blocks) and blocks[0].kind is Kind.HEADING and blocks[0].text == title
