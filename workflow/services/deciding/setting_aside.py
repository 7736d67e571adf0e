"""Leave out what nobody confirmed: a reply by mail or a file that its agency never let count.

While a round runs, the agency confirms it or answers anew. When the round is over that cannot be
done any more; so that nothing is dropped in silence, the office says why it is left out.
"""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import ReasonOwed
from workflow.models import Incoming, Pledge, SetAside
from workflow.queries.rounds import unconfirmed
from workflow.queries.rounds.unconfirmed import REPLY
from workflow.rules.inbound import Waiting
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import mail, recipients
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.text.canonical import clean

REASON_LIMIT = 500


def set_aside(session: Session, actor: Actor, *, kind: str, number: int, reason: str) -> Pledge:
    """Leave out a reply or a file, tell its agency why, and return the pledge."""
    require(actor, Action.TAKE_IN_LATE)
    round_ = rounds.hold(session, unconfirmed.round_of(session, kind, number).id)
    found = unconfirmed.find(session, round_, kind, number)
    why = clean(reason).strip()[:REASON_LIMIT]
    if not why:
        raise ReasonOwed(who="the agency")
    row = SetAside(
        incoming_id=number if kind == REPLY else None,
        file_id=number if kind != REPLY else None,
        reason=why,
        by=actor.person_id,
        at=now(session),
    )
    session.add(row)
    session.flush()
    _settle(session, Incoming.id == number if kind == REPLY else Incoming.file_id == number)
    told = {"round": round_.number, "agency": found.agency.acronym, "what": kind, "reason": why}
    record.write(session, actor, round_.pledge, "input set aside", told)
    for person in recipients.drafters(session, found.agency.id):
        mail.write(
            session,
            "set-aside",
            key=f"set-aside:{row.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}",
            round=round_,
            agency=found.agency,
            kind=kind,
            received_at=found.at,
            reason=why,
        )
    return round_.pledge


def _settle(session: Session, which: ColumnElement[bool]) -> None:
    """Let the mail say that it no longer waits; a file may have come with one."""
    for incoming in session.scalars(select(Incoming).where(which)):
        incoming.state, incoming.settled_at = Waiting.SET_ASIDE.value, now(session)
    session.flush()
