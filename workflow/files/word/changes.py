"""The tracked changes of a Word file as people would list them: who did what to which words.

Word cuts one change into many runs and elements. Here a change is all that lies together in one
paragraph under one mark: the same kind, author and date, as long as no other text comes between. If
the end of the paragraph is under it too, its text ends with a line break. What stands in a note
comes where the note is named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.files.word.document import Story, WordDocument
from workflow.files.word.paragraphs import Mark, MarkKind, Paragraph, Place

_IN_THE_MARGIN = frozenset((Place.HEADER, Place.FOOTER, Place.TEXT_BOX))


@dataclass(frozen=True, slots=True)
class Tracked:
    """One tracked change. `paragraph` counts in the body, or in the story that `story` names."""

    mark: Mark
    text: str
    paragraph: int
    story: str = ""

    @property
    def kind(self) -> MarkKind:
        """What the mark says has happened."""
        return self.mark.kind


Walk = Iterator[Tracked]


def tracked(document: WordDocument) -> tuple[Tracked, ...]:
    """Return the changes in the body and its notes, in the order in which they end."""
    notes = {story.key: story for story in document.beside}
    return tuple(_walk(document.body, "", notes))


def tracked_beside(document: WordDocument) -> tuple[Tracked, ...]:
    """Return the changes in headers, footers and text boxes, which belong to no text."""
    return tuple(
        change
        for story in document.beside
        if story.place in _IN_THE_MARGIN
        for change in _walk(story.paragraphs, story.key, {})
    )


def _walk(paragraphs: Iterable[Paragraph], story: str, notes: dict[str, Story]) -> Walk:
    growing = _Growing(story)
    for at, paragraph in enumerate(paragraphs):
        for mark in paragraph.format_marks:
            yield Tracked(mark, paragraph.text, at, story)
        for piece in paragraph.pieces:
            yield from growing.meets(piece.marks, piece.text, at)
            if piece.note in notes:
                note = notes[piece.note]
                yield from _walk(note.paragraphs, note.key, {})
        yield from growing.meets(paragraph.end_marks, "\n", at)
        yield from growing.meets((), "", at)


class _Growing:
    """The changes that have begun and not ended."""

    def __init__(self, story: str) -> None:
        self._story = story
        self._begun: dict[Mark, tuple[int, list[str]]] = {}

    def meets(self, marks: tuple[Mark, ...], text: str, at: int) -> Walk:
        """Let those grow that lie on a text; the others end, the innermost first."""
        for mark in [mark for mark in reversed(self._begun) if mark not in marks]:
            began, parts = self._begun.pop(mark)
            yield Tracked(mark, "".join(parts), began, self._story)
        for mark in marks:
            self._begun.setdefault(mark, (at, []))[1].append(text)
