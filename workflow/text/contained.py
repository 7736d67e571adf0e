"""Find the side of a dispute that does all that the others do, and more.

    base   See http://a.org/old for all of this.
    IOM    See https://a.org/old for all of this.
    ILO    See [the site](https://a.org/new) for this.      makes the change of IOM too

A change is part of another if both take out the same words and all that the first puts in their
place stands in the second too, or if both only cut and the second cuts more of one sentence. Taking
out a whole sentence is no such cut: who mends a sentence wants to keep the rest of it; but where
all is taken out, breaks between paragraphs do not matter. Added sentences are never part of others:
one of them may have been moved there. What nobody else asks for is still new, so a person looks;
but nothing that anybody asked for is missing.
"""

from collections.abc import Sequence

from workflow.text.hunks import fine_hunks
from workflow.text.tokens import Strip, closes, is_break

Change = tuple[int, int, tuple[str, ...]]
"""Tokens of the base from, to, and what replaces them."""


def container(base: Strip, sides: Sequence[Strip]) -> int | None:
    """Return which side makes all changes of all others; addresses are compared part by part."""
    old = base.finer().keys
    rows = [_changes(old, side.finer().keys) for side in sides]
    return next(
        (at for at, row in enumerate(rows) if all(_holds(old, row, one) for one in rows)), None
    )


def _changes(old: Sequence[str], new: tuple[str, ...]) -> set[Change]:
    return {(hunk.a0, hunk.a1, new[hunk.b0 : hunk.b1]) for hunk in fine_hunks(old, new)}


def _holds(old: Sequence[str], row: set[Change], other: set[Change]) -> bool:
    return all(any(_part_of(old, change, one) for one in row) for change in other - row)


def _part_of(old: Sequence[str], small: Change, large: Change) -> bool:
    (start, end, words), (first, last, more) = small, large
    if not more and first <= start and end <= last:
        cut = old[first:last]
        breaks = all(map(is_break, (*old[start:end], *words))) and not all(map(is_break, cut))
        return breaks or not (words or any(map(closes, cut)))
    whole = start == end and any(map(closes, more))
    return (start, end) == (first, last) and not whole and _stands_in(words, more)


def _stands_in(words: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Tell whether words stand in more words; a mark alone says too little to be found again."""
    size = len(words)
    return any(word[0].isalnum() for word in words) and any(
        more[at : at + size] == words for at in range(len(more))
    )
