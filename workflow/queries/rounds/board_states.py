"""The true state of each agency in a round, in words that the reader may see.

Whether a draft exists is for the office and the agency itself; others only see that no answer is
in yet. "No changes", tacit and overdue are three different things for ever.
"""

from dataclasses import dataclass
from datetime import datetime

from workflow.rules.answers import ANSWERED, AnswerKind, ClearanceStep, Standing, Verdict
from workflow.rules.stages import RoundState
from workflow.translation import mark, n_


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an agency's answer."""

    answer: str = ""
    standing: str = ""
    changes: int = 0
    at: datetime | None = None
    verdict: str = ""
    drafted: bool = False
    step: str = ""
    over: bool = False
    """Its time has passed, extension included."""
    tacit: bool = False
    """No answer counts as tacit agreement to the text here, and the agency was asked."""
    unreached: bool = False
    """No mail about the round got through to this agency."""

    @property
    def answered(self) -> bool:
        """Tell whether an answer is in and was not taken back."""
        return self.answer in ANSWERED


@dataclass(frozen=True, slots=True)
class State:
    """The words on the board, and their tone."""

    words: str
    tone: str


def state(facts: Facts, *, insider: bool, counts: bool) -> State:
    """Return the state; `insider` sees drafts, `counts` sees how many changes came."""
    if facts.answered:
        return _late(facts) if facts.standing == Standing.LATE else _answered(facts, counts=counts)
    if insider and facts.step in _STEPS:
        return State(_STEPS[facts.step], "wait")
    return _missing(facts, insider=insider)


def _missing(facts: Facts, *, insider: bool) -> State:
    if insider and facts.unreached:
        return State(mark("not reached"), "bad")
    if facts.over:
        return State(mark("tacit"), "calm") if facts.tacit else State(mark("no answer"), "bad")
    if facts.answer == AnswerKind.WITHDRAWN:
        return State(mark("taken back"), "wait")
    if not insider:
        return State(mark("not in yet"), "calm")
    return (
        State(mark("draft exists"), "wait") if facts.drafted else State(mark("not started"), "calm")
    )


_STEPS = {
    ClearanceStep.ASKED.value: mark("in clearance"),
    ClearanceStep.CLEARED.value: mark("cleared, not sent yet"),
}

_VERDICTS = {
    "": State(mark("late, waits for the office"), "wait"),
    Verdict.TAKEN_UP.value: State(mark("late, taken up"), "good"),
    Verdict.CARRIED.value: State(mark("late, carried to the next round"), "calm"),
}


def _late(facts: Facts) -> State:
    return _VERDICTS[facts.verdict]


def _answered(facts: Facts, *, counts: bool) -> State:
    if facts.answer == AnswerKind.NO_CHANGES:
        return State(mark("no changes") if counts else mark("answered"), "good")
    if not counts:
        return State(mark("answered"), "good")
    return State(n_("{number} change", "{number} changes", facts.changes), "good")


_PHASES = {
    RoundState.PLANNED.value: State("planned", "calm"),
    RoundState.SUSPENDED.value: State(mark("suspended"), "wait"),
    RoundState.CONSOLIDATING.value: State(mark("being decided"), "wait"),
    RoundState.CLOSED.value: State(mark("decided and published"), "good"),
}


def phase(state: str, *, extended: bool, over: bool) -> State:
    """Say where a round is: an open one may be extended, or run on for those with more time."""
    if state != RoundState.OPEN:
        return _PHASES[state]
    if over:
        return State(mark("open for extensions only"), "wait")
    return State(mark("open, extended") if extended else mark("open"), "wait")
