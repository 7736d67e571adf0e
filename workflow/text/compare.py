"""Say how one text became another, as a person would mark it.

    base      We will support   all migrants in 2030.
    revision  We will assist    all migrants by 2030, everywhere.
    edits             ^^^^^^^                ^^     ^ an insertion

`hunks` finds which tokens differ. An edit says which tokens of the base are replaced, and by which.
Its surface holds the exact characters, with the white space on both sides. Where only typography
changed, the characters are listed apart, as noise. Edits and noise together give the revision byte
for byte.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from workflow.text.hunks import Hunk, hunks
from workflow.text.tokens import Strip


class Splice(NamedTuple):
    """The characters `start` to `end` of a text are replaced by `new`."""

    start: int
    end: int
    new: str


class Edit(NamedTuple):
    """Tokens `start` to `end` of the base become the tokens `keys`, written as `surface`."""

    start: int
    end: int
    keys: tuple[str, ...]
    surface: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a revision changes in a base: its words, and apart from them its typography."""

    edits: tuple[Edit, ...]
    noise: tuple[Splice, ...]


def compare(base: Strip, revised: Strip) -> Comparison:
    """Return what turns `base` into `revised`; no two edits touch each other."""
    found = hunks(base.keys, revised.keys)
    edits = (Edit(a0, a1, revised.keys[b0:b1], revised.surface(b0, b1)) for a0, a1, b0, b1 in found)
    return Comparison(tuple(edits), tuple(_noise(base, revised, found)))


def splice(text: str, splices: Iterable[Splice]) -> str:
    """Apply splices that do not overlap; at one place, insertions come first."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(splices):
        parts += text[at:start], new
        at = end
    return "".join((*parts, text[at:]))


def _noise(base: Strip, revised: Strip, found: list[Hunk]) -> Iterator[Splice]:
    """Find where only typography differs, in the rows of tokens that both texts share."""
    left, at_a, at_b = (0, 0), 0, 0
    for a0, a1, b0, b1 in found:
        (end_a, next_a), (end_b, next_b) = base.slot(a0, a1), revised.slot(b0, b1)
        yield from _noise_between(base, revised, (at_a, a0, at_b - at_a), left, (end_a, end_b))
        left = next_a, next_b
        at_a, at_b = a1, b1
    right = len(base.text), len(revised.text)
    yield from _noise_between(base, revised, (at_a, len(base), at_b - at_a), left, right)


def _noise_between(
    base: Strip,
    revised: Strip,
    run: tuple[int, int, int],
    left: tuple[int, int],
    right: tuple[int, int],
) -> Iterator[Splice]:
    """Compare a run of equal keys, given by base tokens and the shift to the revision's."""
    if base.text[left[0] : right[0]] == revised.text[left[1] : right[1]]:
        return
    start, end, shift = run
    for token in range(start, end):
        here = base.starts[token], revised.starts[token + shift]
        yield from _differing(base, revised, left, here)
        left = base.ends[token], revised.ends[token + shift]
        yield from _differing(base, revised, here, left)
    yield from _differing(base, revised, left, right)


def _differing(
    base: Strip, revised: Strip, left: tuple[int, int], right: tuple[int, int]
) -> Iterator[Splice]:
    new = revised.text[left[1] : right[1]]
    if base.text[left[0] : right[0]] != new:
        yield Splice(left[0], right[0], new)
