"""A change shown in the words around it, with the place where it belongs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workflow.text import canonical
from workflow.text.blocks import Block, Kind
from workflow.text.changes import IN_TEXT, Change, ChangeKind
from workflow.text.passages import Passage, PassageKind, Wording
from workflow.text.show import Mark, Piece, marked
from workflow.translation import _, mark

AROUND = 60
"""Characters of the text shown on each side of a change; with fewer one loses the thread."""

_FIRST_WORDS = 32

IN_A_TEXT = (mark("insert"), mark("delete"), mark("replace"))
"""What a change inside a text does; pages say it by `_(excerpt.what)`."""


@dataclass(frozen=True, slots=True)
class Places:
    """The blocks of a text by their ids, and what people call them."""

    blocks: Mapping[str, Block]
    labels: Mapping[str, str]
    order: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> "Places":
        """Know the places of a text."""
        return cls(
            {block.id: block for block in blocks},
            canonical.labels(blocks),
            {block.id: at for at, block in enumerate(blocks)},
        )

    def name(self, block_id: str) -> str:
        """Say where a block is: "paragraph 5", "the heading “Our aims”"."""
        block = self.blocks.get(block_id)
        if block is None:
            return _("the beginning") if not block_id else _("a new paragraph")
        label = self.labels.get(block_id)
        if label:
            return _("paragraph {label}", label=label)
        first = _shortened(block.text)
        if block.kind is Kind.HEADING:
            return _("the heading “{words}”", words=first)
        if block.kind is Kind.ITEM:
            return _("the item “{words}”", words=first)
        return _("the paragraph “{words}”", words=first)

    def position(self, change: Change) -> tuple[int, int]:
        """Return where a change stands in the order of the text."""
        new = change.kind is ChangeKind.NEW_BLOCK
        block_id = (change.after or "") if new else change.block
        return (self.order.get(block_id, -1 if not block_id else len(self.order)), change.start)

    def text(self, block_id: str) -> str:
        """Return the words of a block."""
        block = self.blocks.get(block_id)
        return block.text if block else ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A change to look at: where it is, what it does in a few words, and the marked text."""

    where: str
    what: str
    pieces: tuple[Piece, ...]


def of_change(places: Places, change: Change) -> Excerpt:
    """Show one change in the words around it."""
    if change.kind in IN_TEXT:
        edit = [Piece(Mark.DELETE, change.old)] if change.old else []
        edit += [Piece(Mark.INSERT, change.new)] if change.new else []
        around = _around(places.text(change.block), change.start, change.end, tuple(edit))
        return Excerpt(places.name(change.block), change.kind.value, around)
    if change.kind is ChangeKind.MOVE:
        return _moved(places, change.block, change.after or "")
    if change.kind is ChangeKind.REMOVED_BLOCK:
        gone = (Piece(Mark.DELETE, change.old or places.text(change.block)),)
        return Excerpt(places.name(change.block), _("take it out"), gone)
    where = _("new after {place}", place=places.name(change.after or ""))
    return Excerpt(where, "", (Piece(Mark.INSERT, change.new),))


def of_wording(places: Places, passage: Passage, wording: Wording) -> Excerpt:
    """Show what a wording would do to its passage, in the words around it."""
    where = places.name(passage.block)
    if passage.kind is PassageKind.MOVE:
        return _moved(places, passage.block, wording.after or "")
    if passage.kind is PassageKind.NEW:
        return Excerpt(_("new after {place}", place=where), "", (Piece(Mark.INSERT, wording.text),))
    if wording.removed:
        return Excerpt(where, _("take it out"), (Piece(Mark.DELETE, passage.base),))
    edit = marked(passage.base, wording.text)
    around = _around(places.text(passage.block), passage.start, passage.end, edit)
    return Excerpt(where, "", around)


def of_words(places: Places, passage: Passage, words: str) -> Excerpt:
    """Show what own words would do to a passage."""
    return of_wording(places, passage, Wording(words, ()))


def _moved(places: Places, block_id: str, after: str) -> Excerpt:
    what = (
        _("move it behind {place}", place=places.name(after))
        if after
        else _("move it to the beginning")
    )
    return Excerpt(places.name(block_id), what, (Piece(Mark.KEEP, places.text(block_id)),))


def _around(text: str, start: int, end: int, edit: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Put an edit between the words around it, cut at words."""
    before, after = text[:start], text[end:]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].split(" ", 1)[-1]
    if len(after) > AROUND:
        after = after[:AROUND].rsplit(" ", 1)[0] + " …"
    pieces = (Piece(Mark.KEEP, before), *edit, Piece(Mark.KEEP, after))
    return tuple(piece for piece in pieces if piece.text)


def _shortened(text: str) -> str:
    if len(text) <= _FIRST_WORDS:
        return text
    return text[:_FIRST_WORDS].rsplit(" ", 1)[0] + " …"
