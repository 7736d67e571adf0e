"""What a text that came back changes, and which of it its authors had marked.

    sent                 We will help migrants.
    marks rejected       We will help all migrants.              "all" was typed without tracking
    marks accepted       We will help all migrants in transit.   "in transit" was marked

    told_apart(...)      insert "all "          unmarked: the sender is asked
                         insert " in transit"   marked

The three texts share the ids of their blocks. All changes together make the sent text into the
accepted one, so whatever of them is taken, `carried` finds a text for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from workflow.text.blocks import Block
from workflow.text.changes import IN_TEXT, Change, ChangeKind, apply, named, split, text_changes
from workflow.text.rebase import Lost, rebase


class Marking(StrEnum):
    """How a change stands in the file."""

    MARKED = "marked"
    UNMARKED = "unmarked"
    PARTLY = "partly marked"


@dataclass(frozen=True, slots=True)
class Returned:
    """A change of a text that came back."""

    change: Change
    marking: Marking

    @property
    def asks(self) -> bool:
        """Tell whether the sender has to confirm it before it counts."""
        return self.marking is not Marking.MARKED


@dataclass(frozen=True, slots=True)
class Carried:
    """What becomes of the text when some changes are taken; those that cannot be say why.

    `kept` pairs each change as it was with the change that it is against the text as it is now.
    """

    blocks: tuple[Block, ...]
    kept: tuple[tuple[Change, Change], ...]
    lost: tuple[tuple[Change, Lost], ...]


def told_apart(
    sent: Sequence[Block], rejected: Sequence[Block], accepted: Sequence[Block]
) -> tuple[Returned, ...]:
    """Return the changes from the sent text to the accepted one, each with its marking."""
    silent = split(sent, rejected)
    known = {block.id: block for block in sent}
    before = {block.id: block for block in rejected}
    names = zip(named(known, accepted), accepted, strict=True)
    came = {there.id: before.get(block.id) for there, block in names}
    finer = {
        block.id: found
        for block in accepted
        if block.id in known and block.id in before
        for found in [_finer(known[block.id], before[block.id], block)]
        if found
    }
    row: list[Returned] = []
    for change in split(sent, accepted):
        if change.kind is ChangeKind.NEW_BLOCK:
            row.append(Returned(change, _of_new(change, came.get(change.block))))
        elif change.kind not in IN_TEXT:
            row.append(Returned(change, _of_old(change, silent)))
        elif change.block in finer:
            row += finer[change.block]
            finer[change.block] = []
        else:
            row.append(Returned(change, _in_text(change, silent)))
    return tuple(row)


def carried(
    sent: Sequence[Block], now: Sequence[Block], taken: Iterable[Change], left: Iterable[Change]
) -> Carried:
    """Take some changes to `sent` over to the text as it is now, which may be a newer version."""
    kept: list[tuple[Change, Change]] = []
    lost: list[tuple[Change, Lost]] = []
    for change in _anchored(taken, left):
        there = rebase(change, sent, now) if tuple(sent) != tuple(now) else change
        if isinstance(there, Lost):
            lost.append((change, there))
        else:
            kept.append((change, there))
    blocks = apply(now, [there for _, there in kept])
    return Carried(blocks, tuple(kept), tuple(lost))


def _of_new(change: Change, before: Block | None) -> Marking:
    """Judge a new block by the block it was before the marked changes, if it was there."""
    if before is None:
        return Marking.MARKED
    same = (before.text, before.kind, before.level) == (change.new, change.as_kind, change.level)
    return Marking.UNMARKED if same else Marking.PARTLY


def _of_old(change: Change, silent: Sequence[Change]) -> Marking:
    """Judge a move or a removal: there is at most one of a kind in a block."""
    here = [one for one in silent if (one.block, one.kind) == (change.block, change.kind)]
    if not here:
        return Marking.MARKED
    return Marking.UNMARKED if here[0].key == change.key else Marking.PARTLY


def _in_text(change: Change, silent: Sequence[Change]) -> Marking:
    """Judge a change of a block in which marked and unmarked words cannot be parted."""
    here = [one for one in silent if one.block == change.block and one.kind in IN_TEXT]
    if not here:
        return Marking.MARKED
    same = any(one.key == change.key for one in here)
    return Marking.UNMARKED if same else Marking.PARTLY


def _finer(sent: Block, rejected: Block, accepted: Block) -> list[Returned]:
    """Part the changes of a block into marked and unmarked ones, if together they make it."""
    unmarked = list(text_changes(sent, rejected.text))
    marked = [rebase(one, (rejected,), (sent,)) for one in text_changes(rejected, accepted.text)]
    if not unmarked or not marked:
        return []
    found = [Returned(one, Marking.UNMARKED) for one in unmarked]
    found += [Returned(one, Marking.MARKED) for one in marked if isinstance(one, Change)]
    made = apply((sent,), [one.change for one in found])
    return sorted(found, key=_place) if made[0].text == accepted.text else []


def _place(one: Returned) -> tuple[int, int]:
    return one.change.start, one.change.end


def _anchored(taken: Iterable[Change], left: Iterable[Change]) -> Iterator[Change]:
    """Let new blocks behind a left-out new block follow what that one followed."""
    gone = {c.block: c.after or "" for c in left if c.kind is ChangeKind.NEW_BLOCK}
    for change in taken:
        after = change.after
        while after in gone:
            after = gone[after]
        yield replace(change, after=after)
