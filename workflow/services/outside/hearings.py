"""Events of a consultation: where people are heard, and what was said there."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import Missing, NotFound
from workflow.models import Hearing, HearingNote
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.services.outside import consultations
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text import canonical


def add(
    session: Session,
    actor: Actor,
    *,
    consultation_id: int,
    title: str,
    place: str,
    audience: str,
    starts_at: datetime,
    zone: str,
    public: bool,
) -> Hearing:
    """Announce a hearing; a public one stands on the page of the consultation."""
    require(actor, Action.RUN_CONSULTATION)
    consultation = consultations.hold(session, consultation_id)
    hearing = Hearing(
        consultation_id=consultation.id,
        title=clean_heading(title, what="title"),
        place=clean_heading(place, what="place"),
        audience=clean_heading(audience, what="audience"),
        starts_at=starts_at,
        zone=pledges.known_zone(zone),
        public=public,
        made_by=actor.person_id,
        made_at=now(session),
    )
    session.add(hearing)
    session.flush()
    told = {
        "consultation": consultation.number,
        "hearing": hearing.title,
        "place": hearing.place,
        "starts": starts_at.isoformat(),
    }
    record.write(session, actor, consultation.pledge, "hearing announced", told)
    return hearing


def note(
    session: Session, actor: Actor, *, hearing_id: int, text: str, block_id: str = ""
) -> HearingNote:
    """Write down what was said, beside the block it is about. Names are not asked for."""
    require(actor, Action.RUN_CONSULTATION)
    consultation_id = session.scalar(
        select(Hearing.consultation_id).where(Hearing.id == hearing_id)
    )
    if consultation_id is None:
        raise NotFound(what="hearing")
    consultation = consultations.hold(session, consultation_id)
    words = canonical.clean(text).strip()
    if not words:
        raise Missing(what="what was said")
    blocks = {row.block_id for row in consultation.version.rows}
    written = HearingNote(
        hearing_id=hearing_id,
        block_id=block_id if block_id in blocks else "",
        text=words,
        by=actor.person_id,
        at=now(session),
    )
    session.add(written)
    session.flush()
    return written
