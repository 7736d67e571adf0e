"""How much mail is kept: no sender, and no crowd of forged ones, can fill the database.

The first mail over a limit leaves a row that says so; those after it leave nothing for an hour.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Incoming
from workflow.rules.inbound import Kind

WINDOW = timedelta(hours=1)
OF_ONE_SENDER, OF_STRANGERS, ABOUT_ONE_MAIL = 20, 300, 10


class Flood(StrEnum):
    """That more has come than is kept."""

    BEGINS = "too many of its kind came within an hour; for that long, no more of them is kept"
    GOES_ON = "one of a flood"


def find(
    session: Session,
    sender: str,
    *,
    person_id: int | None = None,
    mail_id: int | None = None,
    bounced: bool = False,
) -> Flood | None:
    """Say whether a mail is one too many: of a person, about a mail, or of strangers.

    Strangers are counted apart: who only claims to be somebody takes nothing away from them.
    """
    if bounced and mail_id is not None:
        about = (Incoming.mail_id == mail_id, Incoming.kind == Kind.BOUNCE)
        return _over(_count(session, *about), ABOUT_ONE_MAIL)
    if person_id is not None:
        written = (Incoming.person_id == person_id, Incoming.kind != Kind.BOUNCE)
        return _over(_count(session, *written), OF_ONE_SENDER)
    strange = Incoming.person_id.is_(None)
    of_sender = _count(session, strange, Incoming.sender == sender)
    return _over(of_sender, OF_ONE_SENDER) or _over(_count(session, strange), OF_STRANGERS)


def _over(number: int, most: int) -> Flood | None:
    if number < most:
        return None
    return Flood.BEGINS if number == most else Flood.GOES_ON


def _count(session: Session, *which: ColumnElement[bool]) -> int:
    lately = Incoming.received_at > now(session) - WINDOW
    return session.scalar(select(func.count()).where(lately, *which)) or 0
