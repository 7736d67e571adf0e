"""The answers of a round to read, agency by agency.

What an agency says to the office beside its changes, and its signal on joining, are for the office
and for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.models import Revision, Round
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Excerpt, Places, of_change
from workflow.queries.answering.stored import change_of
from workflow.queries.rounds import rounds
from workflow.rules.permissions import OFFICE, Actor
from workflow.rules.visibility import sees_names, sees_revisions_of_others


@dataclass(frozen=True, slots=True)
class Said:
    """One change of an answer."""

    label: str
    excerpt: Excerpt
    category: str
    weight: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """The answer of one agency, as far as the reader may know it."""

    acronym: str
    """Empty where the reader is not to know who it was."""
    name: str
    own: bool
    answer: str
    standing: str
    changes: Sequence[Said]
    signal: str
    signal_words: str
    comment: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a round that this reader may see."""

    round: Round
    lines: Sequence[AnswerLine]
    sealed: bool
    """Those of other agencies are still hidden."""


def answers(session: Session, actor: Actor, round_id: int) -> Answers:
    """Return the answers that this reader may see, the own one first."""
    round_ = rounds.find(session, actor, round_id)
    places = Places.of(round_.version.blocks)
    named = sees_names(actor, attributed=round_.pledge.attributed)
    lines = [
        _line(actor, places, revision, named=named)
        for revision in visible.revisions(session, actor, round_)
    ]
    others = sees_revisions_of_others(
        actor, sealed=round_.pledge.sealed_rounds, round_state=round_.state
    )
    return Answers(round_, sorted(lines, key=_order), sealed=not others)


def _order(line: AnswerLine) -> tuple[bool, str, int]:
    """Put the own one first, then by acronym; without names by how much there is to read."""
    return (not line.own, line.acronym, -len(line.changes))


def _line(actor: Actor, places: Places, revision: Revision, *, named: bool) -> AnswerLine:
    own = revision.agency_id == actor.agency_id
    told = own or actor.role in OFFICE
    known = named or own
    return AnswerLine(
        acronym=revision.agency.acronym if known else "",
        name=revision.agency.name if known else "",
        own=own,
        answer=revision.answer,
        standing=revision.standing,
        changes=[
            Said(
                label=change.label if known else "",
                excerpt=of_change(places, change_of(change)),
                category=change.category,
                weight=change.weight,
                reason=change.reason if known else "",
            )
            for change in sorted(revision.changes, key=lambda c: places.position(change_of(c)))
        ],
        signal=str(revision.opt_in.get("answer", "")) if told else "",
        signal_words=str(revision.opt_in.get("words", "")) if told else "",
        comment=revision.comment if told else "",
    )
