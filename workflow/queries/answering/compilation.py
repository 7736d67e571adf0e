"""The answers of a round and the decisions on them, as compiled documents need them.

Nobody gets more in a file than on a page: an agency compiles what it may see of others, and the
office's decisions only when they are published.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.files.papers.making import Edition
from workflow.files.papers.matrix import Row, in_words
from workflow.files.word.writing import Answers, Decided, Said
from workflow.files.word.writing.flow import Remark
from workflow.models import Decision, Person, Revision, Round, Version
from workflow.models import Passage as PassageRow
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Places
from workflow.queries.answering.stored import change_of, proposal_of
from workflow.queries.deciding.outcome import ruling_of
from workflow.queries.rounds import rounds
from workflow.rules.notes import Weight
from workflow.rules.permissions import OFFICE, Actor
from workflow.rules.verdicts import outcome
from workflow.rules.visibility import sees_decisions, sees_names
from workflow.text import canonical
from workflow.text import merge as text_merge
from workflow.text.changes import ChangeKind
from workflow.text.passages import Passage

OFFICE_NAME = "Coordinator's office"
"""The author of decisions in files: who decided is for the record, files travel."""


@dataclass(frozen=True, slots=True)
class Compilation:
    """A round with its passages, and what agencies and the office say about them."""

    round: Round
    passages: Sequence[Passage]
    answers: Answers
    agencies: list[str]
    """Whose changes are in it."""

    @property
    def edition(self) -> Edition:
        """The version as documents name it."""
        return edition(self.round.version)


def edition(version: Version) -> Edition:
    """Return a version as documents name it."""
    return Edition(
        title=version.pledge.title,
        label=version.label,
        blocks=version.blocks,
        fingerprint=version.sha256,
        at=version.published_at,
    )


def compilation(session: Session, actor: Actor, round_id: int, *, agency: str = "") -> Compilation:
    """Return the compilation that this reader may see, of all agencies or of one."""
    round_ = rounds.find(session, actor, round_id)
    shown = _named(session, actor, round_)
    if agency:
        shown = [one for one in shown if one.agency.acronym == agency]
        if not shown:
            raise NotFound(what="answer")
    base = round_.version.blocks
    merged = text_merge.merge(base, [proposal_of(revision) for revision in shown])
    told = _Told.of(session, actor, round_)
    answers = Answers(
        submitted={one.agency.acronym: one.submitted_at for one in shown},
        # The passages of one agency alone are not those that were decided: it is told by change.
        said=dict(_said(shown, told.by_change() if agency else {})),
        decided={} if agency else told.by_passage(),
    )
    return Compilation(
        round=round_,
        passages=merged.passages,
        answers=answers,
        agencies=_whose(shown),
    )


def agencies(session: Session, actor: Actor, round_: Round) -> list[str]:
    """Return whose changes this reader may take along, under their names."""
    return _whose(_named(session, actor, round_))


def rows(session: Session, actor: Actor, round_id: int) -> list[Row]:
    """Return the changes of a round as rows of the matrix of comments, in the order of the text."""
    round_ = rounds.find(session, actor, round_id)
    base, version = round_.version.blocks, round_.version
    places, names = Places.of(base), canonical.labels(base)
    told = _Told.of(session, actor, round_)
    found: list[tuple[tuple[int, int], str, Row]] = []
    shown = _named(session, actor, round_)
    backers: dict[str, list[str]] = defaultdict(list)
    for revision in shown:
        for row in revision.changes:
            backers[row.key].append(revision.agency.acronym)
    decided = told.rulings()
    for revision in shown:
        acronym = revision.agency.acronym
        for row in revision.changes:
            change = change_of(row)
            current, proposed = in_words(base, change, names)
            line = Row(
                change=row.label,
                agency=acronym,
                version=version.label,
                fingerprint=version.sha256,
                block=change.after or "" if change.kind is ChangeKind.NEW_BLOCK else change.block,
                paragraph=names.get(change.block, ""),
                kind=change.kind.value,
                current=current,
                proposed=proposed,
                category=row.category,
                weight=row.weight,
                reason=row.reason,
                others=", ".join(sorted(set(backers[row.key]) - {acronym})),
                submitted=_moment(revision.submitted_at),
                **decided.get(row.id, {}),
            )
            found.append((places.position(change), acronym, line))
    return [line for _, _, line in sorted(found, key=itemgetter(0, 1))]


def _named(session: Session, actor: Actor, round_: Round) -> list[Revision]:
    """Return the answers that the reader may see under the names of their agencies."""
    shown = visible.revisions(session, actor, round_)
    if sees_names(actor, attributed=round_.pledge.attributed):
        return shown
    return [one for one in shown if one.agency_id == actor.agency_id]


def _whose(revisions: Sequence[Revision]) -> list[str]:
    return sorted(one.agency.acronym for one in revisions if one.changes)


def _said(
    revisions: Sequence[Revision], answered: Mapping[int, Remark]
) -> Iterator[tuple[tuple[str, str], Said]]:
    for revision in revisions:
        for change in revision.changes:
            heavy = f", {change.weight}" if change.weight != Weight.PREFERENCE else ""
            reason = f": {change.reason}" if change.reason else ""
            words = f"{change.label}{heavy}{reason}"
            yield (revision.agency.acronym, change.key), Said(words, answered.get(change.id))


@dataclass(frozen=True, slots=True)
class _Told:
    """The decisions of a round that a reader may know, with the names they stand under."""

    passages: Sequence[PassageRow]
    names: Mapping[int, str]

    @classmethod
    def of(cls, session: Session, actor: Actor, round_: Round) -> "_Told":
        if not sees_decisions(actor, round_state=round_.state):
            return cls((), {})
        rows = [row for row in visible.passages(session, round_.id) if row.decision]
        if actor.role not in OFFICE:
            return cls(rows, {})
        by = {row.decision.by for row in rows if row.decision}
        people = session.scalars(select(Person).where(Person.id.in_(by)))
        return cls(rows, {person.id: person.name for person in people})

    def by_passage(self) -> dict[str, Decided]:
        """Return each decision by the fingerprint of its passage."""
        return {
            row.fingerprint: Decided(
                choice=ruling_of(decision).choice,
                words=_verdict(decision.disposition, decision.reason),
                by=self._name(decision),
                at=decision.at,
            )
            for row in self.passages
            if (decision := row.decision)
        }

    def by_change(self) -> dict[int, Remark]:
        """Return what became of each change, by its number."""
        return {
            support.change_id: Remark(
                self._name(decision), decision.at, _verdict(told.disposition, told.reason)
            )
            for row in self.passages
            if (decision := row.decision)
            for wording in row.wordings
            for told in [outcome(ruling_of(decision), wording.key)]
            for support in wording.supports
        }

    def rulings(self) -> dict[int, dict[str, str]]:
        """Return the columns of the matrix that tell of the decision, by the number of a change."""
        return {
            support.change_id: {
                "decision": told.disposition.value,
                "decided": decision.text or "",
                "observations": told.reason,
                "decided_by": self._name(decision),
                "decided_at": _moment(decision.at),
            }
            for row in self.passages
            if (decision := row.decision)
            for wording in row.wordings
            for told in [outcome(ruling_of(decision), wording.key)]
            for support in wording.supports
        }

    def _name(self, decision: Decision) -> str:
        return self.names.get(decision.by, OFFICE_NAME)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _verdict(disposition: str, reason: str) -> str:
    words = disposition[0].upper() + disposition[1:]
    return f"{words}: {reason}" if reason else f"{words}."
