"""Split an agency's text into changes that a person would have marked, and apply them again.

    base      5  We will help migrants in transit.
    revised   5  We will help all migrants in transit.       Change(insert, "5", 13, 13, "", "all ")

Blocks are matched by their ids, so that a change says where it belongs without counting lines. A
revised block whose id the base does not know is new; a base block that is missing is removed; of
blocks in another order, as few as possible count as moved.

    apply(base, split(base, revised)) is the revised text, up to the ids of new blocks
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from workflow.text.blocks import Block, Kind
from workflow.text.brackets import whole
from workflow.text.compare import Edit, Splice, compare, splice
from workflow.text.hunks import longest_rise
from workflow.text.order import arranged
from workflow.text.places import trimmed
from workflow.text.tokens import Strip, keys_of, spelled, strip


class ChangeKind(StrEnum):
    """What a change does to the text."""

    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"
    MOVE = "move"
    NEW_BLOCK = "new block"
    REMOVED_BLOCK = "removed block"


IN_TEXT = frozenset((ChangeKind.INSERT, ChangeKind.DELETE, ChangeKind.REPLACE))


class Relation(StrEnum):
    """How two changes of different agencies stand to each other."""

    IDENTICAL = "identical"
    OVERLAP = "overlap"
    DISJOINT = "disjoint"
    TOUCH = "touch"
    MOVE = "move"
    DELPARA = "delpara"


@dataclass(frozen=True)
class Change:
    """The smallest difference of a revision from its base that means something by itself.

    `start` and `end` are characters of the block's text. `after` is the block that a moved or new
    block follows, "" at the very beginning. Equal proposals have equal keys.
    """

    kind: ChangeKind
    block: str
    start: int
    end: int
    old: str
    new: str
    after: str | None = None
    as_kind: Kind | None = None
    level: int = 0

    @cached_property
    def key(self) -> str:
        """A short stable name; equal proposals of two agencies have the same."""
        place = "" if self.kind is ChangeKind.NEW_BLOCK else self.block
        words = self.kind, place, self.start, self.end, self.old, self.new
        return short_hash((*words, self.after, self.as_kind, self.level))

    @property
    def noise(self) -> bool:
        """Tell whether only typography changes: quotation marks, dashes, spaces."""
        return self.kind in IN_TEXT and keys_of(self.old) == keys_of(self.new)


def short_hash(parts: Iterable[object], length: int = 12) -> str:
    """Return the first digits of a hash that depends on each part and its place."""
    text = "\x1f".join(f"{len(str(part))}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def split(base: Sequence[Block], revised: Sequence[Block]) -> tuple[Change, ...]:
    """Return the changes that make `base` into `revised`, in the order of the base."""
    known = {block.id: block for block in base}
    row = named(known, revised)
    kept = {block.id for block in row}
    moved = _moved(base, row)
    before = {block.id: last.id for last, block in pairwise(row)}
    if row:
        before[row[0].id] = ""
    found: list[tuple[int, Change]] = []
    place = {block.id: number for number, block in enumerate(base)}
    for block in base:
        if block.id not in kept:
            found.append((place[block.id], _removed(block)))
        if block.id in moved:
            move = Change(ChangeKind.MOVE, block.id, 0, 0, "", "", before[block.id])
            found.append((place[block.id], move))
    here = -1
    for block in row:
        if block.id in known:
            here = place[block.id]
            found.extend((here, change) for change in text_changes(known[block.id], block.text))
        else:
            found.append((here, _new(block, before[block.id])))
    return tuple(change for _, change in sorted(found, key=itemgetter(0)))


def apply(base: Sequence[Block], changes: Iterable[Change]) -> tuple[Block, ...]:
    """Return the base with the changes made."""
    known = {block.id: block for block in base}
    spans: dict[str, list[Splice]] = {}
    follows: dict[str, str | None] = {}
    removed: set[str] = set()
    for change in changes:
        if change.kind in IN_TEXT:
            spans.setdefault(change.block, []).append(Splice(change.start, change.end, change.new))
        elif change.kind is ChangeKind.REMOVED_BLOCK:
            removed.add(change.block)
        else:
            follows[change.block] = change.after
            if change.kind is ChangeKind.NEW_BLOCK:
                known[change.block] = block_of(change)
    for block, splices in spans.items():
        known[block] = replace(known[block], text=splice(known[block].text, splices))
    order = arranged([block.id for block in base], follows)
    return tuple(known[block] for block in order if block not in removed)


def block_of(change: Change) -> Block:
    """Return the block that a new-block change brings."""
    return Block(change.block, change.as_kind or Kind.PARAGRAPH, change.new, change.level)


def new_id(after: str, block: Block) -> str:
    """Return the id of a new block: it follows from its place and its words, not from who wrote.

    Words that are spelled in two ways are one wording, so they make one id.
    """
    return "n" + short_hash((after, block.kind, block.level, *spelled(keys_of(block.text))), 8)


def named(known: Mapping[str, Block], revised: Sequence[Block]) -> list[Block]:
    """Give blocks that are not known the ids that follow from their words and the block before."""
    row: list[Block] = []
    after = ""
    for block in revised:
        row.append(block if block.id in known else replace(block, id=new_id(after, block)))
        after = row[-1].id
    return row


def text_changes(block: Block, text: str) -> Iterator[Change]:
    """Yield what changes inside one block."""
    if block.text == text:
        return
    base = strip(block.text)
    found = compare(base, strip(text))
    spans = [*(trimmed(base, edit) for edit in found.edits), *found.noise]
    for start, end, new in whole(block.text, sorted(Splice(*span) for span in spans)):
        old = block.text[start:end]
        yield Change(_kind(old, new), block.id, start, end, old, new)


def relation(base: Sequence[Block], a: Change, b: Change) -> Relation:
    """Tell how two changes of different agencies stand to each other."""
    if a.key == b.key:
        return Relation.IDENTICAL
    kinds = {a.kind, b.kind}
    if a.block != b.block:
        together = kinds == {ChangeKind.NEW_BLOCK} and a.after == b.after
        return Relation.TOUCH if together else Relation.DISJOINT
    if ChangeKind.REMOVED_BLOCK in kinds:
        return Relation.DELPARA
    if ChangeKind.MOVE in kinds:
        return Relation.OVERLAP if a.kind == b.kind else Relation.MOVE
    text = next(block.text for block in base if block.id == a.block)
    return _relation_in(strip(text), a, b)


def _relation_in(base: Strip, a: Change, b: Change) -> Relation:
    first, second = sorted((located(base, a), located(base, b)))
    if first[:3] == second[:3]:
        return Relation.IDENTICAL
    if first.end == second.start:
        return Relation.TOUCH
    return Relation.OVERLAP if first.end > second.start else Relation.DISJOINT


def located(base: Strip, change: Change) -> Edit:
    """Return a change in a block's text as an edit of whole tokens."""
    return edit_at(base, base.tokens_at(change.start, change.end), [change])


def edit_at(base: Strip, tokens: tuple[int, int], changes: Iterable[Change]) -> Edit:
    """Return what changes make of a row of tokens."""
    left, right = base.slot(*tokens)
    moved = [Splice(c.start - left, c.end - left, c.new) for c in changes]
    surface = splice(base.text[left:right], moved)
    return Edit(*tokens, keys_of(surface), surface)


def _kind(old: str, new: str) -> ChangeKind:
    if not old:
        return ChangeKind.INSERT
    return ChangeKind.REPLACE if new else ChangeKind.DELETE


def _moved(base: Sequence[Block], row: Sequence[Block]) -> set[str]:
    places = {block.id: place for place, block in enumerate(base)}
    stay = [block.id for block in row if block.id in places]
    rise = longest_rise([places[block] for block in stay])
    return set(stay) - {stay[place] for place in rise}


def _removed(block: Block) -> Change:
    return Change(ChangeKind.REMOVED_BLOCK, block.id, 0, len(block.text), block.text, "")


def _new(block: Block, after: str) -> Change:
    kind = ChangeKind.NEW_BLOCK
    return Change(kind, block.id, 0, 0, "", block.text, after, block.kind, block.level)


__all__ = ["Change", "ChangeKind", "Relation", "apply", "relation", "split"]
