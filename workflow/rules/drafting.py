"""The text of a draft: how it is kept, and how what a form sends becomes clean blocks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workflow.errors import BadForm, BadText, EmptyText, TooLong
from workflow.text import canonical
from workflow.text.blocks import Block, Kind
from workflow.translation import _

BLOCK_LIMIT = 5000
"""Blocks; a text of 300 pages has about 3,000."""

TEXT_LIMIT = 1024
"""Kilobytes of one text; a text of 300 pages has about 900."""


def pack(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Return blocks as rows of JSON."""
    return [{"id": b.id, "kind": b.kind.value, "level": b.level, "text": b.text} for b in blocks]


def unpack(rows: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Read blocks from rows of JSON; raise BadForm for anything else."""
    try:
        return tuple(
            Block(str(r["id"]), Kind(r["kind"]), str(r["text"]), int(r.get("level", 0)))
            for r in rows
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BadForm from error


def tidy(base: Sequence[Block], blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return what a person typed as clean blocks.

    Emptied blocks are gone, a blank line inside a block starts a new paragraph, blocks of the
    base keep their kind. Raise BadForm when a block stands twice, TooLong, BadText or EmptyText.
    """
    known = {block.id: block for block in base}
    found: list[Block] = []
    for block in blocks:
        found.extend(_split(known, block))
    ids = [block.id for block in found]
    if len(set(ids)) != len(ids):
        raise BadForm
    if not found:
        raise EmptyText
    if len(found) > BLOCK_LIMIT:
        raise BadText(reason=_("it has more than {limit} paragraphs", limit=BLOCK_LIMIT))
    if sum(len(block.text.encode()) for block in found) > TEXT_LIMIT * 1024:
        raise TooLong(limit=TEXT_LIMIT)
    return tuple(found)


def _split(known: Mapping[str, Block], block: Block) -> Iterable[Block]:
    original = known.get(block.id)
    kind = original.kind if original else block.kind
    level = original.level if original else block.level
    if original and original.text == block.text:
        yield original
        return
    paragraphs = canonical.clean(block.text).split("\n\n")
    texts = [" ".join(paragraph.split()) for paragraph in paragraphs]
    for number, text in enumerate(text for text in texts if text):
        yield Block(block.id if number == 0 else f"{block.id}-{number}", kind, text, level)
