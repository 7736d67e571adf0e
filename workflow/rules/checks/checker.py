"""Check a text, or what one change does to it.

checker = Checker(guide)
checker.report(blocks)                       everything that is noticed in a text
checker.effect(before, after)                what a change brings, and what it mends
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from workflow.rules.checks.catalogue import RULES, Rule, Step
from workflow.rules.checks.commitments import Commitment, commitments
from workflow.rules.checks.findings import NAMES, Finding, Severity
from workflow.rules.checks.guide import PLAIN, Guide
from workflow.rules.checks.readability import Readability, readability
from workflow.rules.checks.reading import Reading, read, words_of
from workflow.rules.notes import Category
from workflow.text.blocks import Block, Kind
from workflow.text.changes import Change
from workflow.translation import language

_REMEMBERED = 10_000
"""Blocks whose findings a checker keeps; three texts of 300 pages."""


@dataclass(frozen=True)
class Report:
    """What the checks say about a text."""

    reading: Reading
    findings: tuple[Finding, ...]

    @cached_property
    def readability(self) -> Readability | None:
        """How hard it is to read, if it is in English."""
        return readability(self.reading)

    @cached_property
    def commitments(self) -> list[Commitment]:
        """What the numbered paragraphs promise."""
        return commitments(self.reading) if self.reading.english else []

    @property
    def words(self) -> int:
        """How long it is."""
        return self.reading.count

    def count(self, severity: Severity) -> int:
        """How many findings are this grave."""
        return sum(one.severity == severity for one in self.findings)

    @property
    def worst(self) -> Severity | None:
        """The gravest finding."""
        return max((one.severity for one in self.findings), default=None)

    @property
    def by_rule(self) -> list[tuple[str, str, list[Finding]]]:
        """The findings of each rule with its code and name, the gravest rules first."""
        rules: dict[str, list[Finding]] = {}
        for one in self.findings:
            rules.setdefault(one.rule, []).append(one)
        rows = [(code, NAMES[code], found) for code, found in rules.items()]
        return sorted(rows, key=lambda row: (-max(f.severity for f in row[2]), int(row[0][1:])))


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: findings it brings, findings it mends, words it adds."""

    brings: tuple[Finding, ...]
    mends: tuple[Finding, ...]
    words: int

    @property
    def worth_saying(self) -> tuple[Finding, ...]:
        """The findings that somebody who decides should see; not what is only good to know."""
        return tuple(one for one in self.brings if one.severity > Severity.STYLE)


class Checker:
    """All checks with one guide. Blocks that come again are not checked again."""

    def __init__(self, guide: Guide = PLAIN) -> None:
        self.guide = guide
        self._rules = [rule for rule in RULES if rule.code not in guide.off]
        self._weights = dict(guide.severities)
        self._known: dict[tuple[str, bool, str], tuple[Finding, ...]] = {}

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, guide: Guide) -> "Checker":
        """Return the checker of a guide; what it has read already, it knows."""
        return cls(guide)

    def report(self, blocks: Iterable[Block]) -> Report:
        """Return what the checks say about a text, in its order."""
        reading = read(blocks)
        return Report(reading, tuple(self._ordered(reading, self._found(reading))))

    def effect(
        self,
        before: Sequence[Block],
        after: Sequence[Block],
        *,
        changes: Sequence[Change] = (),
        category: str = Category.SUBSTANTIVE.value,
        numbers_follow: bool = True,
    ) -> Effect:
        """Return what a change brings and what it mends."""
        step = Step(read(before), read(after), tuple(changes), category, numbers_follow)
        return self._compared(step, self._found(step.before), self._found(step.after))

    def glance(
        self,
        before: Sequence[Block],
        after: Sequence[Block],
        *,
        english: bool,
        changes: Sequence[Change] = (),
        category: str = Category.SUBSTANTIVE.value,
    ) -> Effect:
        """Return what a change does, seen from the blocks that it touches alone.

        So a page with many changes to a long text is quick. What needs the whole text, such as
        where an acronym comes first, is left to `effect`.
        """
        step = Step(read(before), read(after), tuple(changes), category)
        was = self._near(step.before, english=english)
        return self._compared(step, was, self._near(step.after, english=english), english=english)

    def _compared(
        self, step: Step, was: list[Finding], now: list[Finding], *, english: bool | None = None
    ) -> Effect:
        known = step.after.english if english is None else english
        had, has = Counter(one.key for one in was), Counter(one.key for one in now)
        brings = [*_more(now, had), *self._of_step(step, english=known)]
        return Effect(
            tuple(self._ordered(step.after, brings)),
            tuple(self._ordered(step.before, _more(was, has))),
            step.after.count - step.before.count,
        )

    def _found(self, reading: Reading) -> list[Finding]:
        rules = self._speaking(english=reading.english)
        found = self._of_blocks(reading, english=reading.english)
        return found + self._of_whole(reading, rules)

    def _near(self, reading: Reading, *, english: bool) -> list[Finding]:
        rules = [rule for rule in self._speaking(english=english) if rule.near]
        return self._of_blocks(reading, english=english) + self._of_whole(reading, rules)

    def _of_blocks(self, reading: Reading, *, english: bool) -> list[Finding]:
        return [
            one
            for block in reading.blocks
            if block.kind is not Kind.HEADING
            for one in self._of_block(block, english=english)
        ]

    def _of_whole(self, reading: Reading, rules: Iterable[Rule]) -> list[Finding]:
        return [
            self._weighed(one)
            for rule in rules
            for whole in rule.whole
            for one in whole(reading, self.guide)
        ]

    def _of_block(self, block: Block, *, english: bool) -> Iterator[Finding]:
        # What a finding says is said in the language of whoever asks.
        key = block.text, english, language()
        if key not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            words = words_of(block.text)
            self._known[key] = tuple(
                self._weighed(one)
                for rule in self._speaking(english=english)
                for check in rule.blocks
                for one in check(words, self.guide)
            )
        return (replace(one, block=block.id) for one in self._known[key])

    def _of_step(self, step: Step, *, english: bool) -> Iterator[Finding]:
        for rule in self._speaking(english=english):
            if rule.step:
                yield from map(self._weighed, rule.step(step, self.guide))

    def _speaking(self, *, english: bool) -> list[Rule]:
        return [rule for rule in self._rules if english or not rule.english]

    def _weighed(self, one: Finding) -> Finding:
        weight = self._weights.get(one.rule)
        return one if weight is None else replace(one, severity=weight)

    @staticmethod
    def _ordered(reading: Reading, found: Iterable[Finding]) -> list[Finding]:
        order = {block.id: at for at, block in enumerate(reading.blocks)}
        return sorted(found, key=lambda one: (order.get(one.block, -1), one.start, one.rule))


def mended(blocks: Iterable[Block], found: Iterable[Finding]) -> tuple[Block, ...]:
    """Return a text with what can safely be mended; of two mendings of one place, the first."""
    mends: dict[str, list[Finding]] = {}
    for one in found:
        if one.mend is not None:
            mends.setdefault(one.block, []).append(one)
    return tuple(_mended(block, mends.get(block.id, [])) for block in blocks)


def _mended(block: Block, found: list[Finding]) -> Block:
    text, at = "", 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= at and one.mend is not None:
            text += block.text[at : one.start] + one.mend
            at = one.end
    return replace(block, text=text + block.text[at:]) if found else block


def _more(found: Iterable[Finding], known: Counter[tuple[str, str, str]]) -> Iterator[Finding]:
    """Yield the findings that are there more often than they were."""
    left = Counter(known)
    for one in found:
        if left[one.key] > 0:
            left[one.key] -= 1
        else:
            yield one
