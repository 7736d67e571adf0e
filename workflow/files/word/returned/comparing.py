"""A file that came back beside the file that was sent: what is marked in it, and what is not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflow.files.word.changes import Tracked, tracked, tracked_beside
from workflow.files.word.document import Story, Unsupported, WordDocument
from workflow.files.word.lines import REJECTED, lines
from workflow.files.word.paragraphs import MarkKind, Place
from workflow.files.word.returned.pairing import Masked, Sent
from workflow.files.word.returned.untracked import Untracked, What, as_sent, untracked

_MARGINS = frozenset((Place.HEADER, Place.FOOTER, Place.TEXT_BOX))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was done to a file; `beside` is what was written where no text is read from.

    `things` are pictures, tables and the like that were not in the file that was sent. `sent` and
    `returned` are the paragraphs that the differences count.
    """

    tracked: tuple[Tracked, ...]
    untracked: tuple[Untracked, ...]
    beside: tuple[Untracked, ...]
    things: tuple[Unsupported, ...]
    sent: Sequence[Sent]
    returned: Sequence[Sent]

    @property
    def written(self) -> tuple[Untracked, ...]:
        """The differences that a person has to answer for."""
        return tuple(one for one in (*self.untracked, *self.beside) if one.written)

    @property
    def nothing_marked(self) -> bool:
        """Tell whether all marks may have been accepted before the file was sent back."""
        marked = any(one.kind is not MarkKind.FORMAT for one in self.tracked)
        return bool(self.untracked) and not marked


def compared(sent: WordDocument, returned: WordDocument) -> Comparison:
    """Compare two files; in both, marks are refused first."""
    before, after = _text(sent), _text(returned)
    return Comparison(
        tracked=(*tracked(returned), *tracked_beside(returned)),
        untracked=untracked(before, after),
        beside=tuple(_written_beside(_margins(sent), _margins(returned))),
        things=tuple(_new_things(sent.unsupported, returned.unsupported)),
        sent=before,
        returned=after,
    )


def _written_beside(sent: Sequence[Sent], returned: Sequence[Sent]) -> Iterator[Untracked]:
    """Yield what is new; programs leave out, repeat and reorder headers that no page shows."""
    known = {Masked.of(one, masked=True).text for one in sent}
    here = [Masked.of(one, masked=True).text for one in returned]
    for one in untracked(sent, returned):
        again = one.returned is not None and here[one.returned] in known
        if one.what is What.WORDS or (one.what is What.ADDED and not again):
            yield one


def _new_things(
    sent: Iterable[Unsupported], returned: Iterable[Unsupported]
) -> Iterator[Unsupported]:
    known = Counter((one.thing, one.words) for one in sent)
    for one in returned:
        known[one.thing, one.words] -= 1
        if known[one.thing, one.words] < 0:
            yield one


def _text(document: WordDocument) -> list[Sent]:
    """Return the paragraphs of the body, then those of its notes in the order of their numbers."""
    notes = {story.key: story for story in document.beside}
    named = dict.fromkeys(piece.note for one in document.body for piece in one.pieces)
    return [
        *as_sent(document.rejected()),
        *(one for key in named if key in notes for one in _story(notes[key])),
    ]


def _margins(document: WordDocument) -> list[Sent]:
    return [one for story in document.beside if story.place in _MARGINS for one in _story(story)]


def _story(story: Story) -> list[Sent]:
    return as_sent(lines(story.paragraphs, REJECTED))
