"""Circulate the summary of a meeting: from then on it is a text like any other.

It becomes a pledge of its own kind among the agencies that took part, with a round for comments.
Changes, decisions, versions, silence and the lock work on it as on any text, so that a final
summary has a fingerprint and a record of who asked for which correction.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.errors import NobodyToCirculateTo, NothingToSummarize, SummaryCirculated
from workflow.models import Meeting, Round
from workflow.queries.outside import meetings as queries
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import recipients
from workflow.services.outside import meetings
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.services.rounds import rounds

KIND = "summary of a meeting"
PURPOSE = "Please correct what does not stand as it was said. What was decided is not opened again."


def circulate(session: Session, actor: Actor, *, meeting_id: int, deadline: datetime) -> Round:
    """Make the summary a text for comments, and ask every agency that took part."""
    require(actor, Action.RUN_MEETING)
    meeting = meetings.hold(session, meeting_id)
    if meeting.summary_id is not None:
        raise SummaryCirculated
    if not meeting.actions and not any(n.taken_out_at is None for n in meeting.notes):
        raise NothingToSummarize
    agencies = _agencies(session, meeting)
    if not agencies:
        raise NobodyToCirculateTo
    pledge = pledges.start(
        session,
        actor,
        title=queries.title_of(meeting),
        text="",
        blocks=queries.written(session, actor, meeting),
        agencies=agencies,
        kind=KIND,
        zone=meeting.zone,
    )
    meeting.summary = pledge
    session.flush()
    told = {"meeting": meeting.number, "title": pledge.title, "sha256": pledge.latest.sha256}
    record.write(session, actor, meeting.pledge, "summary circulated", told)
    return rounds.open_round(
        session, actor, pledge_id=pledge.id, deadline=deadline, purpose=PURPOSE
    )


def _agencies(session: Session, meeting: Meeting) -> list[int]:
    """Return the agencies that took part and have somebody who can answer."""
    came = dict.fromkeys(one.agency_id for one in meeting.participants if one.agency_id)
    return [agency_id for agency_id in came if recipients.drafters(session, agency_id)]
