"""Read the story as values: agencies, texts, changes, answers, decisions.

Hours count from the deadline of the first round. A change of the story is told in hunks; `made`
turns hunks into the text that its agency hands in, and `keys` are the changes that we find in it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.rules.checks.guide import Guide, Use
from workflow.rules.dispositions import Disposition
from workflow.rules.notes import Note
from workflow.text import changes
from workflow.text.blocks import Block, Kind
from workflow.text.changes import Change, ChangeKind

STORY = Path(__file__).with_name("story.json")

_DISPOSITIONS = {
    "accepted": Disposition.ACCEPTED,
    "accepted_modified": Disposition.MODIFIED,
    "rejected": Disposition.REJECTED,
    "bracketed": Disposition.BRACKETED,
    "redirected_to_specific_pledge": Disposition.REDIRECTED,
    "carried_to_next_round": Disposition.CARRIED,
    "not_taken_up": Disposition.NOT_TAKEN_UP,
}
_USES = {"must_not_overlap": Use.APART, "should_align": Use.ALIGN}
_OPS = {"insert": ChangeKind.INSERT, "delete": ChangeKind.DELETE, "replace": ChangeKind.REPLACE}


@dataclass(frozen=True, slots=True)
class Organisation:
    """A member of the network and its three people."""

    acronym: str
    name: str
    zone: str
    working_days: tuple[int, ...]
    focal_point: tuple[str, str]
    second: tuple[str, str]
    principal: tuple[str, str]
    clears: bool
    """Whether the second person is a clearing officer; otherwise an alternate."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change as the story tells it."""

    name: str
    agency: str
    hunks: tuple[Change, ...]
    note: Note


@dataclass(frozen=True, slots=True)
class Joining:
    """What the principal of an agency says about joining."""

    answer: str
    words: str = ""
    must_contain: str = ""
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agency sends in round 1, and when."""

    agency: str
    hours: float
    changes: tuple[str, ...]
    joining: Joining
    pledges: tuple[Mapping[str, Any], ...]
    extension: Mapping[str, Any] | None
    late: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A text beside the pledge: its words, or recommendations with their tags."""

    title: str
    use: Use
    text: str
    sections: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the office decides on a change, and what its agency is told."""

    change: str
    disposition: Disposition
    reason: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is played."""

    title: str
    organisations: tuple[Organisation, ...]
    zero: tuple[Block, ...]
    changes: Mapping[str, Told]
    second: tuple[Told, ...]
    """What agencies propose in round 2; what was carried comes back by itself."""
    answers: tuple[Answer, ...]
    rulings: tuple[tuple[Ruling, ...], tuple[Ruling, ...]]
    """What is decided in round 1 and in round 2."""
    disclaimer: str
    guide: Guide
    """What the principals agreed that the text should be like."""
    references: tuple[Beside, ...]
    corrigendum: Mapping[str, str]
    """What is corrected beside the locked text: {"para", "from", "to"}."""


def load(text: str | None = None) -> Story:
    """Read the story from its file, or from the text of another telling."""
    raw = json.loads(text if text is not None else STORY.read_text(encoding="utf-8"))
    answers = tuple(_answer(one) for one in raw["submissions"])
    cleared = {o["org"] for o in raw["submissions"] if o["cleared_by"] != "focal_point"}
    told = [*raw["changes"], *raw["round2_changes"]]
    return Story(
        title=raw["process"]["title"].removesuffix(" (demo)"),
        organisations=tuple(
            _organisation(o, clears=o["acronym"] in cleared) for o in raw["organisations"]
        ),
        zero=blocks_of(raw["zero_draft"]),
        changes={one["id"]: _told(one) for one in told},
        second=tuple(
            _told(one) for one in raw["round2_changes"] if one["scope_check"] != "carried"
        ),
        answers=answers,
        rulings=(
            tuple(_ruling(one) for one in raw["decisions"]),
            tuple(_ruling(one) for one in raw["decisions_round2"]),
        ),
        disclaimer=raw["meta"]["disclaimer"],
        guide=_guide(raw["process"]["word_budget"]),
        references=tuple(_beside(one) for one in raw["reference_texts"] if one["use"] in _USES),
        corrigendum=raw["corrigendum"],
    )


def blocks_of(version: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return a text of the story; what has a number only in its preamble is a plain paragraph."""
    return tuple(
        Block(
            p["id"],
            Kind.PARAGRAPH if p["number"].startswith("PP") else Kind.NUMBERED,
            p["text"],
        )
        for p in version["paragraphs"]
    )


def made(base: tuple[Block, ...], told: Iterable[Told]) -> tuple[Block, ...]:
    """Return the base as an agency with these changes would have it."""
    return changes.apply(base, [hunk for one in told for hunk in one.hunks])


def keys(base: tuple[Block, ...], told: Told) -> tuple[str, ...]:
    """Return the keys of the changes that we find when an agency proposes just this."""
    return tuple(change.key for change in changes.split(base, made(base, [told])))


def _organisation(o: Mapping[str, Any], *, clears: bool) -> Organisation:
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    second = o["alternate_or_clearing_officer"]
    return Organisation(
        acronym=o["acronym"],
        name=o["name"],
        zone=o["timezone"],
        working_days=tuple(days.index(day) for day in o["working_days"]),
        focal_point=(o["focal_point"]["name"], o["focal_point"]["email"]),
        second=(second["name"], second["email"]),
        principal=(f"{o['principal']['title']}, {o['acronym']}", o["principal"]["email"]),
        clears=clears,
    )


def _told(one: Mapping[str, Any]) -> Told:
    return Told(
        name=one["id"],
        agency=one["org"],
        hunks=tuple(_hunk(hunk) for hunk in one["hunks"]),
        note=Note(
            reason=one["rationale"],
            category=one["category"],
            weight=one.get("weight", "preference").replace("_", " "),
            together="A" if one.get("atomic") else "",
        ),
    )


def _hunk(h: Mapping[str, Any]) -> Change:
    if h["op"] in _OPS:
        return Change(_OPS[h["op"]], h["para"], h["start"], h["end"], h["old"], h["new"])
    if h["op"] == "move_paragraph":
        return Change(ChangeKind.MOVE, h["para"], 0, 0, "", "", h["after"])
    if h["op"] == "delete_paragraph":
        old = h["old"]
        return Change(ChangeKind.REMOVED_BLOCK, h["para"], 0, len(old), old, "")
    name, after = h["new_id"], h["after"]
    return Change(ChangeKind.NEW_BLOCK, name, 0, 0, "", h["new"], after, Kind.NUMBERED)


def _answer(one: Mapping[str, Any]) -> Answer:
    late = one.get("scenario_step_2")
    return Answer(
        agency=one["org"],
        hours=late["t_hours"] if late else one["t_hours"],
        changes=tuple(one["changes"]),
        joining=_joining(one["opt_in"]),
        pledges=tuple(one["specific_pledges"]),
        extension=one.get("extension"),
        late=bool(late),
    )


def _joining(given: Mapping[str, Any]) -> Joining:
    hours = given["t_hours"]
    if given["status"] == "conditional":
        condition = given["condition"]
        words, kept = condition["plain"], condition["must_contain"]
        return Joining("joins on a condition", words, kept, hours)
    if given["status"] == "opted_in_with_statement":
        return Joining("joins with a statement", given["statement"], "", hours)
    if given["status"] == "opted_in":
        return Joining("joins", "", "", hours)
    return Joining("undecided", given.get("note", ""), "", None)


def _ruling(one: Mapping[str, Any]) -> Ruling:
    return Ruling(
        change=one["change"],
        disposition=_DISPOSITIONS[one["disposition"]],
        reason=one["reason_sent_to_proponent"],
        text=one.get("applied_text"),
    )


def _guide(budget: Mapping[str, int]) -> Guide:
    return Guide(
        words_min=budget["min"],
        words_max=budget["max"],
        paragraph_words=budget["per_paragraph"],
        terms=(("the Network", "the United Nations Network on Migration"),),
        excluded=("refugee*", "asylum-seeker*"),
        excluded_except=("Global Compact on Refugees",),
    )


def _beside(one: Mapping[str, Any]) -> Beside:
    sections = one.get("sections", ())
    return Beside(
        title=one["title"].partition(" (")[0],
        use=_USES[one["use"]],
        text=one.get("text", ""),
        sections=tuple((s["text"], s["tag"].replace("_", " ")) for s in sections),
    )
