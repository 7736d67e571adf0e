"""What was asked from outside and what was sent, for the office.

Only here stands who contributed to a package: the recipient never learns it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.models import (
    Agency,
    Answer,
    Change,
    Pledge,
    Revision,
    SupportRequest,
    Transmittal,
    Version,
)
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.dispositions import Disposition
from workflow.rules.permissions import Actor

_TAKEN = (Disposition.ACCEPTED.value, Disposition.MODIFIED.value)


@dataclass(frozen=True, slots=True)
class Sent:
    """A package that went out, and the agencies whose changes are in its text."""

    row: Transmittal
    contributors: Sequence[str]


@dataclass(frozen=True, slots=True)
class TransmittalsPage:
    """All that the page of what goes outside shows."""

    pledge: Pledge
    latest: Version
    contributors: Sequence[str]
    waiting: Sequence[SupportRequest]
    closed: Sequence[SupportRequest]
    sent: Sequence[Sent]
    agencies: Sequence[Agency]


def page(session: Session, actor: Actor, pledge_id: int) -> TransmittalsPage:
    """Return requests, packages and replies of a pledge."""
    pledge = find_pledge(session, actor, pledge_id)
    requests = session.scalars(
        select(SupportRequest)
        .where(SupportRequest.pledge_id == pledge_id)
        .options(joinedload(SupportRequest.lead))
        .order_by(SupportRequest.number.desc())
    ).all()
    rows = session.scalars(
        select(Transmittal)
        .where(Transmittal.pledge_id == pledge_id)
        .options(
            joinedload(Transmittal.version),
            joinedload(Transmittal.sender),
            joinedload(Transmittal.request),
            selectinload(Transmittal.replies),
        )
        .order_by(Transmittal.number.desc())
    ).all()
    return TransmittalsPage(
        pledge=pledge,
        latest=pledge.latest,
        contributors=_contributors(session, pledge.latest),
        waiting=[one for one in requests if one.closed_at is None],
        closed=[one for one in requests if one.closed_at is not None],
        sent=[Sent(row, _contributors(session, row.version)) for row in rows],
        agencies=[member.agency for member in pledge.members if member.left_at is None],
    )


def _contributors(session: Session, version: Version) -> list[str]:
    """Return the agencies whose changes were taken up to this version."""
    rows = session.scalars(
        select(Agency.acronym)
        .join(Revision, Revision.agency_id == Agency.id)
        .join(Change, Change.revision_id == Revision.id)
        .join(Answer, Answer.change_id == Change.id)
        .join(Version, Answer.version_id == Version.id)
        .where(
            Version.pledge_id == version.pledge_id,
            Version.number <= version.number,
            Answer.disposition.in_(_TAKEN),
        )
        .distinct()
        .order_by(Agency.acronym)
    )
    return list(rows)
