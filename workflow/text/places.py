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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workflow.text.alternatives import Alternative, Side, commonest, folded
from workflow.text.compare import Comparison, Edit, Splice, splice
from workflow.text.spaces import around, item_ahead, item_behind, shared_space, trim
from workflow.text.tokens import SENTENCE, Strip, is_break, seam

Revisions = Mapping[str, Comparison]
Tokens = tuple[int, int]

ANYTHING = ("We",)
"""Words that could follow at the end of a text."""


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
    beside: tuple[str, str] = ("", "")

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
    """An edit of one or more agencies, and how each of them writes it."""

    edit: Edit
    proposed: tuple[tuple[str, Edit], ...]


class _Noise:
    """All typography that is proposed, where it can be found quickly."""

    def __init__(self, revisions: Revisions) -> None:
        self.marks = sorted(
            (mark, agency) for agency, comparison in revisions.items() for mark in comparison.noise
        )
        self.starts = [mark.start for mark, _ in self.marks]

    def within(self, left: int, right: int) -> Iterator[tuple[str, Splice]]:
        first, last = bisect_left(self.starts, left), bisect_right(self.starts, right)
        yield from ((agency, mark) for mark, agency in self.marks[first:last] if mark.end <= right)


def places(base: Strip, revisions: Revisions) -> list[Place]:
    """Return the places of the base that the revisions touch, in the order of the text."""
    noise = _Noise(revisions)
    worded = _apart(base, components(base, fold(revisions)), noise)
    return sorted((*worded, *_noise_places(base, worded, noise)), key=_span)


def fold(revisions: Revisions) -> list[Folded]:
    """Fold equal edits of different agencies into one."""
    found: dict[tuple[int, int, tuple[str, ...]], list[tuple[str, Edit]]] = {}
    for agency, comparison in revisions.items():
        for edit in comparison.edits:
            found.setdefault(edit[:3], []).append((agency, edit))
    row = []
    for _, same in sorted(found.items()):
        edit = same[0][1]
        if any(other.surface != edit.surface for _, other in same):
            edit = edit._replace(surface=commonest(other.surface for _, other in same))
        row.append(Folded(edit, tuple(same)))
    return row


def trimmed(base: Strip, edit: Edit) -> Splice:
    """Return the characters that an edit changes, without the white space both sides share."""
    return trim(base.text, Splice(*base.slot(edit.start, edit.end), edit.surface))


def components(base: Strip, row: Sequence[Folded]) -> list[list[Folded]]:
    """Return the edits that are tied together. Costs O(n log n) for n edits of bounded size."""
    home = [[place] for place in range(len(row))]
    active: list[int] = []
    for place, here in enumerate(row):
        active = [one for one in active if row[one].edit.end >= here.edit.start]
        for one in active:
            if home[one] is not home[place] and tied(base, row[one].edit, here.edit):
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
    """Tell whether a sentence or paragraph ends where two edits touch, before and after them.

    Behind the end of the text anything may follow: what one puts before the last words that
    another takes out ends only if it would end before others too.
    """
    left = a.keys or base.keys[max(0, a.start - 3) : a.start]
    right = b.keys or base.keys[b.end : b.end + 1] or ANYTHING
    after = seam((*left, *right[:1]), len(left))
    return seam(base.keys, a.end) >= SENTENCE and after >= SENTENCE


def _apart(base: Strip, groups: list[list[Folded]], noise: _Noise) -> list[Place]:
    """Make a place of each group; groups whose characters would overlap become one."""
    row: list[tuple[list[Folded], Place, Tokens]] = []
    for group in groups:
        held = group
        place, tokens = _place(base, held, noise, row[-2:])
        while row and (row[-1][1].end > place.start or row[-1][2][1] > tokens[0]):
            held = row.pop()[0] + held
            place, tokens = _place(base, held, noise, row[-2:])
        row.append((held, place, tokens))
    return [place for _, place, _ in row]


def _place(
    base: Strip,
    group: list[Folded],
    noise: _Noise,
    before: Sequence[tuple[list[Folded], Place, Tokens]],
) -> tuple[Place, Tokens]:
    """Make a place; typography between two places belongs to the first of them."""
    edits = [one for folded in group for one in folded.proposed]
    taken = {mark for _, place, _ in before for mark in place.noise}
    tokens, wider = None, (min(f.edit.start for f in group), max(f.edit.end for f in group))
    while tokens != wider:
        tokens = wider
        left, right = base.slot(*tokens)
        marks = [mark for mark in noise.within(left, right) if mark not in taken]
        place = _made(base, tokens, (left, right), edits, marks)
        wider = _with_marks(base, place, tokens, noise)
    return place, tokens


def _with_marks(base: Strip, place: Place, tokens: Tokens, noise: _Noise) -> Tokens:
    """Add the mark of a list item beside a place, if somebody changes the breaks around it."""
    first, last = tokens
    left, right = base.slot(first, last)
    if first and place.start == left:
        first = bisect_left(base.starts, item_behind(base.text, left), 0, first)
    reached = _reached(base, right) if noise.marks else right
    if any(mark.start > right for _, mark in noise.within(right, reached)):
        last = bisect_left(base.starts, reached, last)
    return first, last


def _reached(base: Strip, at: int) -> int:
    """Return how far the mark of a list item and the space behind it go on from here."""
    end = item_ahead(base.text, at)
    return base.slot(0, bisect_left(base.starts, end))[1] if end > at else at


def _made(
    base: Strip,
    tokens: Tokens,
    slot: tuple[int, int],
    edits: list[tuple[str, Edit]],
    noise: list[tuple[str, Splice]],
) -> Place:
    left, right = slot
    old = base.text[left:right]
    alike = list(_own(base, edits, noise))
    texts = [
        splice(old, [Splice(s - left, e - left, new) for s, e, new in spans])
        for _, spans, _ in alike
    ]
    lines = any("\n" in text for text in (old, *texts))
    head, tail = shared_space((old, *texts))
    start, end = left + head, right - tail
    sides = [
        Side(text[head : len(text) - tail], _said(base, tokens, words), agencies)
        for text, (words, _, agencies) in zip(texts, alike, strict=True)
    ]
    return Place(
        start,
        end,
        base.text[start:end],
        folded(base.text[start:end], base.keys[slice(*tokens)], sides),
        tuple(sorted(edits)),
        tuple(sorted(noise)),
        beside=around(base.text, start, end) if lines else ("", ""),
    )


def _own(
    base: Strip, edits: Iterable[tuple[str, Edit]], noise: Iterable[tuple[str, Splice]]
) -> Iterator[tuple[tuple[Edit, ...], list[Splice], list[str]]]:
    """Yield what one or more agencies change alike: their edits, and all characters of them."""
    mine: dict[str, tuple[list[Edit], list[Splice]]] = {}
    for agency, edit in edits:
        mine.setdefault(agency, ([], []))[0].append(edit)
    for agency, mark in noise:
        mine.setdefault(agency, ([], []))[1].append(mark)
    alike: dict[tuple[tuple[Edit, ...], tuple[Splice, ...]], list[str]] = {}
    for agency, (own, marks) in mine.items():
        alike.setdefault((tuple(own), tuple(marks)), []).append(agency)
    for (words, spans), agencies in alike.items():
        yield words, [*(trimmed(base, edit) for edit in words), *spans], agencies


def _said(base: Strip, tokens: Tokens, edits: Iterable[Edit]) -> tuple[str, ...]:
    """Return the words of one side of a place, as they stand in the whole text."""
    at, last = tokens
    row: list[str] = []
    for start, end, keys, _ in sorted(edits):
        row += base.keys[at:start]
        row += keys
        at = end
    return (*row, *base.keys[at:last])


def _noise_places(base: Strip, worded: list[Place], noise: _Noise) -> Iterator[Place]:
    """Yield the places where only typography is proposed."""
    taken = {mark for place in worded for mark in place.noise}
    loose = (one for one in noise.marks if one[::-1] not in taken)
    starts = [*(place.start for place in worded), len(base.text)]
    group: list[tuple[str, Splice]] = []
    reach = 0
    for mark, agency in loose:
        if group and mark.start >= reach and group[0][1][:2] != mark[:2]:
            yield _noise_place(base, group)
            group, reach = [], 0
        group.append((agency, mark))
        worded_next = starts[bisect_left(starts, mark.end)]
        reach = max(reach, min(_reached(base, mark.end), worded_next))
    if group:
        yield _noise_place(base, group)


def _noise_place(base: Strip, group: list[tuple[str, Splice]]) -> Place:
    slot = min(mark.start for _, mark in group), max(mark.end for _, mark in group)
    return _made(base, (0, 0), slot, [], group)


def _span(place: Place) -> tuple[int, int]:
    return place.start, place.end
