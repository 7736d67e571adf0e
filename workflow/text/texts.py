"""Merge revisions of any plain text or Markdown, byte for byte, without ids of blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow.text.compare import compare
from workflow.text.places import Place, places
from workflow.text.settle import in_brackets
from workflow.text.tokens import strip


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


def merge_texts(base: str, revisions: Mapping[str, str]) -> TextMerge:
    """Merge the revisions of one base; their order makes no difference."""
    whole = strip(base)
    found = places(
        whole, {agency: compare(whole, strip(revisions[agency])) for agency in sorted(revisions)}
    )
    segments = _segments(base, found)
    text = "".join(one if isinstance(one, str) else one.base for one in segments)
    return TextMerge(text, segments, ())


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
    wordings = [{"text": one.text, "agencies": list(one.agencies)} for one in segment.alternatives]
    return {"base": segment.base, "wordings": wordings}
