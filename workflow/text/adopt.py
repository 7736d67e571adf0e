"""Find again the blocks of a base in a text that came back without ids.

    base      a We act.   b We listen to all.   c We report.
    came back   We report.  We act.  We listen to all migrants.  Now and here.
    adopted   c We report.  a We act.  b We listen to all migrants.  ? Now and here.

Equal blocks are found first, in order where that is possible and elsewhere where they are unique.
Between two found ones, blocks pair with those they share most words with, in order; what is left
pairs wherever it shares most, as a block that was moved and edited. Where one block came back as
two, the part with more of its words keeps the id; where two came back as one, it has the id of the
one it holds more of. What shares too little is new.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import LCSseq

from workflow.text.blocks import Block
from workflow.text.hunks import landmarks, longest_rise
from workflow.text.tokens import keys_of

ALIKE = 0.5
"""Share of tokens that two blocks at the same place have in common to be one block edited."""

ALIKE_ELSEWHERE = 0.6
"""The same at different places, where a chance likeness is more probable."""

PART = 0.7
"""Share of a piece's tokens that must come from the block it was split from, or joined into."""

Pairs = dict[int, int]


class Fate(StrEnum):
    """What became of a block between the base and the text that came back."""

    UNCHANGED = "unchanged"
    EDITED = "edited"
    MOVED = "moved"
    MOVED_AND_EDITED = "moved and edited"
    SPLIT = "split"
    JOINED = "joined"
    NEW = "new"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Met:
    """A block of the base, a block that came back, or both, and what happened.

    For a part that was split off, `base` is the block it came from; for a block that was joined
    into another, `revised` is the place of that one.
    """

    fate: Fate
    base: str | None
    revised: int | None


def adopt(base: Sequence[Block], revised: Sequence[Block]) -> tuple[Block, ...]:
    """Give the blocks that came back the ids, kinds and levels of the base blocks they are."""
    pairs = {theirs: mine for mine, theirs in _paired(base, revised).items()}
    taken = {block.id for block in base}
    row = []
    for place, block in enumerate(revised):
        if place in pairs:
            row.append(replace(base[pairs[place]], text=block.text))
        else:
            row.append(replace(block, id=_free(f"new{place + 1}", taken)))
    return tuple(row)


def met(base: Sequence[Block], revised: Sequence[Block]) -> tuple[Met, ...]:
    """Say what became of each block, in the order of the text that came back; removed ones last."""
    pairs = _paired(base, revised)
    ours = {theirs: mine for mine, theirs in pairs.items()}
    order = [ours[place] for place in sorted(ours)]
    firm = {order[at] for at in longest_rise(order)}
    came = [_came(base, revised, ours, firm, place) for place in range(len(revised))]
    gone = [_gone(base, revised, place) for place in range(len(base)) if place not in pairs]
    return (*came, *gone)


def _free(name: str, taken: Iterable[str]) -> str:
    while name in taken:
        name += "x"
    return name


def _came(
    base: Sequence[Block], revised: Sequence[Block], ours: Pairs, firm: set[int], place: int
) -> Met:
    if place not in ours:
        source = _whole_of(keys_of(revised[place].text), base)
        return Met(Fate.SPLIT, source.id, place) if source else Met(Fate.NEW, None, place)
    block = base[ours[place]]
    same = keys_of(block.text) == keys_of(revised[place].text)
    if ours[place] in firm:
        return Met(Fate.UNCHANGED if same else Fate.EDITED, block.id, place)
    return Met(Fate.MOVED if same else Fate.MOVED_AND_EDITED, block.id, place)


def _gone(base: Sequence[Block], revised: Sequence[Block], place: int) -> Met:
    home = _whole_of(keys_of(base[place].text), revised)
    at = next((at for at, block in enumerate(revised) if block is home), None)
    return Met(Fate.REMOVED if home is None else Fate.JOINED, base[place].id, at)


def _whole_of(part: Sequence[str], wholes: Sequence[Block]) -> Block | None:
    """Return the longer block that holds nearly all words of a part, in order."""
    best: tuple[float, Block] | None = None
    for whole in wholes:
        keys = keys_of(whole.text)
        if len(keys) > len(part) >= 3:
            share = LCSseq.similarity(part, keys) / len(part)
            if share >= PART and (best is None or share > best[0]):
                best = share, whole
    return best[1] if best else None


def _paired(base: Sequence[Block], revised: Sequence[Block]) -> Pairs:
    """Return which place of the base came back at which place."""
    a = [keys_of(block.text) for block in base]
    b = [keys_of(block.text) for block in revised]
    pairs = dict(landmarks(a, b))
    pairs |= _equal(a, b, pairs)
    for stretch in _between(pairs, len(a), len(b)):
        pairs |= _in_order(a, b, *stretch)
    return pairs | _anywhere(a, b, pairs)


Keys = Sequence[tuple[str, ...]]


def _equal(a: Keys, b: Keys, pairs: Pairs) -> Pairs:
    """Pair what is equal and not yet paired: first with first, second with second."""
    places: dict[tuple[str, ...], list[int]] = {}
    taken = set(pairs.values())
    for place, keys in enumerate(b):
        if place not in taken:
            places.setdefault(keys, []).append(place)
    return {
        place: places[keys].pop(0)
        for place, keys in enumerate(a)
        if place not in pairs and places.get(keys)
    }


def _between(pairs: Pairs, a: int, b: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield what is not paired between neighbours that stayed in order."""
    row = sorted(pairs.items())
    firm = [row[at] for at in longest_rise([theirs for _, theirs in row])]
    taken = set(pairs.values())
    at_a, at_b = 0, 0
    for end_a, end_b in (*firm, (a, b)):
        mine = [place for place in range(at_a, end_a) if place not in pairs]
        theirs = [place for place in range(at_b, end_b) if place not in taken]
        if mine and theirs:
            yield mine, theirs
        at_a, at_b = end_a + 1, end_b + 1


def _in_order(a: Keys, b: Keys, mine: list[int], theirs: list[int]) -> Pairs:
    """Pair blocks so that all together share most, none crossing another."""
    likeness = {(i, j): _likeness(a[i], b[j]) for i in mine for j in theirs}
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(mine) + 1)]
    for x, i in enumerate(mine, 1):
        for y, j in enumerate(theirs, 1):
            met_here = likeness[i, j] if likeness[i, j] >= ALIKE else -1.0
            best[x][y] = max(best[x - 1][y], best[x][y - 1], best[x - 1][y - 1] + met_here)
    pairs, x, y = {}, len(mine), len(theirs)
    while x and y:
        if best[x][y] == best[x - 1][y]:
            x -= 1
        elif best[x][y] == best[x][y - 1]:
            y -= 1
        else:
            x, y = x - 1, y - 1
            pairs[mine[x]] = theirs[y]
    return pairs


def _anywhere(a: Keys, b: Keys, pairs: Pairs) -> Pairs:
    """Pair what is left with what is most like it, the most alike first."""
    taken = set(pairs.values())
    left = [place for place in range(len(a)) if place not in pairs]
    free = [place for place in range(len(b)) if place not in taken]
    scores = sorted((-_likeness(a[i], b[j]), i, j) for i in left for j in free)
    found: Pairs = {}
    for score, i, j in scores:
        if -score >= ALIKE_ELSEWHERE and i not in found and j not in found.values():
            found[i] = j
    return found


def _likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """Return the share of tokens in common, counted on the longer block."""
    return LCSseq.normalized_similarity(a, b)
