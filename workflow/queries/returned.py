"""Files that came back: which there are, and what we understand of them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Draft, ReturnedFile, Revision, Taking


def behind(session: Session, draft: Draft, last: Revision | None) -> ReturnedFile | None:
    """Return the file that went into a draft since the agency last sent an answer, if any."""
    query = (
        select(ReturnedFile)
        .join(Taking, Taking.file_id == ReturnedFile.id)
        .join(Draft, Draft.id == Taking.draft_id)
        .where(
            Draft.round_id == draft.round_id,
            Draft.agency_id == draft.agency_id,
            Draft.number <= draft.number,
            ~Draft.aside,
        )
        .order_by(Taking.id.desc())
        .limit(1)
    )
    if last is not None:
        query = query.where(Taking.at > last.submitted_at)
    return session.scalar(query)
