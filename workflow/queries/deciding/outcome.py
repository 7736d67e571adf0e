"""What became of every change of a round, one's own first.

Before the version is published an agency sees what was decided on its own changes so far; what
became of all others it learns when the round is decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from workflow.models import Answer, Change, Decision, Passage, Revision, Round, Version
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Excerpt, Places, of_change
from workflow.queries.answering.stored import change_of
from workflow.queries.rounds import rounds
from workflow.rules.dispositions import Fate, disposition_of
from workflow.rules.permissions import Actor
from workflow.rules.verdicts import Ruling, outcome
from workflow.rules.visibility import sees_decisions, sees_names
from workflow.translation import mark

WAITING = mark("not decided yet")


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one change."""

    label: str
    agency: str
    """The acronym; empty where the reader is not to know it."""
    own: bool
    excerpt: Excerpt
    old: str
    new: str
    category: str
    weight: str
    given: str
    """The reason of the agency."""
    disposition: str
    reason: str
    applied: str

    @property
    def tone(self) -> str:
        """How the state looks."""
        if self.disposition == WAITING:
            return "calm"
        return "good" if self.disposition.startswith("accepted") else "wait"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the changes of a round, as this reader may know it."""

    round: Round
    version: Version | None
    lines: Sequence[Line]

    @property
    def own(self) -> list[Line]:
        """The changes of the reader's own agency."""
        return [line for line in self.lines if line.own]

    @property
    def others(self) -> list[Line]:
        """All other changes."""
        return [line for line in self.lines if not line.own]

    def count(self, start: str) -> int:
        """How many changes ended like this."""
        return sum(line.disposition.startswith(start) for line in self.lines)


def page(session: Session, actor: Actor, round_id: int) -> Outcome:
    """Return what became of the changes that this reader may know about."""
    round_ = rounds.find(session, actor, round_id)
    named = sees_names(actor, attributed=round_.pledge.attributed)
    places = Places.of(round_.version.blocks)
    if sees_decisions(actor, round_state=round_.state) and round_.published_version:
        lines = _published(session, actor, round_, places, named=named)
    else:
        lines = _so_far(session, actor, round_, places)
    return Outcome(round_, round_.published_version, lines)


def ruling_of(decision: Decision) -> Ruling:
    """Return a stored decision as the rules know it."""
    return Ruling(
        disposition=disposition_of(decision.disposition),
        wording=decision.wording.key if decision.wording else None,
        text=decision.text,
        reason=decision.reason,
        fates={key: Fate.read(fate) for key, fate in (decision.fates or {}).items()},
    )


def _published(
    session: Session, actor: Actor, round_: Round, places: Places, *, named: bool
) -> list[Line]:
    rows = session.scalars(
        select(Answer)
        .join(Answer.change)
        .join(Change.revision)
        .where(Answer.version_id == round_.published_version_id)
        .options(
            contains_eager(Answer.change)
            .contains_eager(Change.revision)
            .joinedload(Revision.agency)
        )
        .order_by(Answer.change_id)
    )
    lines = [
        _line(
            actor,
            places,
            row.change,
            named=named,
            told=(row.disposition, row.reason, row.applied),
        )
        for row in rows
    ]
    return _sorted(lines, named=named)


def _so_far(session: Session, actor: Actor, round_: Round, places: Places) -> list[Line]:
    """Return where the reader's own changes stand; for the office, all."""
    office = sees_decisions(actor, round_state=round_.state)
    known = _decided(visible.passages(session, round_.id))
    lines = [
        _line(actor, places, change, named=True, told=known.get(change.id, (WAITING, "", "")))
        for revision in visible.counting(session, round_.id)
        if office or revision.agency_id == actor.agency_id
        for change in revision.changes
    ]
    return _sorted(lines, named=True)


def _decided(passages: Iterable[Passage]) -> dict[int, tuple[str, str, str]]:
    found: dict[int, tuple[str, str, str]] = {}
    for passage in passages:
        if passage.decision is None:
            continue
        ruling = ruling_of(passage.decision)
        for wording in passage.wordings:
            became = outcome(ruling, wording.key)
            words = wording.text if became.disposition == "accepted" else ruling.text or ""
            for support in wording.supports:
                found[support.change_id] = (became.disposition.value, became.reason, words)
    return found


def _line(
    actor: Actor, places: Places, change: Change, *, named: bool, told: tuple[str, str, str]
) -> Line:
    agency = change.revision.agency
    own = actor.agency_id == agency.id
    known = named or own
    return Line(
        label=change.label if known else "",
        agency=agency.acronym if known else "",
        own=own,
        excerpt=of_change(places, change_of(change)),
        old=change.old,
        new=change.new,
        category=change.category,
        weight=change.weight if known else "",
        given=change.reason if known else "",
        disposition=told[0],
        reason=told[1],
        applied=told[2],
    )


def _sorted(lines: Sequence[Line], *, named: bool) -> list[Line]:
    """Put the own ones first, then by agency; without names in the order they were."""
    return sorted(lines, key=lambda line: (not line.own, line.agency if named else ""))
