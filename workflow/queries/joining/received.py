"""What agencies have said about joining, as far as they have sent it, for the office.

An opt-in binds: a principal gave it for the text as it is now. A signal came with an answer to a
round and binds nobody; it counts until there is an opt-in. Drafts say nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Revision, Round
from workflow.queries.joining import standing
from workflow.queries.joining.standing import Stand
from workflow.rules.answers import AnswerKind
from workflow.rules.consent import OptInAnswer, Standing

_BY_THEIR_WORDS = frozenset({Standing.IN, Standing.LEAVING, Standing.OUT})
_OF_ANOTHER_TEXT = frozenset({Standing.OPEN, Standing.TO_CONFIRM})


@dataclass(frozen=True, slots=True)
class Said:
    """What an agency says, as "joins" or "condition broken"; by its acronym."""

    agency: str
    answer: str


@dataclass(frozen=True, slots=True)
class Received:
    """Opt-ins to the latest text, and signals that came with answers to this round."""

    opt_ins: Sequence[Said]
    signals: Sequence[Said]
    latest: datetime | None
    """When the last opt-in was given."""


def of_round(session: Session, round_: Round) -> Received:
    """Return what has been said of the text of a round."""
    stands = standing.stands(session, round_.pledge)
    told = [one for one in stands if one.standing not in _OF_ANOTHER_TEXT]
    signals = _signals(session, round_.id)
    return Received(
        opt_ins=tuple(Said(one.agency.acronym, _words(one)) for one in told),
        signals=tuple(
            Said(one.agency.acronym, signals[one.agency.id])
            for one in stands
            if one.standing in _OF_ANOTHER_TEXT and one.agency.id in signals
        ),
        latest=max((one.opt_in.given_at for one in told if one.opt_in), default=None),
    )


def _words(stand: Stand) -> str:
    if stand.standing in _BY_THEIR_WORDS and stand.opt_in:
        return stand.opt_in.answer
    return stand.standing.value


def _signals(session: Session, round_id: int) -> dict[int, str]:
    rows = session.execute(
        select(Revision.agency_id, Revision.answer, Revision.opt_in)
        .where(Revision.round_id == round_id, Revision.answer != AnswerKind.CARRIED.value)
        .order_by(Revision.number)
    )
    last = {agency_id: (answer, flag.get("answer", "")) for agency_id, answer, flag in rows}
    return {
        agency_id: said
        for agency_id, (answer, said) in last.items()
        if answer != AnswerKind.WITHDRAWN and said not in {"", OptInAnswer.UNDECIDED}
    }
