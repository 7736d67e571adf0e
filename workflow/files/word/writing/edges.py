"""Keep words inserted at the end of a paragraph apart from words inserted at the next beginning.

LibreOffice takes neighbouring insertions of one author for one, together with the end of the
paragraph between them: who rejects them gets two paragraphs glued to one. So the last thing in such
a paragraph is never an insertion:

    old [deleted: b] [inserted: c]     becomes     old [inserted: c] [deleted: b]
    act. [inserted:  We listen.]       becomes     act[inserted: . We listen].
    act [inserted: now]                becomes     [inserted: act now] [deleted: act ]

Every reader gets the same texts from both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workflow.files.word.writing.flow import Did, Mark, Paragraph, Run, Stretch


def apart(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield the paragraphs; where insertions of one author would touch, they are kept apart."""
    following = [*(_marks(one)[:1] for one in paragraphs[1:]), []]
    for one, first in zip(paragraphs, following, strict=True):
        last = _marks(one)[-1:]
        glued = one.mark is None and last == first and _inserts(last)
        yield replace(one, stretches=tuple(_turned(one.stretches))) if glued else one


def _marks(paragraph: Paragraph) -> list[Mark | None]:
    return [run.mark for one in paragraph.stretches for run in one.runs if run.text]


def _inserts(marks: Sequence[Mark | None]) -> bool:
    return any(mark is not None and mark.did is Did.INSERT for mark in marks)


def _turned(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches with the last insertion before what stood in front of it."""
    row = [replace(one, runs=tuple(run for run in one.runs if run.text)) for one in stretches]
    last = max(at for at, one in enumerate(row) if one.runs)
    before = max((at for at, one in enumerate(row[:last]) if one.runs), default=None)
    *held, added = row[last].runs
    if held:
        row[last] = replace(row[last], runs=(*held[:-1], *_swapped(held[-1], added)))
    elif before is not None:
        *earlier, kept = row[before].runs
        head, *moved = _swapped(kept, added)
        row[before] = replace(row[before], runs=(*earlier, head))
        row[last] = replace(row[last], runs=tuple(moved))
    return row


def _swapped(before: Run, added: Run) -> list[Run]:
    """Return runs that read the same, accepted or rejected, and do not end with the insertion."""
    if before.mark is not None or added.mark is None:
        return [added, before]
    shared = _shared_end(before.text, added.text)
    if shared:
        head = before.text[: -len(shared)]
        return [
            replace(before, text=head),
            replace(added, text=shared + added.text[: -len(shared)]),
            replace(before, text=shared),
        ]
    head, gap, word = before.text.rpartition(" ")
    again = replace(added, text=word + added.text)
    gone = Run(word, replace(added.mark, did=Did.DELETE))
    return [replace(before, text=head + gap), again, gone]


def _shared_end(a: str, b: str) -> str:
    """Return the mark with which both end, a full stop for example."""
    return a[-1] if a[-1] == b[-1] and a[-1] in ".;:,!?)。；، " else ""
