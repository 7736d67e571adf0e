"""What agencies and the office say about passages, as remarks in the margin of a compilation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflow.files.word.writing.flow import Did, Mark, Remark
from workflow.text.passages import Passage, PassageKind, Wording
from workflow.text.settle import Choice


@dataclass(frozen=True, slots=True)
class Said:
    """What an agency says about one of its changes, in words: "ILO-2, red line: too late."."""

    words: str
    answer: Remark | None = None
    """What was answered to it, where decisions are told change by change."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on a passage: the choice, and the words to say so."""

    choice: Choice
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answers:
    """When each agency answered, what it says about its changes, and what was decided.

    `submitted` is by agency, `said` by agency and key of the change, `decided` by fingerprint of
    the passage.
    """

    submitted: Mapping[str, datetime]
    said: Mapping[tuple[str, str], Said] = field(default_factory=dict)
    decided: Mapping[str, Decided] = field(default_factory=dict)

    def mark(self, did: Did, passage: Passage, wording: Wording | None, at: datetime) -> Mark:
        """Return who made the words that stand at a passage: an agency, or who decided."""
        if wording is not None and wording.supporters:
            agency = wording.supporters[0].agency
            return Mark(did, agency, self.submitted.get(agency, at))
        decided = self.decided[passage.fingerprint]
        return Mark(did, decided.by, decided.at)

    def remarks(
        self, passage: Passage, chosen: Wording | None, names: Mapping[str, str], at: datetime
    ) -> tuple[Remark, ...]:
        """Return all that is said about a passage; `names` are what people call the blocks."""
        row = list(self._voices(passage, chosen, names, at))
        decided = self.decided.get(passage.fingerprint)
        if decided is None:
            return tuple(row)
        verdict = Remark(decided.by, decided.at, decided.words)
        if not row:
            return (verdict,)
        first = row[0]
        answered = Remark(first.author, first.at, first.text, (*first.answers, verdict))
        return (answered, *row[1:])

    def _voices(
        self, passage: Passage, chosen: Wording | None, names: Mapping[str, str], at: datetime
    ) -> Iterator[Remark]:
        for wording in passage.wordings:
            stands = chosen is not None and wording.key == chosen.key
            proposal = "Proposes the same." if stands else _proposal(passage, wording, names)
            for place, agency in enumerate(wording.agencies):
                said = list(self._own(wording, agency))
                told = [] if stands and place == 0 else [proposal]
                text = "\n".join((*told, *(one.words for one in said if one.words)))
                if text:
                    answers = tuple(one.answer for one in said if one.answer)
                    yield Remark(agency, self.submitted.get(agency, at), text, answers)

    def _own(self, wording: Wording, agency: str) -> Iterator[Said]:
        for support in wording.supporters:
            if support.agency == agency and (agency, support.change) in self.said:
                yield self.said[agency, support.change]


def _proposal(passage: Passage, wording: Wording, names: Mapping[str, str]) -> str:
    """Say in a sentence what a wording proposes that does not stand in the text."""
    if passage.kind is PassageKind.MOVE:
        return f"Proposes to move this paragraph {_behind(wording.after or '', names)}."
    if passage.kind is PassageKind.NEW:
        return f"Proposes to add here: {_quoted(block.text for block in wording.blocks)}"
    if wording.removed:
        return "Proposes to take this paragraph out."
    if passage.kind is PassageKind.BLOCK:
        return f"Proposes for this paragraph: {_quoted([wording.text])}"
    return _instead(passage.base, wording.text)


def _instead(old: str, new: str) -> str:
    if not old.strip():
        return f"Proposes to insert here: {_quoted([new])}"
    if not new.strip():
        return f"Proposes to delete {_quoted([old])}"
    return f"Proposes {_quoted([new])} instead of {_quoted([old])}"


def _behind(after: str, names: Mapping[str, str]) -> str:
    if not after:
        return "to the very beginning"
    return f"behind {names[after]}" if after in names else "to another place"


def _quoted(texts: Iterable[str]) -> str:
    return "\n".join(f"“{text.strip()}”" for text in texts)
