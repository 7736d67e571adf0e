"""Which paragraph that was sent is which paragraph that came back.

First by their ids, which Word keeps; then equal ones in their order; then by likeness; and what is
alone between the same two neighbours is one paragraph, if half of it is the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from workflow.text.adopt import adopt
from workflow.text.blocks import Block, Kind
from workflow.text.hunks import Hunk, longest_rise, raw_hunks
from workflow.text.tokens import keys_of

FIELD = "\ufffc"
"""Stands for the result of a field while the words around it are compared."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A paragraph as it was sent, or as it came back; `fields` are stretches that are computed."""

    text: str
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    para_id: str = ""
    fields: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Masked:
    """A text in which one character stands for each field; places can be told in both.

    `signs` are the places of these characters.
    """

    text: str
    whole: str
    fields: tuple[tuple[int, int], ...]
    signs: tuple[int, ...]

    @classmethod
    def of(cls, one: Sent, *, masked: bool) -> "Masked":
        """Mask the fields of a paragraph, or none."""
        fields = one.fields if masked else ()
        text, at = "", 0
        signs: list[int] = []
        for start, end in fields:
            text += one.text[at:start]
            signs.append(len(text))
            text += FIELD
            at = end
        return cls(text + one.text[at:], one.text, fields, tuple(signs))

    def place(self, at: int) -> int:
        """Return where in the whole text a place of the masked one is."""
        for start, end in self.fields:
            if at <= start:
                break
            at += end - start - 1
        return at

    def outside(self, stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the fields whose sign is in none of these stretches."""
        row = list(stretches)
        return [
            place
            for place, sign in zip(self.fields, self.signs, strict=True)
            if not any(start <= sign < end for start, end in row)
        ]

    def told(self, start: int, end: int) -> str:
        """Return the words between two places of the masked text."""
        return self.whole[self.place(start) : self.place(end)]


def paired(sent: Sequence[Sent], returned: Sequence[Sent]) -> dict[int, int]:
    """Return which place of the sent text came back at which place, by the latter."""
    pairs = _by_ids(sent, returned)
    pairs |= _by_words(sent, returned, *_left(sent, returned, pairs))
    mine, theirs = _left(sent, returned, pairs)
    base = [Block(str(at), sent[at].kind, sent[at].text) for at in mine]
    found = adopt(base, [Block("", returned[at].kind, returned[at].text) for at in theirs])
    known = {block.id for block in base}
    likely = zip(theirs, found, strict=True)
    pairs |= {at: int(block.id) for at, block in likely if block.id in known}
    return pairs | _by_neighbours(sent, returned, pairs)


def _left(
    sent: Sequence[Sent], returned: Sequence[Sent], pairs: Mapping[int, int]
) -> tuple[list[int], list[int]]:
    taken = set(pairs.values())
    mine = [at for at in range(len(sent)) if at not in taken]
    return mine, [at for at in range(len(returned)) if at not in pairs]


def _by_words(
    sent: Sequence[Sent], returned: Sequence[Sent], mine: list[int], theirs: list[int]
) -> dict[int, int]:
    """Pair equal paragraphs, as many as possible in their order."""
    pairs: dict[int, int] = {}
    at_a, at_b = 0, 0
    a = tuple([sent[at].text for at in mine])
    b = tuple([returned[at].text for at in theirs])
    for hunk in (*raw_hunks(a, b), Hunk(len(a), len(a), len(b), len(b))):
        pairs |= dict(zip(theirs[at_b : hunk.b0], mine[at_a : hunk.a0], strict=True))
        at_a, at_b = hunk.a1, hunk.b1
    return pairs


def _by_neighbours(
    sent: Sequence[Sent], returned: Sequence[Sent], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Pair two paragraphs, each alone between the same neighbours, if half of one is in the other.

    So a cell with one word in it is still the same cell when the word has another letter.
    """
    around = {-1: -1, len(returned): len(sent), **pairs}
    taken = set(pairs.values())
    found: dict[int, int] = {}
    for at in range(len(returned)):
        before, after = around.get(at - 1), around.get(at + 1)
        if at in pairs or before is None or after != before + 2 or before + 1 in taken:
            continue
        old, new = sent[before + 1].text, returned[at].text
        if LCSseq.similarity(old, new) * 2 >= min(len(old), len(new)):
            found[at] = before + 1
    return found


def _by_ids(sent: Sequence[Sent], returned: Sequence[Sent]) -> dict[int, int]:
    """Pair paragraphs whose ids say so, while their words do not say otherwise."""
    mine = _unique(one.para_id for one in sent)
    theirs = _unique(one.para_id for one in returned)
    return {
        at: mine[name]
        for name, at in theirs.items()
        if name in mine and _alike(sent[mine[name]].text, returned[at].text)
    }


def _unique(names: Iterable[str]) -> dict[str, int]:
    row = list(names)
    count = Counter(row)
    return {name: at for at, name in enumerate(row) if name and count[name] == 1}


def _alike(old: str, new: str) -> bool:
    if old == new:
        return True
    words = set(keys_of(old))
    return not words or len(words & set(keys_of(new))) * 3 >= len(words)


def moved(pairs: Mapping[int, int]) -> set[int]:
    """Return the places of as few paragraphs as possible that stand in another order."""
    places = sorted(pairs)
    stay = {places[at] for at in longest_rise([pairs[place] for place in places])}
    return set(places) - stay
