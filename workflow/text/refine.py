"""Make a dispute as small as it is.

    base    We will act. We will report in May. We will listen.
    IOM     We shall act. We shall report in June. We shall listen.      one long rewriting
    ILO     We will act. We will report in July. We will listen.

Tied together, these are one contested place of three sentences. Cut where every side ends a
sentence at the same point, only the middle one is contested, and in it only the month. What all
sides agree on at the head or the tail of a place stands; where one side makes all the changes of
the others and more, its text stands. Each of these deserves a look, and says so.

What stays contested also offers what nobody wrote alone but all may want: two additions at one
point in either order, and changes that are apart from each other, taken together.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import ge

from workflow.text.alternatives import Alternative, alternatives
from workflow.text.contained import container
from workflow.text.hunks import Hunk, fine_hunks, hunks
from workflow.text.offers import together
from workflow.text.places import Place
from workflow.text.spaces import shared_space
from workflow.text.tokens import SENTENCE, Strip, seam, spelled, strip, weight

CONTAINED = "contained"
NEARBY = "part of a dispute"
MOST_TOGETHER = 3
"""Sides of a dispute for which all orders are offered: three make six."""

AGREED = 4.0
"""Weight of what two sides have in common between their differences to be cut out of a dispute. Of
additions at one point it must also be half of what the shorter side says: list items often share a
form and are still two items."""


def refined(place: Place) -> Iterator[Place]:
    """Yield the smaller places that a contested place falls into."""
    if not place.contested:
        yield place
        return
    parts = [
        part
        for piece in _cut(place, _sentence_ends)
        for part in (_cut(piece, _disagreements) if piece.contested else [piece])
    ]
    if len(parts) > 1 and not _says_the_same(place, parts):
        parts = [place]
    pieces = [_smallest(part) for part in parts]
    disputed = any(piece.contested for piece in pieces)
    for piece in pieces:
        if piece.alternatives:
            yield replace(piece, open=True) if disputed else _looked_at(piece, NEARBY)


def _says_the_same(place: Place, pieces: Sequence[Place]) -> bool:
    """Tell whether each side has its words in the pieces too.

    A mark that begins a line of a list says something else where the line is cut off before it.
    """
    for one in place.alternatives:
        text, at = "", place.start
        for piece in pieces:
            own = (a.text for a in piece.alternatives if one.agencies[0] in a.agencies)
            text += place.base[at - place.start : piece.start - place.start]
            text, at = text + next(own, piece.base), piece.end
        text += place.base[at - place.start :]
        before, behind = place.beside
        if not _same_words(*(strip(before + words + behind) for words in (text, one.text))):
            return False
    return True


def _same_words(made: Strip, sent: Strip) -> bool:
    """Tell whether two texts have the same words, and no words touch that stood in two lines."""
    if spelled(made.keys) != spelled(sent.keys):
        return False
    touching = (at for at in range(1, len(made)) if made.ends[at - 1] == made.starts[at])
    return not any("\n" in sent.surface(at, at) for at in touching)


Corner = tuple[int, ...]
"""One point in the base and in each side, where all of them can be cut."""


def _cut(place: Place, corners: Callable[[Strip, list[Strip]], list[Corner]]) -> list[Place]:
    base, sides = strip(place.base), [strip(one.text) for one in place.alternatives]
    found = corners(base, sides)
    return list(_pieces(place, base, sides, found)) if found else [place]


def _sentence_ends(base: Strip, sides: list[Strip]) -> list[Corner]:
    """Find where the base and all sides end a sentence at the same point."""
    ends = [at for at in range(1, len(base)) if seam(base.keys, at) >= SENTENCE]
    paths = [fine_hunks(base.keys, side.keys) for side in sides] if ends else []
    found = []
    for place in ends:
        corner = [_corner(path, place) for path in paths]
        if all(map(_ends, sides, corner)):
            found.append((place, *(at for at in corner if at is not None)))
    return found


def _corner(path: Sequence[Hunk], place: int) -> int | None:
    """Return where a point of the base is in a side, if nothing is rewritten across it."""
    shift = 0
    for hunk in path:
        if hunk.a0 >= place:
            break
        if hunk.a1 > place:
            return None
        shift = hunk.b1 - hunk.a1
    return place + shift


def _ends(side: Strip, place: int | None) -> bool:
    return place is not None and seam(side.keys, place) >= SENTENCE


def _disagreements(base: Strip, sides: list[Strip]) -> list[Corner]:
    """Find where two sides stop to agree, and where they agree again."""
    if len(sides) != 2:
        return []
    paths = [fine_hunks(base.keys, side.keys) for side in sides]
    found: list[Corner] = []
    enough = AGREED if base.keys else max(AGREED, min(map(_weigh, sides)) / 2)
    for hunk in _apart(sides[0].keys, hunks(sides[0].keys, sides[1].keys), enough):
        for left, right in ((hunk.a0, hunk.b0), (hunk.a1, hunk.b1)):
            points = _origins(paths[0], left) & _origins(paths[1], right)
            if points:
                found.append((min(points), left, right))
    return _rising(found, (len(base), len(sides[0]), len(sides[1])))


def _weigh(side: Strip) -> float:
    return sum(map(weight, side.keys))


def _apart(keys: Sequence[str], found: Sequence[Hunk], enough: float) -> list[Hunk]:
    """Join differences that have not enough in common between them, and with the ends."""
    row: list[Hunk] = []
    for hunk in found:
        if row and sum(map(weight, keys[row[-1].a1 : hunk.a0])) < enough:
            last = row.pop()
            row.append(Hunk(last.a0, hunk.a1, last.b0, hunk.b1))
        else:
            row.append(hunk)
    if row and sum(map(weight, keys[: row[0].a0])) < enough:
        row[0] = Hunk(0, row[0].a1, 0, row[0].b1)
    if row and sum(map(weight, keys[row[-1].a1 :])) < enough:
        shift = row[-1].b1 - row[-1].a1
        row[-1] = Hunk(row[-1].a0, len(keys), row[-1].b0, len(keys) + shift)
    return row


def _rising(found: list[Corner], end: Corner) -> list[Corner]:
    """Keep corners that do not cross each other."""
    row: list[Corner] = []
    for corner in found:
        last = row[-1] if row else tuple(0 for _ in end)
        if corner not in (last, end) and all(map(ge, corner, last)):
            row.append(corner)
    return row


def _origins(path: Sequence[Hunk], place: int) -> set[int]:
    """Return the points of the base that a point of a side can stand for."""
    shift = 0
    for hunk in path:
        if hunk.b0 > place:
            break
        if place <= hunk.b1:
            ends = {hunk.a0} if place == hunk.b0 else set()
            return ends | ({hunk.a1} if place == hunk.b1 or hunk.a0 == hunk.a1 else set())
        shift = hunk.a1 - hunk.b1
    return {place + shift}


def _pieces(
    place: Place, base: Strip, sides: Sequence[Strip], corners: Sequence[Corner]
) -> Iterator[Place]:
    """Cut a place at corners; every piece keeps the sides that change something in it."""
    strips = (base, *sides)
    starts, ends = [0] * len(strips), [len(side.text) for side in strips]
    for left, right in pairwise([starts, *(_places(strips, one) for one in corners), ends]):
        edges = zip(strips, left, right, strict=True)
        yield _piece(place, left[0], [side.text[start:end] for side, start, end in edges])


def _places(strips: Sequence[Strip], corner: Corner) -> list[int]:
    """Return the characters of a corner: before the white space that parts its tokens."""
    return [slot[0] for slot in map(Strip.slot, strips, corner, corner)]


def _piece(place: Place, start: int, texts: Sequence[str]) -> Place:
    head, tail = shared_space(texts)
    left = place.start + start + head
    old, *new = (text[head : len(text) - tail] for text in texts)
    own = {
        agency: text
        for one, text in zip(place.alternatives, new, strict=True)
        for agency in one.agencies
        if text != old
    }
    right = left + len(old)
    before, behind = place.beside
    beside = before if left == place.start else "", behind if right == place.end else ""
    kept = alternatives(old, own, beside)
    return Place(left, right, old, kept, place.edits, place.noise, beside=beside)


def waiting(base: Strip, found: Sequence[Place]) -> Iterator[Place]:
    """Let changes in a disputed sentence wait for its decision: it may change what they mean."""
    disputed = [_sentence(base, place) for place in found if place.contested]
    starts = [start for start, _ in disputed]
    for place in found:
        if not place.contested and not place.alternatives[0].noise:
            start, end = _tokens(base, place)
            near = disputed[max(0, bisect_right(starts, end) - 3) : bisect_right(starts, end)]
            if any(first <= end and start <= last for first, last in near):
                yield replace(place, open=True)
                continue
        yield place


def _tokens(base: Strip, place: Place) -> tuple[int, int]:
    return base.tokens_at(place.start, place.end)


def _sentence(base: Strip, place: Place) -> tuple[int, int]:
    """Return the tokens of the sentences that a place touches."""
    start, end = _tokens(base, place)
    while seam(base.keys, start) < SENTENCE:
        start -= 1
    while seam(base.keys, end) < SENTENCE:
        end += 1
    return start, end


def _looked_at(place: Place, caution: str) -> Place:
    return place if place.cautions else replace(place, cautions=(caution,))


def _smallest(place: Place) -> Place:
    if not place.contested:
        return place
    sides = [one.text for one in place.alternatives if not one.noise]
    before, behind = place.beside
    base, *whole = (strip(before + text + behind) for text in (place.base, *sides))
    best = container(base, whole)
    if best is not None:
        return replace(place, agreed=sides[best], cautions=(CONTAINED,))
    return offering(place)


def offering(place: Place) -> Place:
    """Add to a contested place what its sides make together."""
    sides = [one for one in place.alternatives if not one.noise]
    if len(sides) > MOST_TOGETHER:
        return place
    texts = together(strip(place.base), [strip(one.text) for one in sides])
    known = {one.text for one in place.alternatives}
    agencies = tuple(sorted({agency for one in sides for agency in one.agencies}))
    extra = (Alternative(text, agencies, noise=False) for text in texts if text not in known)
    return replace(place, offers=tuple(extra))
