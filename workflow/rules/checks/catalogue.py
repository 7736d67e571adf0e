"""All checks in one table, and the one way to run them: on a text, and on what a change does.

Rule("L1", ...).of_block        sees one block by itself; its findings are remembered
Rule("L3", ...).of_text         sees the whole text
Rule("L15", ...).of_step        sees a change: the text before and after, and what it is called
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from workflow.rules.checks import (
    acronyms,
    agreed,
    commitments,
    crossrefs,
    echoes,
    facts,
    inclusive,
    lengths,
    overlap,
    purpose,
    residue,
    spelling,
    style,
    terms,
    themes,
    voices,
)
from workflow.rules.checks.findings import Finding
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading, Words, words_of
from workflow.rules.notes import Category
from workflow.text.changes import Change

OfBlock = Callable[[Words, Guide], Iterator[Finding]]
OfText = Callable[[Reading, Guide], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Step:
    """A change as the checks see it: before, after, its parts and what its agency calls it."""

    before: Reading
    after: Reading
    changes: tuple[Change, ...] = ()
    category: str = Category.SUBSTANTIVE.value
    numbers_follow: bool = True
    """Whether references are renumbered by whoever puts the change into the text."""

    def pairs(self) -> Iterator[tuple[str, Words, Words]]:
        """Yield the id of each block that changes with its words before and after."""
        was = {block.id: block.text for block in self.before.blocks}
        now = {block.id: block.text for block in self.after.blocks}
        for name in {**was, **now}:
            old, new = was.get(name, ""), now.get(name, "")
            if old != new:
                yield name, words_of(old), words_of(new)


OfStep = Callable[[Step, Guide], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: its code, what it looks at, and whether it knows only English."""

    code: str
    blocks: tuple[OfBlock, ...] = ()
    whole: tuple[OfText, ...] = ()
    step: OfStep | None = None
    english: bool = False
    near: bool = False
    """Whether its `whole` can judge a change by the blocks that it touches alone."""


def _lowered(step: Step, _guide: Guide) -> Iterator[Finding]:
    for name, before, after in step.pairs():
        if found := commitments.lowered(before, after):
            yield _at(name, found)


def _lost(step: Step, guide: Guide) -> Iterator[Finding]:
    for name, before, after in step.pairs():
        for found in agreed.lost(before, after, guide):
            yield _at(name, found)


def _lifted(step: Step, guide: Guide) -> Iterator[Finding]:
    if step.category == Category.EDITORIAL:
        pairs = list(step.pairs())
        old, new = [was.text for _, was, _ in pairs], [now.text for _, _, now in pairs]
        if found := facts.lifted(old, new, guide):
            yield _at(pairs[0][0], found)


def _stale(step: Step, _guide: Guide) -> Iterator[Finding]:
    return crossrefs.stale(step.before, step.after, follow=step.numbers_follow)


def _tangled(step: Step, _guide: Guide) -> Iterator[Finding]:
    if found := purpose.tangled(step.changes):
        yield _at(step.changes[0].block, found)


def _at(block: str, found: Finding) -> Finding:
    return replace(found, block=block)


RULES = (
    Rule("L1", (themes.check,), (themes.check_items,), english=True),
    Rule("L2", (overlap.check,), (overlap.check_whole,)),
    Rule("L3", (lengths.check,), (lengths.check_whole,)),
    Rule("L4", (), (acronyms.check_whole,)),
    Rule("L5", (agreed.check,), step=_lost),
    Rule("L6", (style.check, spelling.check), english=True),
    Rule("L7", (commitments.check,), english=True),
    Rule("L9", (inclusive.check,), english=True),
    Rule("L10", (echoes.check,)),
    Rule("L11", (), (crossrefs.check_whole,), step=_stale),
    Rule("L12", (commitments.check_softeners,), step=_lowered, english=True),
    Rule("L13", (), (terms.check_whole,)),
    Rule("L14", (residue.check,)),
    Rule("L15", step=_lifted),
    Rule("L16", (terms.check_excluded,)),
    Rule("L17", (), (facts.check_languages,)),
    Rule("L18", step=_tangled),
    Rule("L19", (), (voices.check_voices,)),
    Rule("L20", (), (voices.check_conditions,), near=True),
)
"""L8, readability, is a measure and no finding: it stands in the report."""
