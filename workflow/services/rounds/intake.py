"""What the coordinator does with a late answer: take it up, or carry it to the next round."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.errors import NotFound, Overtaken, ReasonOwed, RoundNotOpen
from workflow.models import Intake, Revision
from workflow.rules.answers import Standing, Verdict
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import RoundState
from workflow.services.mailing import mail, recipients
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.services.upkeep import work


def take_up(session: Session, actor: Actor, *, revision_id: int, reason: str) -> Intake:
    """Let a late answer count in this round; the reason is open to every agency."""
    intake = _judge(session, actor, revision_id, Verdict.TAKEN_UP, reason)
    round_id = intake.revision.round_id
    work.enqueue(session, jobs.MERGE_ROUND, round_id, key=f"merge:{round_id}:intake:{intake.id}")
    return intake


def carry(session: Session, actor: Actor, *, revision_id: int, reason: str) -> Intake:
    """Leave a late answer out of this round; its changes come back in the next one."""
    return _judge(session, actor, revision_id, Verdict.CARRIED, reason)


def _judge(
    session: Session, actor: Actor, revision_id: int, verdict: Verdict, reason: str
) -> Intake:
    require(actor, Action.TAKE_IN_LATE)
    round_id = session.scalar(
        select(Revision.round_id).where(
            Revision.id == revision_id, Revision.standing == Standing.LATE
        )
    )
    if round_id is None:
        raise NotFound(what="late answer")
    round_ = rounds.hold(session, round_id)
    if round_.state == RoundState.CLOSED:
        raise RoundNotOpen(state=round_.state)
    if not reason.strip():
        raise ReasonOwed(who="every agency")
    if session.scalar(select(Intake.id).where(Intake.revision_id == revision_id)):
        raise Overtaken(detail="A colleague has decided on this late answer.")
    revision = session.get_one(Revision, revision_id)
    intake = Intake(
        revision_id=revision_id,
        verdict=verdict.value,
        reason=reason.strip(),
        by=actor.person_id,
        at=now(session),
    )
    intake.revision = revision
    session.add(intake)
    session.flush()
    told = {
        "round": round_.number,
        "agency": revision.agency.acronym,
        "verdict": verdict.value,
        "reason": intake.reason,
    }
    record.write(session, actor, round_.pledge, "late answer judged", told, rows=[intake])
    for person in recipients.drafters(session, revision.agency_id):
        mail.write(
            session,
            "late-answered",
            key=f"late-answered:{intake.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/answer",
            round=round_,
            agency=revision.agency,
            intake=intake,
        )
    return intake
