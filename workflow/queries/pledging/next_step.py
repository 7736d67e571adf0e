"""What the office does next for a pledge, told wherever its last step ended."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import LockRequest, Pledge, Round, Silence
from workflow.queries.deciding import undecided
from workflow.rules.permissions import OFFICE, Actor
from workflow.rules.stages import RoundState, SilenceState, Stage


class Step(StrEnum):
    """What only the office can do so that the pledge goes on."""

    PUBLISH = "publish"
    ASK_OR_SILENCE = "ask or silence"
    MEND = "mend"
    """Silence on the text was broken; the same text again would hardly do."""
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
    if pledge.stage != Stage.DRAFTING:
        return None
    return Step.MEND if broken(session, [pledge.latest.id]) else Step.ASK_OR_SILENCE


def broken(session: Session, version_ids: Collection[int]) -> set[int]:
    """Return those of these versions on which silence was broken."""
    rows = select(Silence.version_id).where(
        Silence.version_id.in_(version_ids), Silence.state == SilenceState.BROKEN
    )
    return set(session.scalars(rows))


def of_round(session: Session, actor: Actor, round_: Round) -> Step | None:
    """Say what comes after a round; a round of the past has had its next."""
    later = select(Round.id).where(
        Round.pledge_id == round_.pledge_id, Round.number > round_.number
    )
    return None if session.scalar(later.limit(1)) else of_pledge(session, actor, round_.pledge)
