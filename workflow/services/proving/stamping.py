"""Time stamps: an outside authority says when a text was locked at the latest.

Only where a service for that is set. The lock never waits for it: a job asks afterwards, as often
as it takes, and what comes back is checked before it is kept.
"""

import base64

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.files import stamps
from workflow.models import Seal, TimeStamp
from workflow.rules.permissions import Action, Actor, require
from workflow.services.pledging import pledges
from workflow.services.proving import record, sealing
from workflow.services.upkeep import work

URL = "time_stamp_url"
"""Where the address of the authority stands in `Session.info`."""


def address(session: Session) -> str:
    """Return the address of the authority; empty where none is set."""
    return str(session.info.get(URL) or "")


def plan(session: Session) -> None:
    """Write a job for every seal that has no time stamp yet, where an authority is set."""
    if not address(session):
        return
    missing = select(Seal.id).outerjoin(TimeStamp).where(TimeStamp.id.is_(None))
    for seal_id in session.scalars(missing):
        work.enqueue(session, jobs.STAMP_SEAL, seal_id, key=f"stamp-seal:{seal_id}")


def said(session: Session, seal_id: int) -> bytes:
    """Return what is stamped: the statement that was signed when the text was locked."""
    seal = session.get_one(Seal, seal_id)
    return sealing.statement(seal.version, seal.seq, seal.head)


def keep(session: Session, actor: Actor, *, seal_id: int, authority: str, token: bytes) -> bool:
    """Keep a token that holds; tell whether it is the first for this seal."""
    require(actor, Action.SETTLE_DUE)
    seal = session.get_one(Seal, seal_id)
    pledge = pledges.hold(session, seal.version.pledge_id)
    if find(session, seal.version_id):
        return False
    stamp = stamps.read(token, said(session, seal_id))
    session.add(
        TimeStamp(
            seal_id=seal_id,
            authority=authority,
            token=base64.b64encode(token).decode(),
            at=stamp.at,
        )
    )
    session.flush()
    told = {
        "sha256": seal.version.sha256,
        "at": stamp.at.isoformat(),
        "authority": stamp.authority,
    }
    record.write(session, actor, pledge, "time stamped", told)
    return True


def find(session: Session, version_id: int) -> TimeStamp | None:
    """Return the time stamp of a locked text."""
    return session.scalar(select(TimeStamp).join(Seal).where(Seal.version_id == version_id))
