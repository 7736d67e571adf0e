"""Merge revisions of any plain text or Markdown, byte for byte, without ids of blocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflow.text.align import Base
from workflow.text.cautions import SPELLED, Spot, cautions
from workflow.text.moves import moves, short_moves, together
from workflow.text.places import Place, places
from workflow.text.proofs import Proofs, prove_texts
from workflow.text.refine import refined, waiting
from workflow.text.settle import in_brackets
from workflow.text.tokens import Strip
from workflow.text.typography import habits


@dataclass(frozen=True, slots=True)
class Attention:
    """Why a person should look at something that was merged."""

    kind: str
    agencies: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TextMerge:
    """The merged text; contested places keep the base."""

    text: str
    segments: tuple[str | Place, ...]
    attention: tuple[Attention, ...]
    proofs: Proofs
    places: tuple[Place, ...]
    memory: "_Memory" = field(compare=False, repr=False)

    @property
    def base(self) -> str:
        """Return the text that was revised."""
        return self.memory.base.strip.text

    @property
    def contested(self) -> int:
        """Return how many places a person has to decide."""
        return sum(isinstance(segment, Place) for segment in self.segments)

    def brackets(self) -> str:
        """Return the text as the United Nations show it: what is not agreed stands in brackets."""
        return "".join(
            one
            if isinstance(one, str)
            else in_brackets([one.base, *(a.text for a in one.alternatives)])
            for one in self.segments
        )

    def markdown(self) -> str:
        """Return the text with contested wordings in brackets, each with its agencies."""
        return "".join(one if isinstance(one, str) else _attributed(one) for one in self.segments)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as scripts read it."""
        return {
            "text": self.text,
            "contested": self.contested,
            "segments": [_segment(segment) for segment in self.segments],
            "attention": [
                {"kind": one.kind, "agencies": list(one.agencies), "text": one.text}
                for one in self.attention
            ],
            "error": None,
        }


class _Memory:
    """What was compared and made smaller, for the next merge of the same base."""

    def __init__(self, base: str) -> None:
        self.base = Base(base)
        self._refined: dict[Place, tuple[Place, ...]] = {}

    def refined(self, place: Place) -> tuple[Place, ...]:
        if not place.contested:
            return (place,)
        if place not in self._refined:
            self._refined[place] = tuple(refined(place))
        return self._refined[place]


def merge_texts(
    base: str, revisions: Mapping[str, str], earlier: TextMerge | None = None
) -> TextMerge:
    """Merge the revisions of one base; their order makes no difference.

    From an earlier merge of the same base all is taken that is still true, to save time.
    """
    known = earlier.memory if earlier and earlier.memory.base.strip.text == base else _Memory(base)
    whole = known.base.strip
    sent = {name: (text, known.base.compare(text)) for name, text in sorted(revisions.items())}
    found = places(whole, {name: made for name, (_, made) in sent.items()})
    found = list(waiting(whole, [piece for place in found for piece in known.refined(place)]))
    moved = sorted({*moves(found), *short_moves(found)})
    found = together(found, moved)
    signs = habits(base, sent)
    found = [place.written(signs) for place in found] if signs else found
    segments = _segments(base, found)
    text = "".join(one if isinstance(one, str) else one.base for one in segments)
    proofs = prove_texts(base, sent, found, text)
    looks = tuple(_attention(whole, found, moved))
    return TextMerge(text, segments, looks, proofs, tuple(found), known)


def _attention(
    base: Strip, found: Sequence[Place], moved: Sequence[tuple[int, int]]
) -> Iterator[Attention]:
    """Say what to look at among all that was merged."""
    settled = [place for place in found if not place.contested and not place.alternatives[0].noise]
    spots = [
        Spot(place.start, place.end, place.settled, frozenset(_agencies(place)))
        for place in settled
    ]
    for caution in cautions(base, spots):
        first, last = settled[caution.spots[0]], settled[caution.spots[-1]]
        agencies = sorted({*_agencies(first), *_agencies(last)})
        text = " … ".join(dict.fromkeys(settled[at].settled.strip() for at in caution.spots))
        yield Attention(caution.kind, tuple(agencies), text)
    for _, at in moved:
        if not found[at].contested:
            yield Attention("moved", tuple(_agencies(found[at])), found[at].settled.strip())
    for place in found:
        for kind in place.cautions:
            yield Attention(kind, tuple(_agencies(place)), place.settled.strip())
    for place in settled:
        if place.alternatives[0].variants:
            yield Attention(SPELLED, place.alternatives[0].agencies, place.settled.strip())
    yield from _typography(found)


def _agencies(place: Place) -> list[str]:
    return sorted({agency for one in place.alternatives for agency in one.agencies})


def _typography(found: Sequence[Place]) -> Iterator[Attention]:
    """Say once for each agency that it changed typography: marks, not only white space."""
    marks: dict[str, list[str]] = {}
    for place in found:
        for agency, mark in place.noise:
            if mark.new.strip():
                marks.setdefault(agency, []).append(mark.new.strip())
    for agency, own in sorted(marks.items()):
        yield Attention("typography", (agency,), f"{len(own)} ({' '.join(sorted(set(own))[:5])})")


def _segments(base: str, found: list[Place]) -> tuple[str | Place, ...]:
    row: list[str | Place] = []
    plain, at = "", 0
    for place in found:
        plain += base[at : place.start]
        if place.contested:
            row += [plain, place] if plain else [place]
            plain = ""
        else:
            plain += place.settled
        at = place.end
    plain += base[at:]
    return (*row, plain) if plain else tuple(row)


def _attributed(place: Place) -> str:
    wordings = [f"[{one.text.strip()}]({', '.join(one.agencies)})" for one in place.alternatives]
    return " ".join(([f"[{place.base.strip()}]"] if place.base.strip() else []) + wordings)


def _segment(segment: str | Place) -> str | dict[str, Any]:
    if isinstance(segment, str):
        return segment
    wordings = [
        {"text": one.text, "agencies": list(one.agencies)}
        for one in (*segment.alternatives, *segment.offers)
    ]
    return {"base": segment.base, "wordings": wordings}
