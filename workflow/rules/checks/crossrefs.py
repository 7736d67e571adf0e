"""L11: references to paragraphs that lead nowhere, to themselves, or somewhere else than meant."""

from collections.abc import Iterator

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading
from workflow.text.references import mentions
from workflow.translation import _


def check_whole(reading: Reading, _guide: Guide) -> Iterator[Finding]:
    """Find references whose number no paragraph has, or that name their own paragraph."""
    labels = reading.labels
    if not labels:
        return
    for block in reading.blocks:
        for start, end, label in mentions(block.text):
            if label not in labels.values():
                says = _("There is no paragraph {label}.", label=label)
                yield Finding("L11", Severity.ERROR, says, block.id, start, end, label)
            elif labels.get(block.id) == label:
                says = _("This is paragraph {label} itself.", label=label)
                yield Finding("L11", Severity.WARN, says, block.id, start, end, label)


def stale(before: Reading, after: Reading, *, follow: bool) -> Iterator[Finding]:
    """Find references that stayed while the paragraph they meant got another number.

    Where numbers `follow` by themselves, as in publishing, only what is gone is wrong.
    """
    was = {label: block for block, label in before.labels.items()}
    now = {label: block for block, label in after.labels.items()}
    old = {block.id: block.text for block in before.blocks}
    for block in after.blocks:
        kept = {label for _, _, label in mentions(old.get(block.id, ""))}
        for start, end, label in mentions(block.text):
            meant = was.get(label)
            if label in kept and meant and meant != now.get(label):
                says, severity, mend = _moved(label, after.labels.get(meant), follow=follow)
                yield Finding("L11", severity, says, block.id, start, end, label, "stale", mend)


def _moved(label: str, new: str | None, *, follow: bool) -> tuple[str, Severity, str | None]:
    if new is None:
        return _("Paragraph {label}, which this names, is gone.", label=label), Severity.ERROR, None
    if follow:
        says = _(
            "Paragraph {label} becomes paragraph {new}; this follows in the next version.",
            label=label,
            new=new,
        )
        return says, Severity.INFO, None
    says = _(
        "Paragraph {label} has become paragraph {new}; this still says {label}.",
        label=label,
        new=new,
    )
    return says, Severity.ERROR, new
