"""Conditions on which agencies join, watched while the office decides.

A condition names words that the text has to keep, or changes that have to be taken. It comes with
an opt-in, or with the answer to a round, where it is a signal that binds nobody and is watched
all the same. Before a decision is taken, its card says which conditions it would break or meet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.models import Agency, OptIn, Pledge, Revision, Round
from workflow.models import Passage as PassageRow
from workflow.queries.answering.stored import passage_of
from workflow.queries.joining import standing
from workflow.rules import consent
from workflow.rules.answers import AnswerKind
from workflow.rules.consent import Fates, OptInAnswer, Said
from workflow.rules.dispositions import disposition_of
from workflow.text.blocks import Block
from workflow.text.passages import Passage, PassageKind
from workflow.text.settle import Choice, in_brackets, settle
from workflow.translation import _

BASE, NOW = "", "now"
"""Options beside the wordings: the words of the base stay; what was decided."""

_IN_A_BLOCK = (PassageKind.TEXT, PassageKind.BLOCK)


@dataclass(frozen=True, slots=True)
class Watch:
    """A condition of an agency; `opt_in` is empty where it is only a signal with an answer."""

    agency: Agency
    said: Said
    opt_in: OptIn | None

    @property
    def name(self) -> str:
        """How people call it."""
        return (
            _("the condition of {agency}", agency=self.agency.acronym)
            if self.opt_in
            else _("the signalled condition of {agency}", agency=self.agency.acronym)
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """A condition that a text breaks, with what it misses, in words."""

    watch: Watch
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stake:
    """What one way to decide a passage does to one condition."""

    option: str
    """The key of a wording, BASE, or NOW."""
    good: bool
    name: str
    """Whose condition it is."""
    words: str


def watches(session: Session, pledge: Pledge) -> list[Watch]:
    """Return the conditions that hold now, one for each agency that takes part and has any."""
    last = standing.last_opt_ins(session, pledge.id)
    here = {m.agency_id for m in pledge.members if m.left_at is None}
    found = [
        Watch(row.agency, said, row)
        for row in last.values()
        if row.answer == OptInAnswer.ON_CONDITION and (said := standing.said(row))
    ]
    for revision in _last_signals(session, pledge.id).values():
        row = last.get(revision.agency_id)
        if row is None or _said_before(row, revision.submitted_at):
            flag = revision.opt_in
            takes = tuple(str(one) for one in flag.get("must_take", ()))
            keeps = str(flag.get("must_contain", ""))
            if takes or keeps:
                said = Said(flag["answer"], "", str(flag.get("words", "")), keeps, takes)
                found.append(Watch(revision.agency, said, None))
    found = [one for one in found if one.agency.id in here]
    return sorted(found, key=lambda one: one.agency.acronym)


def broken(session: Session, pledge: Pledge, text: str, fates: Fates | None = None) -> list[Broken]:
    """Return the conditions that a text breaks; `fates` are answers that are not written yet."""
    found = watches(session, pledge)
    labels = {label for watch in found for label in watch.said.must_take}
    known = {**standing.fates_of(session, labels, pledge.id), **(fates or {})}
    return [
        Broken(watch, missing)
        for watch in found
        if (missing := consent.broken(watch.said, text, known))
    ]


def stakes(
    base: Sequence[Block], rows: Sequence[PassageRow], watched: Sequence[Watch]
) -> dict[int, list[Stake]]:
    """Return what deciding each passage would do to the conditions, by the id of the passage.

    Nothing is said of a condition that all ways to decide a passage leave as it is.
    """
    if not watched:
        return {}
    board = _Board(base, rows)
    return {row.id: list(_of_passage(board, row, watched)) for row in rows}


class _Board:
    """The text as the decisions so far make it, block by block."""

    def __init__(self, base: Sequence[Block], rows: Sequence[PassageRow]) -> None:
        self.base = {block.id: block for block in base}
        self.pure = {row.id: passage_of(row) for row in rows}
        self.choices = {row.fingerprint: _choice(row) for row in rows if row.decision is not None}
        self.in_block: dict[str, list[Passage]] = {}
        for passage in self.pure.values():
            if passage.kind in _IN_A_BLOCK:
                self.in_block.setdefault(passage.block, []).append(passage)
        self.now = {name: self._block(name, self.choices) for name in self.base}

    def options(self, row: PassageRow) -> dict[str, str]:
        """Return the words in the place of a passage for each way to decide it."""
        passage = self.pure[row.id]
        found = {BASE: self._with(passage, Choice())}
        found |= {w.key: self._with(passage, Choice(wording=w.key)) for w in passage.wordings}
        if row.decision is not None:
            found[NOW] = self._with(passage, self.choices[row.fingerprint])
        return found

    def elsewhere(self, block: str) -> Iterable[str]:
        """Return the words of all other blocks as they stand now."""
        return (text for name, text in self.now.items() if name != block)

    def _with(self, passage: Passage, choice: Choice) -> str:
        if passage.kind is PassageKind.NEW:
            return _new_words(passage, choice)
        return self._block(passage.block, {**self.choices, passage.fingerprint: choice})

    def _block(self, name: str, choices: Mapping[str, Choice]) -> str:
        passages = self.in_block.get(name, ())
        made = settle((self.base[name],), passages, choices)
        return "\n\n".join(block.text for block in made)


def _new_words(passage: Passage, choice: Choice) -> str:
    if choice.text is not None:
        return choice.text
    if choice.bracketed:
        return in_brackets(wording.text for wording in passage.wordings)
    chosen = next((w.blocks for w in passage.wordings if w.key == choice.wording), ())
    return "\n\n".join(block.text for block in chosen)


def _of_passage(board: _Board, row: PassageRow, watched: Sequence[Watch]) -> Iterator[Stake]:
    if row.kind == PassageKind.MOVE:
        options: dict[str, str] = {}
    else:
        options = board.options(row)
    for watch in watched:
        for line in consent.lines_of(watch.said.must_contain):
            held = {name: consent.holds(text, line) for name, text in options.items()}
            differ = len(set(held.values())) > 1
            if differ and not any(consent.holds(t, line) for t in board.elsewhere(row.block_id)):
                yield from (Stake(o, good, watch.name, line) for o, good in held.items())
        for label in watch.said.must_take:
            yield from _of_change(row, watch, label)


def _of_change(row: PassageRow, watch: Watch, label: str) -> Iterator[Stake]:
    """Say which ways to decide a passage take a change, and which do not."""
    backing = {w.key for w in row.wordings if any(s.change.label == label for s in w.supports)}
    if not backing:
        return
    taken = {w.key: w.key in backing for w in row.wordings} | {BASE: False}
    if row.decision is not None:
        standing_key = row.decision.wording.key if row.decision.wording else None
        taken[NOW] = standing_key in backing
    yield from (Stake(option, good, watch.name, label) for option, good in taken.items())


def _choice(row: PassageRow) -> Choice:
    decision = row.decision
    if decision is None:
        return Choice()
    if disposition_of(decision.disposition) == "bracketed":
        return Choice(bracketed=True)
    return Choice(decision.wording.key if decision.wording else None, decision.text)


def _said_before(row: OptIn, moment: datetime) -> bool:
    return row.given_at < moment and row.answer != OptInAnswer.ON_CONDITION


def _last_signals(session: Session, pledge_id: int) -> dict[int, Revision]:
    """Return the last answer of each agency that came with a condition."""
    rows = session.scalars(
        select(Revision)
        .join(Round)
        .where(Round.pledge_id == pledge_id)
        .options(joinedload(Revision.agency))
        .order_by(Revision.id)
    )
    last = {row.agency_id: row for row in rows if row.answer != AnswerKind.CARRIED}
    return {
        agency_id: row
        for agency_id, row in last.items()
        if row.answer != AnswerKind.WITHDRAWN
        and row.opt_in.get("answer") == OptInAnswer.ON_CONDITION
    }
