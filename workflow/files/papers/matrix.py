"""The matrix of comments: one row a change, with what became of it.

ISO's columns are the office's (who, where, what kind, comment, proposed change, observations); ours
are more, so that a row that comes back still knows which change, text and paragraph it is about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workflow.text.blocks import Block
from workflow.text.changes import IN_TEXT, Change, ChangeKind
from workflow.text.tokens import strip

NOT_DECIDED = "not decided yet"


@dataclass(frozen=True, slots=True)
class Row:
    """One change as words. `paragraph` is the label that people see, `block` its lasting id."""

    change: str = ""
    agency: str = ""
    version: str = ""
    fingerprint: str = ""
    block: str = ""
    paragraph: str = ""
    kind: str = ""
    current: str = ""
    proposed: str = ""
    category: str = ""
    weight: str = ""
    reason: str = ""
    others: str = ""
    submitted: str = ""
    decision: str = ""
    decided: str = ""
    observations: str = ""
    decided_by: str = ""
    decided_at: str = ""


COLUMNS = {
    "Change": "change",
    "Agency": "agency",
    "Version": "version",
    "Paragraph": "paragraph",
    "Kind": "kind",
    "Current text": "current",
    "Proposed text": "proposed",
    "Category": "category",
    "Weight": "weight",
    "Reason": "reason",
    "Also proposed by": "others",
    "Submitted": "submitted",
    "Decision": "decision",
    "Decided text": "decided",
    "Reason of the decision": "observations",
    "Decided by": "decided_by",
    "Decided at": "decided_at",
    "Block": "block",
    "SHA-256 of the text": "fingerprint",
}
"""Names of the columns in spreadsheets, in their order, and the field of each."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table that is printed, how wide it is, and what stands in it."""

    name: str
    width: int
    cell: Callable[[Row], str]


_TYPES = {"editorial": "ed", "technical": "te", "substantive": "te", "structure": "ge"}


def _who(row: Row) -> str:
    return "\n".join(part for part in (row.agency, row.change) if part)


def _type(row: Row) -> str:
    kind = _TYPES.get(row.category, "ge")
    return f"{kind}\n{row.weight}" if row.weight and row.weight != "preference" else kind


def _comment(row: Row) -> str:
    others = f"Also proposed by {row.others}." if row.others else ""
    return "\n".join(part for part in (row.reason, others) if part)


def _observations(row: Row) -> str:
    decision = row.decision or NOT_DECIDED
    parts = (decision[0].upper() + decision[1:], row.decided and f"“{row.decided}”")
    return "\n".join(part for part in (*parts, row.observations) if part)


ISO = (
    Column("MB/NC", 9, _who),
    Column("Clause", 8, lambda row: row.paragraph),
    Column("Type", 7, _type),
    Column("Current text", 22, lambda row: row.current),
    Column("Proposed change", 22, lambda row: row.proposed),
    Column("Comment", 18, _comment),
    Column("Observations of the secretariat", 20, _observations),
)
"""ISO's columns, with the words as they are now beside those proposed."""


def iso_cells(row: Row) -> tuple[str, ...]:
    """Return a row as it is printed."""
    return tuple(column.cell(row) for column in ISO)


def in_words(base: Sequence[Block], change: Change, names: dict[str, str]) -> tuple[str, str]:
    """Return the words of a change before and after it, with as many words around as it takes.

    The words before it then stand in the paragraph just once, so that the change can be found again
    by them. `names` are what people call the blocks.
    """
    if change.kind is ChangeKind.MOVE:
        place = names.get(change.after or "", "") or "the beginning"
        return "", f"behind {place}"
    if change.kind not in IN_TEXT:
        return change.old, change.new
    text = next(block.text for block in base if block.id == change.block)
    start, end = _unique(text, change.start, change.end)
    after = text[start : change.start] + change.new + text[change.end : end]
    return text[start:end], after


def _unique(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch by words, left and right in turn, until it stands in the text just once."""
    tokens = strip(text)
    first, last = tokens.tokens_at(start, end)
    right = False
    while start == end or text[start].isspace() or text.count(text[start:end]) > 1:
        if first == 0 and last == len(tokens):
            return 0, len(text)
        first, last = _wider(first, last, len(tokens), right=right)
        right = not right
        start = min(start, tokens.starts[first])
        end = max(end, tokens.ends[last - 1])
    return start, end


def _wider(first: int, last: int, most: int, *, right: bool) -> tuple[int, int]:
    if last < most and (right or first == 0):
        return first, last + 1
    return first - 1, last
