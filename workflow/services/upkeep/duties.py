"""Which service does which kind of job. The clock is the actor."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from workflow import jobs
from workflow.rules.permissions import CLOCK
from workflow.services.answering import sponsoring
from workflow.services.chasing import board_digests, handovers, nudges
from workflow.services.deciding import merging
from workflow.services.joining import commitments, corrections, locking, silence_notes
from workflow.services.mailing import digests, folding
from workflow.services.outside import chasing
from workflow.services.proving import sealing
from workflow.services.rounds import rounds

Duty = Callable[[Session, int], object]
"""Called with the id of the row that the job is about."""

DUTIES: Mapping[str, Duty] = {
    jobs.MERGE_ROUND: lambda session, target: merging.merge_round(session, CLOCK, round_id=target),
    jobs.SEND_NUDGES: lambda session, target: nudges.send(session, CLOCK, round_id=target),
    jobs.SEND_DIGEST: lambda session, target: digests.send(session, CLOCK, person_id=target),
    jobs.SEND_BOARD_DIGEST: lambda session, target: board_digests.send(
        session, CLOCK, round_id=target
    ),
    jobs.SEND_FOLDED: lambda session, target: folding.send(session, CLOCK, mail_id=target),
    jobs.TELL_HANDOVER: lambda session, target: handovers.tell(session, CLOCK, agency_id=target),
    jobs.OPEN_ROUND: lambda session, target: rounds.open_planned(session, CLOCK, round_id=target),
    jobs.CLOSE_ROUND: lambda session, target: rounds.close(session, CLOCK, round_id=target),
    jobs.LOCK_DUE: lambda session, target: locking.settle_due(session, CLOCK, silence_id=target),
    jobs.TELL_STAKEHOLDERS: lambda session, target: sponsoring.settle(
        session, CLOCK, round_id=target
    ),
    jobs.CHASE_ACTION_POINTS: lambda session, target: chasing.chase(
        session, CLOCK, action_point_id=target
    ),
    jobs.HALF_TIME: lambda session, target: silence_notes.remind_missing(
        session, CLOCK, silence_id=target
    ),
    jobs.ISSUE_CORRIGENDUM: lambda session, target: corrections.issue(
        session, CLOCK, corrigendum_id=target
    ),
    jobs.NUDGE_COMMITMENT: lambda session, target: commitments.nudge(
        session, CLOCK, specific_pledge_id=target
    ),
    jobs.SIGN_HEAD: lambda session, target: sealing.sign_head(session, CLOCK, pledge_id=target),
}
"""Mails are not here: they leave the house, so they are not work of one transaction."""
