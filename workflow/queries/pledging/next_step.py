"""What the office does next for a pledge, told wherever its last step ended."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import LockRequest, Pledge, Round
from workflow.queries.deciding import undecided
from workflow.rules.permissions import OFFICE, Actor
from workflow.rules.stages import RoundState, Stage


class Step(StrEnum):
    """What only the office can do so that the pledge goes on."""

    PUBLISH = "publish"
    ASK_OR_SILENCE = "ask or silence"
    LOCK = "lock"


def of_pledge(session: Session, actor: Actor, pledge: Pledge) -> Step | None:
    """Say what comes next; nothing while others have the word, and nothing to others."""
    if actor.role not in OFFICE:
        return None
    running = session.scalar(
        select(Round).where(Round.pledge_id == pledge.id, Round.state != RoundState.CLOSED)
    )
    if running is not None:
        over = running.state == RoundState.CONSOLIDATING
        return Step.PUBLISH if over and not undecided.of_round(session, running.id) else None
    if pledge.stage == Stage.AGREED:
        asked = select(LockRequest.id).where(
            LockRequest.version_id == pledge.latest.id, LockRequest.ended.is_(None)
        )
        return None if session.scalar(asked) else Step.LOCK
    return Step.ASK_OR_SILENCE if pledge.stage == Stage.DRAFTING else None


def of_round(session: Session, actor: Actor, round_: Round) -> Step | None:
    """Say what comes after a round; a round of the past has had its next."""
    later = select(Round.id).where(
        Round.pledge_id == round_.pledge_id, Round.number > round_.number
    )
    return None if session.scalar(later.limit(1)) else of_pledge(session, actor, round_.pledge)
