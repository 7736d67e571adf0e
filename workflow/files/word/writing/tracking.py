"""Turn passages and the choices on them into paragraphs with tracked changes.

    base     a  b  c  d          result   c  a  x  d
    written  [c moved here]  a  [b deleted]  [x inserted]  [c moved away]  d

Blocks that stay are the frame. What only the base has stands before the next of them, in the order
of the base; what only the result has, in the order of the result. A block that is moved and edited
shows deleted words at its old place and inserted ones at its new place, so that accepting and
rejecting give exactly one text each and nothing deleted ever stands inside something inserted.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from workflow.files.word.identity import bookmark
from workflow.files.word.writing.answers import Answers
from workflow.files.word.writing.edges import apart
from workflow.files.word.writing.flow import Did, Mark, Paragraph, Remark, Run, Stretch
from workflow.text.blocks import Block
from workflow.text.canonical import labels
from workflow.text.passages import Passage, PassageKind, Wording
from workflow.text.settle import Choice, everything_settled, settle
from workflow.text.show import Mark as Shown
from workflow.text.show import Piece, marked

_DID = {Shown.DELETE: Did.DELETE, Shown.INSERT: Did.INSERT}


def tracked(
    base: Sequence[Block], passages: Sequence[Passage], answers: Answers, *, at: datetime
) -> list[Paragraph]:
    """Return the base with every choice as a tracked change and everything said as remarks.

    `at` is the time of what has no time of its own.
    """
    return list(apart(list(_Tracking(base, passages, answers, at).row())))


def choices_on(passages: Iterable[Passage], answers: Answers) -> dict[str, Choice]:
    """Return what was decided, and for the rest the wordings that nobody contests."""
    free = everything_settled(one for one in passages if one.fingerprint not in answers.decided)
    return free | {name: decided.choice for name, decided in answers.decided.items()}


class _Tracking:
    """Draws one compilation."""

    def __init__(
        self, base: Sequence[Block], passages: Sequence[Passage], answers: Answers, at: datetime
    ) -> None:
        self._base, self._answers, self._when = base, answers, at
        self._choices = choices_on(passages, answers)
        self._result = settle(base, passages, self._choices)
        self._names = labels(base)
        self._labels = {**labels(self._result), **self._names}
        self._passages: dict[str, list[Passage]] = {}
        for passage in passages:
            self._passages.setdefault(passage.block, []).append(passage)
        self._new = {
            wording.blocks[0].id: passage
            for passage in passages
            if passage.kind is PassageKind.NEW
            for wording in passage.wordings
        }
        self._there = {self._new[one.id].fingerprint for one in self._result if one.id in self._new}

    def row(self) -> Iterator[Paragraph]:
        """Yield the paragraphs in their order, with what is said at the very beginning."""
        drawn = list(self._framed())
        said = self._said(self._missing(""))
        if drawn and said:
            point = Stretch((), said)
            drawn[0] = replace(drawn[0], stretches=(point, *drawn[0].stretches))
        yield from drawn

    def _framed(self) -> Iterator[Paragraph]:
        """Yield what stays, behind each what only the base has, then what only the result has."""
        old = {block.id: place for place, block in enumerate(self._base)}
        result = {block.id for block in self._result}
        stay = {name for name in old if name in result and not self._move(name)}
        owner: Passage | None = None
        yield from self._left(0, stay, result)
        for block in self._result:
            if block.id in stay:
                yield self._kept(self._base[old[block.id]])
                yield from self._left(old[block.id] + 1, stay, result)
            elif block.id in old:
                yield self._arrived(self._base[old[block.id]])
            else:
                owner = self._new.get(block.id, owner)
                yield self._added(block, owner)

    def _left(self, at: int, stay: Container[str], result: Container[str]) -> Iterator[Paragraph]:
        for block in takewhile(lambda block: block.id not in stay, self._base[at:]):
            yield self._departed(block) if block.id in result else self._removed(block)

    def _kept(self, block: Block) -> Paragraph:
        end = self._said(self._missing(block.id))
        row = [self._stretch(*one, keep=None, without=None) for one in self._pieces(block)]
        if end:
            row.append(Stretch((), end))
        about = self._said(self._at(block.id, PassageKind.MOVE))
        return self._paragraph(block, row, remarks=about)

    def _removed(self, block: Block) -> Paragraph:
        passage = self._at(block.id, PassageKind.BLOCK)[0]
        mark = self._mark(Did.DELETE, passage)
        about = self._said(self._passages[block.id])
        return self._paragraph(block, [Stretch((Run(block.text, mark),))], mark, remarks=about)

    def _departed(self, block: Block) -> Paragraph:
        """Show a block at its old place: kept words as moved away, deleted ones as deleted."""
        mark = self._moved(Did.MOVE_FROM, block)
        row = [
            replace(self._stretch(*one, keep=mark, without=Shown.INSERT), remarks=())
            for one in self._pieces(block)
        ]
        end = self._said(self._missing(block.id))
        return self._paragraph(block, [*row, Stretch((), end)], mark)

    def _arrived(self, block: Block) -> Paragraph:
        """Show a block at its new place: kept words as moved here, inserted ones as inserted."""
        mark = self._moved(Did.MOVE_TO, block)
        row = [self._stretch(*one, keep=mark, without=Shown.DELETE) for one in self._pieces(block)]
        about = self._said(self._at(block.id, PassageKind.MOVE))
        return replace(self._paragraph(block, row, mark, remarks=about), original=False)

    def _added(self, block: Block, passage: Passage | None) -> Paragraph:
        mark = self._mark(Did.INSERT, passage) if passage else None
        about = self._said([self._new[block.id]]) if block.id in self._new else ()
        shown = self._paragraph(block, [Stretch((Run(block.text, mark),))], mark, remarks=about)
        return replace(shown, original=False)

    def _paragraph(
        self,
        block: Block,
        row: Sequence[Stretch],
        mark: Mark | None = None,
        *,
        remarks: tuple[Remark, ...] = (),
    ) -> Paragraph:
        return Paragraph(
            block, tuple(row), mark, label=self._labels.get(block.id, ""), remarks=remarks
        )

    def _pieces(self, block: Block) -> Iterator[tuple[Passage | None, tuple[Piece, ...]]]:
        """Cut a block at its passages; each has the pieces of its old and its new words."""
        at = 0
        inside = (*self._at(block.id, PassageKind.TEXT), *self._at(block.id, PassageKind.BLOCK))
        for passage in sorted(inside, key=lambda one: (one.start, one.end)):
            yield None, (Piece(Shown.KEEP, block.text[at : passage.start]),)
            new = settle((block,), (passage,), self._choices)[0].text
            new = new[passage.start : len(new) - len(block.text) + passage.end]
            yield passage, marked(block.text[passage.start : passage.end], new)
            at = passage.end
        yield None, (Piece(Shown.KEEP, block.text[at:]),)

    def _stretch(
        self,
        passage: Passage | None,
        pieces: Iterable[Piece],
        *,
        keep: Mark | None,
        without: Shown | None,
    ) -> Stretch:
        runs = tuple(
            Run(piece.text, self._done(piece, passage) or keep)
            for piece in pieces
            if piece.kind is not without
        )
        return Stretch(runs, self._said([passage]) if passage else ())

    def _done(self, piece: Piece, passage: Passage | None) -> Mark | None:
        return self._mark(_DID[piece.kind], passage) if passage and piece.kind in _DID else None

    def _at(self, block: str, kind: PassageKind) -> list[Passage]:
        return [one for one in self._passages.get(block, ()) if one.kind is kind]

    def _missing(self, anchor: str) -> list[Passage]:
        """Return the new blocks behind a block that are proposed and not in the result."""
        row = self._at(anchor, PassageKind.NEW)
        return [one for one in row if one.fingerprint not in self._there]

    def _move(self, block: str) -> Passage | None:
        """Return the passage by which a block moves, if the choice on it moves it."""
        moves = self._at(block, PassageKind.MOVE)
        return moves[0] if moves and self._wording(moves[0]) else None

    def _moved(self, did: Did, block: Block) -> Mark:
        passage = self._at(block.id, PassageKind.MOVE)[0]
        return replace(self._mark(did, passage), move=f"move_{bookmark(block.id)}")

    def _mark(self, did: Did, passage: Passage) -> Mark:
        return self._answers.mark(did, passage, self._wording(passage), self._when)

    def _said(self, passages: Iterable[Passage]) -> tuple[Remark, ...]:
        return tuple(
            remark
            for one in passages
            for remark in self._answers.remarks(one, self._wording(one), self._names, self._when)
        )

    def _wording(self, passage: Passage) -> Wording | None:
        """Return the wording that stands as it was proposed."""
        choice = self._choices.get(passage.fingerprint, Choice())
        if choice.text is not None or choice.bracketed:
            return None
        return next((one for one in passage.wordings if one.key == choice.wording), None)
