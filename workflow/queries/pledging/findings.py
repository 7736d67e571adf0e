"""What the checks say: of a version, of an agency's own changes, of a card, of the next version."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from workflow.models import Pledge, Round, Version
from workflow.queries.answering.answering import Answering, Mine
from workflow.queries.answering.excerpts import Places
from workflow.queries.deciding.cards import Card, WordingCard
from workflow.queries.pledging import guides, versions
from workflow.rules.checks.checker import Checker, Effect, Report
from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.reading import read, words_of
from workflow.rules.notes import Category
from workflow.rules.permissions import Actor
from workflow.text.blocks import Block, Kind
from workflow.text.changes import apply
from workflow.text.passages import PassageKind


@dataclass(frozen=True, slots=True)
class Measured:
    """A version in numbers, to see the trend."""

    version: Version
    report: Report


@dataclass(frozen=True, slots=True)
class VersionChecks:
    """What the page of the checks of a version shows."""

    version: Version
    pledge: Pledge
    report: Report
    places: Places
    trend: Sequence[Measured]
    budget: int


def of_version(session: Session, actor: Actor, version_id: int) -> VersionChecks:
    """Return what the checks say about a version, and how it compares with those before."""
    version = versions.find(session, actor, version_id)
    pledge = version.pledge
    checker = guides.checker_of(session, actor, pledge)
    before = [one for one in pledge.versions if one.number <= version.number][-6:]
    return VersionChecks(
        version=version,
        pledge=pledge,
        report=checker.report(version.blocks),
        places=Places.of(version.blocks),
        trend=[Measured(one, checker.report(one.blocks)) for one in before],
        budget=checker.guide.words_max,
    )


def report_of(session: Session, actor: Actor, version: Version) -> Report:
    """Return what the checks say about a version, for a few words beside it."""
    return guides.checker_of(session, actor, version.pledge).report(version.blocks)


@dataclass(frozen=True, slots=True)
class OwnChecks:
    """What the checks say of an agency's own changes, before it sends them."""

    by_change: Mapping[str, Sequence[Finding]]
    """Key of a change -> what it brings."""
    effect: Effect
    mendable: int

    @property
    def worth_saying(self) -> int:
        """How many findings are more than good to know."""
        return sum(f.severity > Severity.INFO for found in self.by_change.values() for f in found)


def of_answer(session: Session, actor: Actor, page: Answering) -> OwnChecks:
    """Return what each change of an agency's draft brings into the text."""
    checker = guides.checker_of(session, actor, page.round.pledge)
    english = read(page.base).english
    mine = page.mine
    found = {one.key: _of_change(checker, page.base, one, english=english) for one in mine}
    for group in _groups(mine):
        effect = checker.glance((), (), english=english, changes=[one.change for one in group])
        found[group[0].key] = [*found[group[0].key], *effect.brings]
    effect = checker.effect(page.base, page.blocks)
    return OwnChecks(found, effect, sum(one.mend is not None for one in mends(effect)))


def by_block(session: Session, actor: Actor, page: Answering) -> dict[str, Sequence[Finding]]:
    """Return what an agency's draft brings into each block that it changes, as far as saved."""
    checker = guides.checker_of(session, actor, page.round.pledge)
    english = read(page.base).english
    base = {block.id: block for block in page.base}
    return {
        block.id: checker.glance(
            [base[block.id]] if block.id in base else [], [block], english=english
        ).brings
        for block in page.blocks
        if base.get(block.id) != block
    }


def mends(effect: Effect) -> list[Finding]:
    """Return what can safely be mended of what a text brings; numbers follow by themselves."""
    return [one for one in effect.brings if one.mend is not None and one.rule != "L11"]


def _of_change(
    checker: Checker, base: Sequence[Block], one: Mine, *, english: bool
) -> Sequence[Finding]:
    after = apply(base, [one.change])
    was = {block.id: block for block in base}
    now = {block.id: block for block in after}
    old = [b for b in base if now.get(b.id) != b]
    new = [b for b in after if was.get(b.id) != b]
    return checker.glance(old, new, english=english, category=one.note.category).brings


def _groups(mine: Sequence[Mine]) -> Iterator[list[Mine]]:
    """Yield the changes that stand or fall together."""
    groups: defaultdict[str, list[Mine]] = defaultdict(list)
    for one in mine:
        if one.note.together:
            groups[one.note.together].append(one)
    yield from (group for group in groups.values() if len(group) > 1)


def with_findings(
    session: Session, actor: Actor, round_: Round, cards: Sequence[Card]
) -> list[Card]:
    """Return cards with what the checks say of their wordings."""
    checker = guides.checker_of(session, actor, round_.pledge)
    base = round_.version.blocks
    known, english = {block.id: block for block in base}, read(base).english
    return [
        replace(
            card,
            wordings=[
                replace(one, findings=_of_wording(checker, card, one, known, english=english))
                for one in card.wordings
            ],
        )
        for card in cards
    ]


def _of_wording(
    checker: Checker,
    card: Card,
    wording: WordingCard,
    base: Mapping[str, Block],
    *,
    english: bool,
) -> Sequence[Finding]:
    if card.kind == PassageKind.MOVE:
        return ()
    before, after = _around(card, wording, base)
    editorial = set(wording.categories) == {Category.EDITORIAL.value}
    category = Category.EDITORIAL if editorial else Category.SUBSTANTIVE
    return checker.glance(before, after, english=english, category=category.value).worth_saying


def _around(
    card: Card, wording: WordingCard, base: Mapping[str, Block]
) -> tuple[list[Block], list[Block]]:
    """Return the block of a card before and after a wording."""
    if card.kind == PassageKind.NEW:
        return [], [Block("new", Kind.PARAGRAPH, wording.text)]
    block = base.get(card.block_id)
    if block is None:
        return [], []
    text = block.text[: card.start] + wording.text + block.text[card.end :]
    return [block], [replace(block, text=text)] if text.strip() else []


@dataclass(frozen=True, slots=True)
class NextChecks:
    """What the checks say of the next version, and whose additions made it longer."""

    report: Report
    effect: Effect
    added: Sequence[tuple[str, int]]


def of_candidate(
    session: Session,
    actor: Actor,
    round_: Round,
    blocks: Sequence[Block],
    applied: Sequence[tuple[str, str, str]],
) -> NextChecks:
    """Return what the next version brings; `applied` is agency, old and new words of changes."""
    checker = guides.checker_of(session, actor, round_.pledge)
    added: Counter[str] = Counter()
    for agency, old, new in applied:
        added[agency] += len(words_of(new).words) - len(words_of(old).words)
    report = checker.report(blocks)
    over = report.words > checker.guide.words_max > 0
    return NextChecks(
        report,
        checker.effect(round_.version.blocks, blocks),
        [(agency, count) for agency, count in added.most_common(3) if count > 0] if over else [],
    )
