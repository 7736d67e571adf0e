"""L18: one purpose for each change, so that it is discussed once (a rule of the ILO)."""

from collections import Counter
from collections.abc import Sequence

from workflow.rules.checks.findings import Finding, Severity
from workflow.text.changes import IN_TEXT, Change
from workflow.translation import _

_SPANS = 2
"""Places of one paragraph that one purpose may well touch."""


def tangled(changes: Sequence[Change]) -> Finding | None:
    """Tell whether changes that stand or fall together look like several purposes."""
    blocks = Counter(change.block for change in changes)
    spans = max(
        (sum(c.block == b and c.kind in IN_TEXT for c in changes) for b in blocks), default=0
    )
    if len(blocks) > 1:
        says = _(
            "This touches {number} paragraphs at once. Could each stand by itself?",
            number=len(blocks),
        )
    elif spans > _SPANS:
        says = _(
            "This touches {number} places of one paragraph at once. Could each stand by itself?",
            number=spans,
        )
    else:
        return None
    return Finding("L18", Severity.INFO, says, subject="purpose")
