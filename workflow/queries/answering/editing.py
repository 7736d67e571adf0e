"""The text as an agency edits it: one row per block, with what was taken out still in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.queries.answering.excerpts import Places
from workflow.queries.answering.others import Other
from workflow.text.blocks import Block, Kind
from workflow.text.changes import ChangeKind, split
from workflow.text.show import Piece, marked
from workflow.translation import _


@dataclass(frozen=True, slots=True)
class EditRow:
    """One block in the editor."""

    id: str
    kind: Kind
    level: int
    label: str
    name: str
    """What a screen reader says: "paragraph 5", "a new paragraph"."""
    base: str
    text: str
    state: str
    """"same", "changed", "new", "moved", "removed" or "empty" (just inserted, not saved yet)."""
    others: Sequence[Other] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What changed in it."""
        return marked(self.base, self.text)

    @property
    def plain_pieces(self) -> list[tuple[str, str]]:
        """The pieces as pairs, for the script."""
        return [(piece.kind.value, piece.text) for piece in self.pieces]

    @property
    def lines(self) -> int:
        """How many lines the field shows before a browser makes it grow by itself."""
        return max(2, min(14, len(self.text) // 72 + 1))


def rows(
    base: Sequence[Block],
    blocks: Sequence[Block],
    *,
    others: Mapping[str, Sequence[Other]] | None = None,
    new_after: str | None = None,
    new_id: str = "",
) -> list[EditRow]:
    """Return the rows of the editor; with `new_after` an empty one stands behind that block."""
    beside = others or {}
    places = Places.of(base)
    moved = {c.block for c in split(base, blocks) if c.kind is ChangeKind.MOVE}
    found = [_row(places, block, beside, moved=block.id in moved) for block in blocks]
    kept = {block.id for block in blocks}
    for at, block in enumerate(base):
        if block.id not in kept:
            found.insert(_behind(found, base[:at]), _removed(places, block, beside))
    if new_after is not None:
        place = next((i for i, row in enumerate(found, 1) if row.id == new_after), 0)
        found.insert(place, _empty(found[place - 1] if place else None, new_id))
    return found


def restored(base: Sequence[Block], blocks: Sequence[Block], block_id: str) -> list[Block]:
    """Return the blocks with one of the base put back where it stood."""
    at = next((i for i, block in enumerate(base) if block.id == block_id), None)
    if at is None or any(block.id == block_id for block in blocks):
        return list(blocks)
    result = list(blocks)
    before = [block.id for block in base[:at]]
    places = [i for i, block in enumerate(result, 1) if block.id in before]
    result.insert(max(places, default=0), base[at])
    return result


def dropped(blocks: Sequence[Block], block_id: str, after: str) -> list[Block]:
    """Return the blocks with one of them moved behind another; "" is the very beginning."""
    mover = next((block for block in blocks if block.id == block_id), None)
    if mover is None or block_id == after:
        return list(blocks)
    result = [block for block in blocks if block.id != block_id]
    place = next((i for i, block in enumerate(result, 1) if block.id == after), 0)
    result.insert(place, mover)
    return result


def _row(
    places: Places, block: Block, beside: Mapping[str, Sequence[Other]], *, moved: bool
) -> EditRow:
    known = places.blocks.get(block.id)
    if known is None:
        return EditRow(
            block.id, block.kind, block.level, "", _("your new text"), "", block.text, "new"
        )
    state = "moved" if moved else "changed" if known.text != block.text else "same"
    return EditRow(
        block.id,
        block.kind,
        block.level,
        places.labels.get(block.id, ""),
        places.name(block.id),
        known.text,
        block.text,
        state,
        beside.get(block.id, ()),
    )


def _removed(places: Places, block: Block, beside: Mapping[str, Sequence[Other]]) -> EditRow:
    return EditRow(
        block.id,
        block.kind,
        block.level,
        places.labels.get(block.id, ""),
        places.name(block.id),
        block.text,
        "",
        "removed",
        beside.get(block.id, ()),
    )


def _behind(found: Sequence[EditRow], before: Sequence[Block]) -> int:
    ids = {block.id for block in before}
    return max((i for i, row in enumerate(found, 1) if row.id in ids), default=0)


def _empty(behind: EditRow | None, new_id: str) -> EditRow:
    kind = behind.kind if behind and behind.kind is not Kind.HEADING else Kind.PARAGRAPH
    level = behind.level if behind and kind is Kind.ITEM else 0
    return EditRow(new_id, kind, level, "", _("your new text"), "", "", "empty")
