"""How good the drafting checks are, and how fast.

    python benchmarks/checks.py                 precision and recall of each rule
    python benchmarks/checks.py --misses        each paragraph that was judged otherwise
    python benchmarks/checks.py --speed         milliseconds for a text of 30 pages

The paragraphs in texts/ were written after the rules and are about other subjects; what an editor
would mark in them was decided before the checks saw them. Do not tune a rule on them: write new
ones.
"""

import argparse
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from workflow.rules.checks.checker import Checker
from workflow.rules.checks.guide import Guide, Phrase, Reference, Section, Use
from workflow.story.load import load
from workflow.text import canonical
from workflow.text.blocks import Block, Kind

TEXTS = Path(__file__).with_name("texts")
SETS = ("checks.txt", "checks-later.txt")
LIGHTS = (
    "We will keep the harbour lights burning through every storm and tell each vessel where the "
    "safe channel runs."
)
NETS = (
    "Each of us will answer for the nets that it lost and bring home what others have lost at sea."
)
OCEANS = (
    "commitment to conserve and sustainably use the oceans, seas and marine resources for "
    "sustainable development"
)
FISHERIES = "the precautionary approach and the ecosystem approach to fisheries"
GUIDE = Guide(
    acronyms=("UN", "NASA", "ESA", "FAO", "UNESCO"),
    terms=(
        ("The Forum", "The Ocean Science Forum"),
        ("The Fund", "The Blue Harbour Trust Fund"),
        ("the Fund", "the Blue Harbour Trust Fund"),
    ),
    excluded=("tourism", "seabed mining", "cruise ship*"),
    excluded_except=("World Tourism Organization",),
    phrases=(Phrase(OCEANS, "A/RES/71/312"), Phrase(FISHERIES, "A/RES/78/68", protected=True)),
    references=(
        Reference(
            "Harbour pledge", Use.APART, (Section("1", "1", LIGHTS), Section("2", "2", NETS))
        ),
    ),
)
PAGES = 30
WORDS_OF_A_PAGE = 400


class Case(NamedTuple):
    file: str
    line: int
    marked: set[str]
    editorial: bool
    before: str
    after: str


def cases(file: str) -> list[Case]:
    found = []
    for line, row in enumerate((TEXTS / file).read_text(encoding="utf-8").splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        codes, text = row.split(" | ", 1)
        before, _, after = text.rpartition(" => ")
        marked = set(re.findall(r"L\d+", codes))
        found.append(Case(file, line, marked, "editorial" in codes, before, after))
    return found


def noticed(checker: Checker, case: Case) -> set[str]:
    def blocks(text: str) -> list[Block]:
        return [Block("a", Kind.PARAGRAPH, text)] if "paragraph" not in text else numbered(text)

    if not case.before:
        return {one.rule for one in checker.report(blocks(case.after)).findings}
    category = "editorial" if case.editorial else "substantive"
    effect = checker.effect(blocks(case.before), blocks(case.after), category=category)
    return {one.rule for one in effect.brings}


def numbered(text: str) -> list[Block]:
    """Return a text with numbers, so that references can be followed."""
    return [Block("a", Kind.NUMBERED, text), Block("b", Kind.NUMBERED, "It ends here.")]


def judge(file: str, *, misses: bool) -> None:
    checker = Checker(GUIDE)
    print(f"\n{file}")
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for case in cases(file):
        found = noticed(checker, case)
        right.update(found & case.marked)
        wrong.update(found - case.marked)
        missed.update(case.marked - found)
        if misses and found != case.marked:
            print(f"line {case.line}: too many {sorted(found - case.marked)}, "
                  f"missed {sorted(case.marked - found)}: {case.after[:90]}")  # fmt: skip
    print("rule  marked  found  right  precision  recall")
    for rule in sorted({*right, *wrong, *missed}, key=lambda code: int(code[1:])):
        row(rule, right[rule], wrong[rule], missed[rule])
    row("all", right.total(), wrong.total(), missed.total())


def row(name: str, right: int, wrong: int, missed: int) -> None:
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    print(
        f"{name:<5} {right + missed:6} {right + wrong:6} {right:6} {precision:10.2f} {recall:7.2f}"
    )


def long_text() -> tuple[Block, ...]:
    """Return 30 pages in different words: every line of the benchmark and the story in turn."""
    source = [case.after for case in cases(SETS[0])] + [block.text for block in load().zero]
    blocks: list[Block] = []
    words = at = 0
    while words < PAGES * WORDS_OF_A_PAGE:
        text = f"{source[at % len(source)]} This is said in part {at} of it."
        blocks.append(Block(f"b{at}", Kind.NUMBERED, text))
        words += len(text.split())
        at += 1
    return tuple(blocks)


def speed() -> None:
    blocks = long_text()
    text = canonical.write(blocks)
    whole = []
    for turn in range(5):
        fresh = [Block(b.id, b.kind, f"{b.text} Turn {turn}.") for b in blocks]
        whole.append(timed(lambda fresh=fresh: Checker(GUIDE).report(fresh)))
    checker = Checker(GUIDE)
    checker.report(blocks)
    changed = (*blocks[:100], Block("new", Kind.NUMBERED, "We will listen."), *blocks[100:])
    effect = [timed(lambda: checker.effect(blocks, changed)) for _ in range(5)]
    print(f"{len(text.split()):,} words, {len(blocks)} paragraphs; median of 5 in milliseconds")
    for name, times in (
        ("the whole text, never seen before", whole),
        ("what one change does to it", effect),
    ):
        wall, cpu = (1000 * statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name}: {wall:.0f} by the clock, {cpu:.0f} of one core")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds by the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    if given.speed:
        speed()
    else:
        for file in SETS:
            judge(file, misses=given.misses)


if __name__ == "__main__":
    main()
