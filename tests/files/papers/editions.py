"""Documents of the story for the tests of their forms."""

from tests.files.word.cases import ruled
from tests.files.word.compiling import AT, submitted
from tests.text import test_story as story
from workflow.files.papers.making import Edition
from workflow.files.papers.matrix import Row, in_words
from workflow.files.word.writing import Answers, Said
from workflow.text.blocks import Block, Kind
from workflow.text.canonical import fingerprint, labels, write
from workflow.text.changes import ChangeKind
from workflow.text.merge import merge

PROPOSALS = tuple(story.proposals())
MERGED = merge(story.ZERO, PROPOSALS)
SAID = {
    (proposal.agency, change.key): Said(f"{proposal.agency} has reasons.")
    for proposal in PROPOSALS
    for change in proposal.changes
}
OPEN = Answers(submitted(proposal.agency for proposal in PROPOSALS), SAID)
DECIDED = Answers(
    OPEN.submitted, SAID, ruled(story.decided(MERGED, story.STORY["decisions"], story.OURS))
)
ARABIC = (
    Block("t", Kind.HEADING, "تعهد مشترك بشأن الهجرة", 1),
    Block("a", Kind.NUMBERED, "سنحمي حقوق المهاجرين جميعًا في IOM وفي كل مكان."),
    Block("b", Kind.ITEM, "الأطفال والأسر"),
)


def edition(blocks=story.ZERO, title="A common pledge"):
    return Edition(title, "Zero draft", blocks, fingerprint(write(blocks)), AT)


def rows():
    """One row for each change of the story."""
    names = labels(story.ZERO)
    return [
        _row(story.ZERO, names, proposal.agency, number, change)
        for proposal in PROPOSALS
        for number, change in enumerate(proposal.changes, 1)
    ]


def _row(base, names, agency, number, change):
    current, proposed = in_words(base, change, names)
    block = change.after if change.kind is ChangeKind.NEW_BLOCK else change.block
    return Row(
        change=f"{agency}-{number}",
        agency=agency,
        version="Zero draft",
        block=block or "",
        paragraph=names.get(block or "", ""),
        kind=change.kind.value,
        current=current,
        proposed=proposed,
        category="substantive",
        weight="strong",
        reason="=HYPERLINK(1)",
    )
