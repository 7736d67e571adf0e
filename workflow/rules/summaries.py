"""The summary of a meeting as a text: the usual parts in the usual order.

    # Summary: Principals of the Executive Committee
    15 February 2022, 16:00 to 17:00 (New York time), virtual
    ## Participants   - Ana Lee, Director General, IOM, coordinator
    ## Agenda item    1. Numbered paragraphs, with names only where that was agreed
    ## Action points  - Final revisions (all agencies; as soon as possible, by 22 February 2022)

A summary is a text like any other: it goes through comments and becomes final with a fingerprint.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflow.text.blocks import Block, Kind


class Status(StrEnum):
    """How far a summary is."""

    NOTES = "DRAFT Summary"
    COMMENTS = "Summary FOR COMMENTS"
    FINAL = "FINAL Summary"


@dataclass(frozen=True, slots=True)
class Said:
    """One note: what was said or decided, and by whom if the name may stand."""

    text: str
    speaker: str = ""
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """An item of the agenda with its notes; `lead` is the agency that volunteered for it."""

    title: str
    said: Sequence[Said]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """An action point: who owes it, until when, and how far it is."""

    text: str
    owner: str
    until: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that a summary tells."""

    title: str
    when: str
    place: str
    participants: Sequence[str]
    chapters: Sequence[Chapter]
    actions: Sequence[Owed]
    earlier: Sequence[Owed] = ()


def blocks(minutes: Minutes) -> tuple[Block, ...]:
    """Return the summary as the blocks of a text."""
    rows = [
        (Kind.HEADING, minutes.title, 1),
        (Kind.PARAGRAPH, f"{minutes.when}, {minutes.place}", 0),
        *_listed("Participants", minutes.participants),
        *_listed("Agenda", [chapter.title for chapter in minutes.chapters if chapter.title]),
    ]
    for chapter in minutes.chapters:
        rows += _chapter(chapter)
    rows += _listed("Earlier action points", [_owed(one) for one in minutes.earlier])
    rows += _listed("Action points", [_owed(one) for one in minutes.actions])
    return tuple(
        Block(f"b{number}", kind, _line(text), level)
        for number, (kind, text, level) in enumerate(rows, 1)
    )


def _chapter(chapter: Chapter) -> Iterable[tuple[Kind, str, int]]:
    if not chapter.said:
        return
    lead = f" (lead: {chapter.lead})" if chapter.lead else ""
    yield Kind.HEADING, f"{chapter.title or 'Discussion'}{lead}", 2
    for one in chapter.said:
        speaker = f"{one.speaker}: " if one.speaker else ""
        yield Kind.NUMBERED, f"{'Decision: ' if one.decided else speaker}{one.text}", 0


def _listed(title: str, lines: Sequence[str]) -> list[tuple[Kind, str, int]]:
    if not lines:
        return []
    return [(Kind.HEADING, title, 2), *((Kind.ITEM, line, 0) for line in lines)]


def _owed(one: Owed) -> str:
    state = f"; {one.state}" if one.state else ""
    return f"{one.text} ({one.owner}; {one.until}{state})"


def _line(text: str) -> str:
    return " ".join(text.split())
