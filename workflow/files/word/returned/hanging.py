"""What hangs on the changes of a file: the comments of people, and the names of who marked them.

A comment is the reason of the change whose words it is about; in a paragraph with one change it is
about that one. What hangs on no change is kept apart and never lost. Names are what a file claims.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.files.word import identity
from workflow.files.word.document import Comment, WordDocument
from workflow.files.word.paragraphs import MarkKind
from workflow.files.word.returned.homing import Homed
from workflow.rules.notes import REASON_LIMIT, Note
from workflow.text.blocks import Block
from workflow.text.changes import Change, named
from workflow.text.returned import Returned


@dataclass(frozen=True, slots=True)
class Hung:
    """By the keys of changes: what comments say, and who marked words in their paragraph."""

    notes: Mapping[str, Note]
    authors: Mapping[str, tuple[str, ...]]
    elsewhere: tuple[str, ...]


def hung(
    document: WordDocument, found: Homed, base: Sequence[Block], changes: Sequence[Returned]
) -> Hung:
    """Say which comments and names belong to which change."""
    by_block = _by_block(found, base, changes)
    reasons: dict[str, list[str]] = defaultdict(list)
    elsewhere: list[str] = []
    for comment, words in _threads(document.comments):
        block = found.homes.get(comment.paragraph, "") if comment.paragraph is not None else ""
        change = _about(comment, by_block.get(block, ()))
        if change is None:
            elsewhere.append(f"“{comment.words.strip()}”: {words}" if comment.words else words)
        else:
            reasons[change.key].append(words)
    return Hung(
        notes={key: Note(reason="\n".join(words)[:REASON_LIMIT]) for key, words in reasons.items()},
        authors=dict(_authors(document, found, by_block)),
        elsewhere=tuple(elsewhere),
    )


def _by_block(
    found: Homed, base: Sequence[Block], changes: Sequence[Returned]
) -> dict[str, list[Change]]:
    """Return the changes by the block that they have in the file."""
    known = {block.id: block for block in base}
    rows = zip(named(known, found.accepted), found.accepted, strict=True)
    in_file = {there.id: here.id for there, here in rows}
    by_block: dict[str, list[Change]] = defaultdict(list)
    for one in changes:
        by_block[in_file.get(one.change.block, one.change.block)].append(one.change)
    return by_block


def _threads(comments: Sequence[Comment]) -> Iterator[tuple[Comment, str]]:
    """Yield each comment of a person with the answers to it; with names where several speak."""
    answers: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        answers[comment.parent].append(comment)
    for first in answers[""]:
        row = [first, *answers[first.id]] if first.id else [first]
        row = [one for one in row if one.author != identity.ASSISTANT and one.text.strip()]
        several = len({one.author for one in row}) > 1
        said = [f"{one.author}: {one.text.strip()}" if several else one.text.strip() for one in row]
        if said:
            yield first, "\n".join(said)


def _about(comment: Comment, changes: Sequence[Change]) -> Change | None:
    if len(changes) == 1:
        return changes[0]
    words = comment.words.strip()
    near = [one for one in changes if words and _shares(words, one)]
    return near[0] if near else None


def _shares(words: str, change: Change) -> bool:
    texts = [text.strip() for text in (change.new, change.old) if text.strip()]
    return any(text in words or words in text for text in texts)


def _authors(
    document: WordDocument, found: Homed, by_block: Mapping[str, Sequence[Change]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for place, paragraph in enumerate(document.body):
        marks = [mark for piece in paragraph.pieces for mark in piece.marks]
        for mark in (*marks, *paragraph.end_marks):
            if mark.kind is not MarkKind.FORMAT and mark.author:
                names[found.homes.get(place, "")][mark.author] = None
    for block, changes in by_block.items():
        for change in changes:
            yield change.key, tuple(names[block])
