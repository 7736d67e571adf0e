"""What nobody wrote alone but all sides of a dispute may want.

    IOM adds "Always." and ILO adds "Often." at one point:   "Always. Often." and "Often. Always."

Each side's changes are put together in every order that gives another text. Where two sides change
the same words there is nothing to offer, and where two rewrite most of the words their changes
count as one each: half of one sentence and half of its rival would be a third that nobody proposed.
A word that one exchanged and the other kept, as a number in a translation, is offered with it.
Where two additions meet and neither brings white space, a space keeps their words apart.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from workflow.text.contained import Change
from workflow.text.hunks import Hunk, fine_hunks, hunks
from workflow.text.tokens import Strip, seam, strip, weight

Edits = dict[Change, str]
"""What one side changes, and how it writes it."""


def together(base: Strip, sides: Sequence[Strip]) -> list[str]:
    """Return the texts that hold all changes of all sides."""
    base, sides = base.finer(), [side.finer() for side in sides]
    rows = [[_edits(side, hunks(base.keys, side.keys)) for side in sides]]
    fine = [fine_hunks(base.keys, side.keys) for side in sides]
    if _can_blend(base, fine):
        rows.append(list(map(_edits, sides, fine)))
    found = (text for one in rows for text in _in_turns(base, one))
    return list(dict.fromkeys(found))


def _edits(side: Strip, found: Sequence[Hunk]) -> Edits:
    return {(h.a0, h.a1, side.keys[h.b0 : h.b1]): side.surface(h.b0, h.b1) for h in found}


def _can_blend(base: Strip, fine: Sequence[Sequence[Hunk]]) -> bool:
    """Tell whether small changes may be mixed: beside a rewriting only exchanged words."""
    most = sum(map(weight, base.keys)) / 2
    mending = [one for one in fine if _gone(base, one) <= most]
    exchanges = all(h.a0 < h.a1 and h.b0 < h.b1 for one in mending for h in one)
    rewritings = len(fine) - len(mending)
    return rewritings == 0 or (rewritings == 1 and exchanges)


def _gone(base: Strip, found: Sequence[Hunk]) -> float:
    return sum(weight(key) for hunk in found for key in base.keys[hunk.a0 : hunk.a1])


def _in_turns(base: Strip, sides: Sequence[Edits]) -> Iterator[str]:
    """Make all changes, if no two of them change the same word; at one point in every order."""
    spans = sorted(edit[:2] for edit in {edit for side in sides for edit in side})
    if any(start < end for (_, end), (start, _) in pairwise(spans)):
        return
    meet = any(one == two for (one, _), (two, _) in pairwise(spans))
    yield from (_in_turn(base, order) for order in (permutations(sides) if meet else [sides]))


def _in_turn(base: Strip, order: Sequence[Edits]) -> str:
    row: dict[Change, tuple[int, str]] = {}
    for rank, side in enumerate(order):
        for edit, surface in side.items():
            row.setdefault(edit, (rank, surface))
    text, at, point = "", 0, -1
    for (a0, a1, _), (_, surface) in sorted(row.items(), key=lambda one: (one[0][:2], one[1])):
        left, right = base.slot(a0, a1)
        gap = _gap(text, surface) if a0 == point else ""
        text = _followed(text + base.text[at:left] + gap, surface, touching=at > left)
        at, point = right, a0
    return text + base.text[at:]


def _gap(text: str, surface: str) -> str:
    """Return a space if two additions at one point would run together."""
    if not _in_word(surface[:1]) or text[-1:].isspace():
        return ""
    apart = _in_word(text[-1:]) or seam(strip(text + surface).keys, len(strip(text)))
    return " " if apart else ""


def _in_word(sign: str) -> bool:
    """Tell whether a sign is one of several that make a word; one of Chinese is a word."""
    return sign.isalnum() and len(strip(f"a{sign}")) == 1


def _followed(text: str, surface: str, *, touching: bool) -> str:
    """Let one piece follow another; where they share white space, the longer one stays."""
    if not touching or not text:
        return text + surface
    words = surface.lstrip()
    gaps = text[len(text.rstrip()) :], surface[: len(surface) - len(words)]
    return text.rstrip() + max(gaps, key=len) + words
