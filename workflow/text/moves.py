"""Find text that was taken out at one place and put in at another: it was moved.

    base   We act. | Listening matters to us. | We report.
    IOM    We act. |                          | We report. Listening matters to us all.

A move is a removal and an addition by the same agency that share most of their pairs of
neighbouring words, so that it is also found where the text was edited on the way; a few words are
moved only if exactly they are taken out and put in. When others
dispute one half of a move, the other half waits: the text would stand twice, or not at all. If the
dispute is about an edit of what was moved, the edited text is offered at the new place too.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from workflow.text.alternatives import Alternative
from workflow.text.places import Place
from workflow.text.tokens import keys_of

SHARED = 0.7
"""Share of the word pairs of the shorter half that the other half has too."""

LEAST = 6
"""Word pairs that a removal must hold to be told from chance."""

FEW = 3
"""Words that make a move when they are the same at both places."""

Pair = tuple[str, str]
Words = tuple[str, ...]


def word_pairs(text: str) -> set[Pair]:
    """Return the pairs of neighbouring words, without marks."""
    return set(pairwise(key.lower() for key in keys_of(text) if key[0].isalnum()))


def moves(found: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """Yield which place takes out what another place puts in."""
    homes: dict[tuple[str, Pair], list[int]] = {}
    sizes: dict[tuple[int, str], int] = {}
    changed = list(_changed(found))
    removals = ((at, agency, gone) for at, agency, gone, _ in changed if len(gone) >= LEAST)
    additions = ((at, agency, come) for at, agency, _, come in changed if len(come) >= LEAST)
    for at, agency, gone in removals:
        sizes[at, agency] = len(gone)
        for pair in gone:
            homes.setdefault((agency, pair), []).append(at)
    for at, agency, come in additions:
        shared = Counter(home for pair in come for home in homes.get((agency, pair), ()))
        for home, count in shared.items():
            if count >= SHARED * min(len(come), sizes[home, agency]):
                yield home, at


def short_moves(found: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """Yield moves of a few words: exactly these were taken out once and put in once, and no others.

    Whole places are compared, so that a word that merely comes and goes is no move.
    """
    gone, come = _whole(found, removed=True), _whole(found, removed=False)
    for own, places in gone.items():
        if len(places) == len(come.get(own, ())) == 1:
            yield places[0], come[own][0]


def _whole(found: Sequence[Place], *, removed: bool) -> dict[tuple[str, Words], list[int]]:
    row: dict[tuple[str, Words], list[int]] = {}
    for at, place in enumerate(found):
        for one in place.alternatives:
            out, into = (place.base, one.text) if removed else (one.text, place.base)
            words = tuple(key for key in keys_of(out) if key[0].isalnum())
            if not into.strip() and len(words) >= FEW:
                for agency in one.agencies:
                    row.setdefault((agency, words), []).append(at)
    return row


def _changed(found: Sequence[Place]) -> Iterator[tuple[int, str, set[Pair], set[Pair]]]:
    """Yield for each place and each agency which pairs of words are gone there, and which come."""
    for at, place in enumerate(found):
        old = word_pairs(place.base)
        for one in place.alternatives:
            new = word_pairs(one.text)
            gone, come = old - new, new - old
            yield from ((at, agency, gone, come) for agency in one.agencies)


def together(found: Sequence[Place], pairs: Iterable[tuple[int, int]]) -> list[Place]:
    """Let both halves of a move wait when one of them is disputed."""
    row = list(found)
    for pair in pairs:
        if any(row[at].contested for at in pair):
            for at in pair:
                row[at] = replace(row[at], open=True)
            row[pair[1]] = _edited_there(row[pair[0]], row[pair[1]])
    return row


def _edited_there(removal: Place, addition: Place) -> Place:
    """Offer at the new place what others make of the text at the old one."""
    offers = [
        Alternative(_dressed(one.text, mine.text), both, noise=False)
        for mine in addition.alternatives
        if keys_of(mine.text.strip()) == keys_of(removal.base.strip())
        for one in removal.alternatives
        if one.text.strip() and not one.noise
        if (both := tuple(sorted({*one.agencies, *mine.agencies})))
    ]
    return replace(addition, offers=(*addition.offers, *offers))


def _dressed(text: str, like: str) -> str:
    """Return a text with the white space around it that another has."""
    core = like.strip()
    return like.replace(core, text.strip())
