"""Let a round rest, and go on: all its clocks stand still, and no agency ever loses time by it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import ReasonOwed
from workflow.models import Extension, Round
from workflow.queries.rounds import windows
from workflow.rules.answers import ExtensionState
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import move_round
from workflow.services.chasing import appointments
from workflow.services.mailing import mail, recipients
from workflow.services.proving import record
from workflow.services.rounds import rounds

MOVES_ALONG = (ExtensionState.REQUESTED.value, ExtensionState.GRANTED.value)


def suspend(session: Session, actor: Actor, *, round_id: int, reason: str) -> Round:
    """Let a round rest. What is ready may still be sent; nobody is reminded of anything."""
    require(actor, Action.SUSPEND_ROUND)
    round_ = rounds.hold(session, round_id)
    after = move_round(round_.state, "suspend")
    if not reason.strip():
        raise ReasonOwed(who="every agency")
    round_.state = after
    round_.suspended_at = now(session)
    round_.deadline_number += 1
    told = {"round": round_.number, "reason": reason.strip()}
    record.write(session, actor, round_.pledge, "round suspended", told)
    _tell(session, round_, "round-suspended", reason=reason.strip())
    return round_


def resume(session: Session, actor: Actor, *, round_id: int) -> Round:
    """Go on: the deadline and all extensions move by as long as the round has rested."""
    require(actor, Action.SUSPEND_ROUND)
    round_ = rounds.hold(session, round_id)
    round_.state = move_round(round_.state, "resume")
    rested = now(session) - (round_.suspended_at or now(session))
    round_.suspended_at = None
    round_.deadline_at += rested
    round_.deadline_number += 1
    _move_extensions(session, round_, rested)
    told = {
        "round": round_.number,
        "rested hours": round(rested / timedelta(hours=1), 1),
        "deadline": round_.deadline_at.isoformat(),
    }
    record.write(session, actor, round_.pledge, "round resumed", told)
    _tell(session, round_, "round-resumed")
    rounds.plan_closing(session, round_)
    return round_


def _move_extensions(session: Session, round_: Round, rested: timedelta) -> None:
    for extension in session.scalars(
        select(Extension).where(Extension.round_id == round_.id, Extension.state.in_(MOVES_ALONG))
    ):
        extension.until += rested
    session.flush()


def _tell(session: Session, round_: Round, letter: str, **fields: object) -> None:
    resting = round_.suspended_at is not None
    for member in rounds.members(round_.pledge):
        until = windows.until(session, round_, member.agency_id)
        for person in recipients.drafters(session, member.agency_id):
            mail.write(
                session,
                letter,
                key=f"{letter}:{round_.id}:{round_.deadline_number}:{member.agency_id}:{person.id}",
                person=person,
                pledge=round_.pledge,
                goes_to=f"/rounds/{round_.id}/answer",
                calendar=appointments.deadline_for(
                    session, round_, member.agency, person, cancelled=resting
                ),
                round=round_,
                agency=member.agency,
                deadline=until,
                **fields,
            )
