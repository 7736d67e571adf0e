"""Carry a change over to a newer version, or say why it cannot be: nothing is guessed.

old       ... by the share of country teams ...     change: insert "joint " before "country"
new       ... by the number of country teams ...    the same words around it: it applies
new       (the sentence was removed)                 Lost("its words were changed: ...")

A reference that only follows its paragraph ("paragraph 4" is "paragraph 5" now) is no new word, and
references in what the change adds follow too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workflow.text.blocks import Block
from workflow.text.changes import IN_TEXT, Change, ChangeKind, located
from workflow.text.compare import Edit, Splice, compare, splice
from workflow.text.places import tied
from workflow.text.references import moved_labels, splices
from workflow.text.tokens import Strip, keys_of, strip


@dataclass(frozen=True, slots=True)
class Lost:
    """A change that does not apply to the newer version, and why."""

    reason: str


def rebase(change: Change, old: Sequence[Block], new: Sequence[Block]) -> Change | Lost:
    """Return the change as it reads against the new version."""
    moves = moved_labels(old, new)
    change = _followed(change, old, moves)
    before = {block.id: replace(block, text=_following(block.text, moves)) for block in old}
    now = {block.id: block for block in new}
    if change.kind in (ChangeKind.NEW_BLOCK, ChangeKind.MOVE):
        return _placed(change, now)
    if change.block not in now:
        return Lost("its paragraph was removed")
    if change.block not in before:
        return Lost("its paragraph was not in the older version")
    if change.kind is ChangeKind.REMOVED_BLOCK:
        return _removal(change, before[change.block], now[change.block])
    return _inside(change, before[change.block].text, now[change.block].text)


def _followed(change: Change, old: Sequence[Block], moves: Mapping[str, str | None]) -> Change:
    """Return the change as it reads against the old text with its references followed."""
    texts = {block.id: block.text for block in old}
    new = _following(change.new, moves)
    if change.kind not in IN_TEXT or change.block not in texts:
        return replace(change, new=new)
    text = texts[change.block]
    start, end = (
        at + sum(len(to) - (b - a) for a, b, to in splices(text, moves) if b <= at)
        for at in (change.start, change.end)
    )
    return replace(change, start=start, end=end, old=_following(text, moves)[start:end], new=new)


def _following(text: str, moves: Mapping[str, str | None]) -> str:
    return splice(text, [Splice(*one) for one in splices(text, moves)])


def _placed(change: Change, now: dict[str, Block]) -> Change | Lost:
    if change.kind is ChangeKind.MOVE and change.block not in now:
        return Lost("its paragraph was removed")
    if change.after and change.after not in now:
        return Lost("the paragraph it was to follow was removed")
    if change.kind is ChangeKind.NEW_BLOCK and any(
        keys_of(block.text) == keys_of(change.new) for block in now.values()
    ):
        return Lost("the newer version already says it")
    return change


def _removal(change: Change, before: Block, now: Block) -> Change | Lost:
    if keys_of(before.text) != keys_of(now.text):
        return Lost("its paragraph was changed, so removing it needs a new look")
    return replace(change, end=len(now.text), old=now.text)


def _inside(change: Change, before: str, now: str) -> Change | Lost:
    if before == now:
        return change
    base = strip(before)
    mine = located(base, change)
    others = compare(base, strip(now)).edits
    if any(edit[:3] == mine[:3] for edit in others):
        return Lost("the newer version already says it")
    for edit in others:
        if _disturbs(base, mine, edit):
            gone = base.text[slice(*base.slot(edit.start, edit.end))].strip()
            return Lost(f"its words were changed: {gone}" if gone else "words were added there")
    shift = sum(len(e.keys) - (e.end - e.start) for e in others if e.end <= mine.start)
    return _shifted(change, base, strip(now), (mine.start, mine.end, shift))


def _disturbs(base: Strip, mine: Edit, other: Edit) -> bool:
    return tied(base, *sorted((mine, other)))


def _shifted(change: Change, base: Strip, now: Strip, row: tuple[int, int, int]) -> Change | Lost:
    start, end, shift = row
    old_slot, new_slot = base.slot(start, end), now.slot(start + shift, end + shift)
    moved = new_slot[0] - old_slot[0]
    at = change.start + moved, change.end + moved
    if now.text[slice(*at)] != change.old and change.kind in IN_TEXT:
        return Lost("its words were written differently")
    return replace(change, start=at[0], end=at[1])
