"""Sort what many agencies change in one text into places: what can stand together, and what not.

    base    The system | commits to | protect | all | migrants.
    IOM                | will       |         |     |
    ILO                | will       | uphold  |     |
    UNDP    | pledges to protect    |         | all the |

Equal edits are folded first: one edit with several agencies behind it. Two edits cannot both stand
when they share a token of the base, when one lies inside the other, when both insert at the same
point, and when they touch, because then the order in which one applies them makes a text that
nobody proposed. Touching at the end of a sentence or paragraph is harmless, and so is a break that
one changes beside the words of another. Edits that are tied together in this way, directly or
through others, make one place; all other edits stand alone.

Typography never ties edits together: where an agency only changed quotation marks inside words
that another agency changes, its text is one more alternative of the place and contests nothing.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workflow.text.compare import Comparison, Edit, Splice, splice
from workflow.text.tokens import SENTENCE, Strip, is_break, keys_of, seam, spelled

Revisions = Mapping[str, Comparison]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One text proposed for a place, and all who propose it; some with `variants` of typography."""

    text: str
    agencies: tuple[str, ...]
    noise: bool
    variants: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The characters `start` to `end` of the base, and what is proposed for them."""

    start: int
    end: int
    base: str
    alternatives: tuple[Alternative, ...]
    edits: tuple[tuple[str, Edit], ...]
    noise: tuple[tuple[str, Splice], ...]
    agreed: str | None = None
    offers: tuple[Alternative, ...] = ()
    open: bool = False
    cautions: tuple[str, ...] = ()

    @property
    def contested(self) -> bool:
        """Tell whether a person has to choose."""
        worded = sum(not alternative.noise for alternative in self.alternatives)
        return self.open or (worded > 1 and self.agreed is None)

    @property
    def settled(self) -> str:
        """Return the text that stands while nobody has chosen."""
        if self.contested:
            return self.base
        return self.alternatives[0].text if self.agreed is None else self.agreed

    def written(self, signs: Mapping[int, str]) -> "Place":
        """Return the place with other signs in its settled words; typography stays as it is."""
        text = self.settled.translate(signs)
        if self.contested or self.alternatives[0].noise or text == self.settled:
            return self
        return replace(self, agreed=text)


@dataclass(frozen=True, slots=True)
class Folded:
    """An edit that one or more agencies make."""

    edit: Edit
    agencies: frozenset[str]


class _Proposed:
    """Everything that is proposed, where it can be found quickly."""

    def __init__(self, revisions: Revisions) -> None:
        self.edits = {
            (agency, edit[:3]): edit
            for agency, comparison in revisions.items()
            for edit in comparison.edits
        }
        self.noise = sorted(
            (mark, agency) for agency, comparison in revisions.items() for mark in comparison.noise
        )
        self.starts = [mark.start for mark, _ in self.noise]

    def noise_in(self, left: int, right: int) -> Iterator[tuple[str, Splice]]:
        first, last = bisect_left(self.starts, left), bisect_right(self.starts, right)
        yield from ((agency, mark) for mark, agency in self.noise[first:last] if mark.end <= right)


def places(base: Strip, revisions: Revisions) -> list[Place]:
    """Return the places of the base that the revisions touch, in the order of the text."""
    proposed = _Proposed(revisions)
    worded = _apart(base, components(base, fold(revisions)), proposed)
    return sorted((*worded, *_noise_places(base, worded, proposed)), key=_span)


def fold(revisions: Revisions) -> list[Folded]:
    """Fold equal edits of different agencies into one."""
    found: dict[tuple[int, int, tuple[str, ...]], list[tuple[str, Edit]]] = {}
    for agency, comparison in revisions.items():
        for edit in comparison.edits:
            found.setdefault(edit[:3], []).append((agency, edit))
    row = []
    for _, same in sorted(found.items()):
        surface = commonest(edit.surface for _, edit in same)
        edit = same[0][1]._replace(surface=surface)
        row.append(Folded(edit, frozenset(agency for agency, _ in same)))
    return row


def commonest(texts: Iterable[str]) -> str:
    """Return the text that most propose; of equally many the first in the alphabet."""
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], text))


def trimmed(base: Strip, edit: Edit) -> Splice:
    """Return the characters that an edit changes, without the white space both sides share."""
    return trim(base.text, Splice(*base.slot(edit.start, edit.end), edit.surface))


def trim(text: str, span: Splice) -> Splice:
    """Leave out white space that is the same before and after, first at the end."""
    start, end, new = span
    while start < end and new and text[end - 1] == new[-1] and new[-1].isspace():
        end, new = end - 1, new[:-1]
    while start < end and new and text[start] == new[0] and new[0].isspace():
        start, new = start + 1, new[1:]
    return Splice(start, end, new)


def components(base: Strip, row: Sequence[Folded]) -> list[list[Folded]]:
    """Return the edits that are tied together. Costs O(n log n) for n edits of bounded size."""
    home = [[place] for place in range(len(row))]
    active: list[int] = []
    for place, folded in enumerate(row):
        active = [one for one in active if row[one].edit.end >= folded.edit.start]
        for one in active:
            if home[one] is not home[place] and tied(base, row[one].edit, folded.edit):
                small, large = sorted((home[one], home[place]), key=len)
                large.extend(small)
                for member in small:
                    home[member] = large
        active.append(place)
    groups = {id(group): sorted(group) for group in home}
    return [[row[place] for place in group] for group in sorted(groups.values())]


def tied(base: Strip, a: Edit, b: Edit) -> bool:
    """Tell whether two edits cannot both simply stand; `a` sorts before `b`."""
    if a.end != b.start:
        return a.end > b.start
    if a.start == a.end == b.start == b.end:
        return True
    harmless = _layout(base, a, b) or _layout(base, b, a) or parts_there(base, a, b)
    return not harmless or trimmed(base, a).end > trimmed(base, b).start


def _layout(base: Strip, edit: Edit, other: Edit) -> bool:
    """Tell whether an edit only changes breaks beside words that the other puts in."""
    breaks = map(is_break, (*base.keys[edit.start : edit.end], *edit.keys))
    return bool(other.keys) and all(breaks)


def parts_there(base: Strip, a: Edit, b: Edit) -> bool:
    """Tell whether a sentence or paragraph ends where two edits touch, before and after them."""
    left = a.keys or base.keys[max(0, a.start - 3) : a.start]
    right = b.keys or base.keys[b.end : b.end + 1]
    after = seam((*left, *right[:1]), len(left))
    return seam(base.keys, a.end) >= SENTENCE and after >= SENTENCE


def _apart(base: Strip, groups: list[list[Folded]], proposed: _Proposed) -> list[Place]:
    """Make a place of each group; groups whose characters would overlap become one."""
    row: list[tuple[list[Folded], Place]] = []
    for group in groups:
        held, place = group, _place(base, group, proposed)
        while row and row[-1][1].end > place.start:
            held = row.pop()[0] + held
            place = _place(base, held, proposed)
        row.append((held, place))
    return [place for _, place in row]


def _place(base: Strip, group: list[Folded], proposed: _Proposed) -> Place:
    first, last = min(f.edit.start for f in group), max(f.edit.end for f in group)
    left, right = base.slot(first, last)
    edits = [(agency, proposed.edits[agency, f.edit[:3]]) for f in group for agency in f.agencies]
    return _made(base, (left, right), edits, list(proposed.noise_in(left, right)))


def _made(
    base: Strip,
    slot: tuple[int, int],
    edits: list[tuple[str, Edit]],
    noise: list[tuple[str, Splice]],
) -> Place:
    left, right = slot
    own: dict[str, list[Splice]] = {}
    for agency, edit in edits:
        own.setdefault(agency, []).append(trimmed(base, edit))
    for agency, mark in noise:
        own.setdefault(agency, []).append(mark)
    old = base.text[left:right]
    texts = {
        agency: splice(old, [Splice(s - left, e - left, new) for s, e, new in spans])
        for agency, spans in own.items()
    }
    head, tail = shared_space((old, *texts.values()))
    start, end = left + head, right - tail
    texts = {agency: text[head : len(text) - tail] for agency, text in texts.items()}
    return Place(
        start,
        end,
        base.text[start:end],
        alternatives(base.text[start:end], texts),
        tuple(sorted(edits)),
        tuple(sorted(noise)),
    )


def alternatives(base: str, texts: Mapping[str, str]) -> tuple[Alternative, ...]:
    """Fold equal texts; the words before the typography, more agencies before fewer."""
    same: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
    for agency, text in texts.items():
        keys = keys_of(text)
        same.setdefault((keys == keys_of(base), spelled(keys)), []).append(agency)
    row = [
        Alternative(
            commonest(texts[agency] for agency in agencies),
            tuple(sorted(agencies)),
            noise,
            len({texts[agency] for agency in agencies}) > 1,
        )
        for (noise, _), agencies in same.items()
    ]
    return tuple(sorted(row, key=lambda one: (one.noise, -len(one.agencies), one.text)))


def shared_space(texts: Sequence[str]) -> tuple[int, int]:
    """Return how much white space all texts share at the end, and before that at the start.

    The end of a line counts only if all the space around it is shared: half of a break between
    paragraphs would be none.
    """
    tail = _shared([text[len(text.rstrip()) :][::-1] for text in texts])
    rest = [text[: len(text) - tail] for text in texts]
    return _shared([text[: len(text) - len(text.lstrip())] for text in rest]), tail


def _shared(spaces: Sequence[str]) -> int:
    shared = min(spaces)
    while not all(space.startswith(shared) for space in spaces):
        shared = shared[:-1]
    return len(shared if len(set(spaces)) == 1 else shared.partition("\n")[0])


def _noise_places(base: Strip, worded: list[Place], proposed: _Proposed) -> Iterator[Place]:
    """Yield the places where only typography is proposed."""
    taken = {mark for place in worded for mark in place.noise}
    loose = (one for one in proposed.noise if one[::-1] not in taken)
    group: list[tuple[str, Splice]] = []
    for mark, agency in loose:
        if group and mark.start >= max(m.end for _, m in group) and group[0][1][:2] != mark[:2]:
            yield _noise_place(base, group)
            group = []
        group.append((agency, mark))
    if group:
        yield _noise_place(base, group)


def _noise_place(base: Strip, group: list[tuple[str, Splice]]) -> Place:
    slot = min(mark.start for _, mark in group), max(mark.end for _, mark in group)
    return _made(base, slot, [], group)


def _span(place: Place) -> tuple[int, int]:
    return place.start, place.end
