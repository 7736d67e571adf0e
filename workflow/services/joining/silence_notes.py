"""What is said during silence and breaks nothing: remarks on spelling, the letter at half time."""

from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import Missing
from workflow.models import Remark
from workflow.rules.permissions import DECIDING, Action, Actor, require
from workflow.rules.stages import SilenceState
from workflow.services.joining import optins
from workflow.services.joining.silence import REASON_LIMIT, TOLD, hold, refuse_over
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import membership
from workflow.services.proving import record
from workflow.text.canonical import clean


def remark(session: Session, actor: Actor, *, silence_id: int, block_id: str, words: str) -> Remark:
    """Note something about spelling or form; it does not break silence."""
    require(actor, Action.BREAK_SILENCE)
    silence = hold(session, silence_id)
    agency = membership.own_agency(session, actor, silence.version.pledge)
    refuse_over(session, silence)
    row = next((r for r in silence.version.rows if r.block_id == block_id), None)
    if row is None:
        raise Missing(what="the paragraph")
    noted = clean(words).strip()[:REASON_LIMIT]
    if not noted:
        raise Missing(what="the remark")
    made = Remark(
        silence_id=silence.id,
        agency_id=agency.id,
        block_id=block_id,
        words=noted,
        made_by=actor.person_id,
        made_at=now(session),
    )
    made.agency = agency
    session.add(made)
    session.flush()
    told = {"agency": agency.acronym, "block": block_id, "paragraph": row.label, "words": noted}
    record.write(session, actor, silence.version.pledge, "remark made", told, rows=[made])
    return made


def remind_missing(session: Session, actor: Actor, *, silence_id: int) -> int:
    """Write at half time to agencies that have not said whether they join; once for a silence."""
    require(actor, Action.SETTLE_DUE)
    silence = hold(session, silence_id)
    if silence.state != SilenceState.RUNNING or now(session) >= silence.ends_at:
        return 0
    told = 0
    for agency in optins.missing(session, silence.version.pledge):
        for person in recipients.with_roles(session, TOLD, agency_id=agency.id):
            told += 1
            mail.write(
                session,
                "silence-half-time",
                key=f"silence-half-time:{silence.id}:{person.id}",
                person=person,
                pledge=silence.version.pledge,
                goes_to=f"/pledges/{silence.version.pledge_id}/joining",
                silence=silence,
                version=silence.version,
                agency=agency,
                decides=any(g.role in DECIDING and g.ended_at is None for g in person.grants),
            )
    return told
