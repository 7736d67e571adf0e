"""What the rows of a matrix ask for: changes to the text, and decisions on changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflow.files.papers.matrix import NOT_DECIDED
from workflow.files.papers.sheets import Entry
from workflow.rules.dispositions import Disposition
from workflow.text.blocks import Block
from workflow.text.canonical import labels
from workflow.text.changes import Change, ChangeKind, Relation, relation, split


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row could not be understood, in a sentence."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """The changes that rows propose, each row with its own, and the rows that are no change."""

    changes: tuple[tuple[Entry, tuple[Change, ...]], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision that a row holds: on the change with this label."""

    line: int
    change: str
    disposition: Disposition
    text: str
    reason: str


class _UnclearError(Exception):
    """A row asks for something that cannot be done; the text says why."""


def proposed(base: Sequence[Block], entries: Iterable[Entry]) -> Proposed:
    """Return the changes that the rows of a matrix propose to a text.

    Rows that propose the same are one change; of rows that touch each other the first counts.
    """
    found: list[tuple[Entry, tuple[Change, ...]]] = []
    problems: list[Problem] = []
    for entry in entries:
        if not (entry.row.proposed or entry.row.current or entry.row.kind):
            continue
        try:
            changes = split(base, _revised(base, entry))
            _apart(base, changes, found)
        except _UnclearError as unclear:
            problems.append(Problem(entry.line, str(unclear)))
        else:
            found.append((entry, changes))
    return Proposed(tuple(found), tuple(problems))


def verdicts(entries: Iterable[Entry]) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    """Return the decisions that the rows of a matrix hold."""
    found: list[Verdict] = []
    problems: list[Problem] = []
    known = {one.value: one for one in Disposition}
    for entry in entries:
        row = entry.row
        decision = row.decision.strip().casefold()
        if not decision or decision == NOT_DECIDED:
            continue
        if decision not in known:
            problems.append(Problem(entry.line, f"“{row.decision}” is no decision we know."))
        elif not row.change:
            problems.append(Problem(entry.line, "The row does not say which change it decides."))
        else:
            found.append(
                Verdict(entry.line, row.change, known[decision], row.decided, row.observations)
            )
    return tuple(found), tuple(problems)


def _revised(base: Sequence[Block], entry: Entry) -> list[Block]:
    """Return the text as one row wants it."""
    row = entry.row
    at = _place(base, entry)
    block = base[at]
    kind = row.kind.strip().casefold()
    if kind in (ChangeKind.NEW_BLOCK, "add", "new"):
        fresh = Block(f"row{entry.line}", block.kind, _one_line(row.proposed), block.level)
        if not fresh.text:
            raise _UnclearError("The row adds a paragraph without words.")
        return [*base[: at + 1], fresh, *base[at + 1 :]]
    if kind == ChangeKind.REMOVED_BLOCK:
        return [*base[:at], *base[at + 1 :]]
    if kind == ChangeKind.MOVE:
        return _moved(base, at, row.proposed)
    return [*base[:at], replace(block, text=_edited(block, entry)), *base[at + 1 :]]


def _place(base: Sequence[Block], entry: Entry) -> int:
    names = labels(base)
    wanted = entry.row.paragraph.strip().rstrip(".").casefold()
    for at, block in enumerate(base):
        if entry.row.block and block.id == entry.row.block:
            return at
    for at, block in enumerate(base):
        if wanted and names.get(block.id, "").casefold() == wanted:
            return at
    raise _UnclearError(f"There is no paragraph “{entry.row.paragraph}” in this text.")


def _moved(base: Sequence[Block], at: int, where: str) -> list[Block]:
    rest = [*base[:at], *base[at + 1 :]]
    names = labels(base)
    wanted = where.strip().removeprefix("behind").strip().rstrip(".").casefold()
    if wanted == "the beginning":
        return [base[at], *rest]
    for place, block in enumerate(rest):
        if names.get(block.id, "").casefold() == wanted:
            return [*rest[: place + 1], base[at], *rest[place + 1 :]]
    raise _UnclearError(f"“{where}” names no place to move to; write “behind 3”.")


def _edited(block: Block, entry: Entry) -> str:
    old, new = _one_line(entry.row.current), _one_line(entry.row.proposed)
    if not old:
        raise _UnclearError("The row does not say which words of the paragraph it changes.")
    if block.text.count(old) != 1:
        stand = "stand more than once" if old in block.text else "do not stand"
        raise _UnclearError(f"The words “{old}” {stand} in paragraph {entry.row.paragraph}.")
    text = block.text.replace(old, new).strip()
    if not text:
        raise _UnclearError(
            "Nothing would be left of the paragraph: say “removed block” as its kind."
        )
    return text


def _apart(
    base: Sequence[Block],
    changes: Sequence[Change],
    found: Iterable[tuple[Entry, tuple[Change, ...]]],
) -> None:
    for entry, others in found:
        for change in changes:
            kinds = {relation(base, change, other) for other in others}
            if kinds - {Relation.DISJOINT, Relation.IDENTICAL}:
                raise _UnclearError(f"It changes the same words as the row in line {entry.line}.")


def _one_line(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", " ")
