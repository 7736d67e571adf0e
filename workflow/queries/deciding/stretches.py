"""The text in the middle of the desk: each block with its passages marked in place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from workflow.queries.answering.excerpts import Places
from workflow.queries.deciding.cards import Card
from workflow.rules.dispositions import Disposition
from workflow.text.blocks import Block, Kind
from workflow.text.passages import PassageKind
from workflow.text.settle import in_brackets
from workflow.text.show import Mark, Piece, marked


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a block: plain words, or a passage in its place."""

    pieces: tuple[Piece, ...]
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A block of the text with the passages that touch it; without any it is only read."""

    block_id: str
    label: str
    kind: Kind
    level: int
    name: str
    segments: Sequence[Segment]
    cards: Sequence[Card]


def stretches(base: Sequence[Block], cards: Sequence[Card], *, whole: bool) -> list[Stretch]:
    """Return the blocks for these passages in their order; with `whole` also the quiet ones."""
    places = Places.of(base)
    if not whole:
        return [
            _stretch(places, block_id, list(row))
            for block_id, row in groupby(cards, key=lambda card: card.block_id)
        ]
    by_block: dict[str, list[Card]] = {}
    for card in cards:
        by_block.setdefault(card.block_id, []).append(card)
    order = ["", *(block.id for block in base)]
    return [_stretch(places, one, by_block.get(one, [])) for one in order if one or "" in by_block]


def segments_of(base: Sequence[Block], card: Card, cards: Sequence[Card]) -> list[Segment]:
    """Return the words around one passage with all passages of its block in place."""
    text = Places.of(base).text(card.block_id)
    return list(_segments(text, [one for one in cards if one.block_id == card.block_id]))


def _stretch(places: Places, block_id: str, cards: list[Card]) -> Stretch:
    block = places.blocks.get(block_id)
    return Stretch(
        block_id=block_id,
        label=places.labels.get(block_id, ""),
        kind=block.kind if block else Kind.PARAGRAPH,
        level=block.level if block else 0,
        name=places.name(block_id),
        segments=list(_segments(places.text(block_id), cards)),
        cards=cards,
    )


def _segments(text: str, cards: Sequence[Card]) -> Iterator[Segment]:
    """Yield the words of a block with its passages in place; new blocks come behind it."""
    inside = (PassageKind.TEXT, PassageKind.BLOCK)
    at = 0
    for card in sorted((c for c in cards if c.kind in inside), key=lambda c: (c.start, c.end)):
        if card.start > at:
            yield Segment((Piece(Mark.KEEP, text[at : card.start]),))
        yield Segment(_shown(card), card)
        at = card.end
    if at < len(text):
        yield Segment((Piece(Mark.KEEP, text[at:]),))


def _shown(card: Card) -> tuple[Piece, ...]:
    """Return what stands after the decision; while open, the one wording, or the base."""
    if card.decision is not None:
        return _decided(card)
    if card.contested:
        return (Piece(Mark.KEEP, card.base),)
    return marked(card.base, card.wordings[0].text)


def _decided(card: Card) -> tuple[Piece, ...]:
    disposition = card.decision.disposition if card.decision else ""
    if disposition == Disposition.BRACKETED:
        texts = [card.base, *(wording.text for wording in card.wordings)]
        return (Piece(Mark.DELETE, card.base), Piece(Mark.INSERT, in_brackets(texts)))
    if disposition == Disposition.MODIFIED and card.decision:
        return marked(card.base, card.decision.text or "")
    standing = next((wording for wording in card.wordings if wording.stands), None)
    if standing is None:
        return (Piece(Mark.KEEP, card.base),)
    return marked(card.base, standing.text)
