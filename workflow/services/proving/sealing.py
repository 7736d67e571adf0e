"""Sign what must not be unsaid: the text that was locked, and each day the head of each record.

Whoever can write into the database can write a whole record anew, and its chain is in order
again. They cannot sign its old heads: those stand in the table of checkpoints, in packages that
were handed out, and in the mailboxes of the agencies.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import RecordBroken
from workflow.files import seal as files
from workflow.files.seal import LOCKED
from workflow.models import Checkpoint, Event, Pledge, Seal, Version
from workflow.rules.permissions import Action, Actor, require
from workflow.services.pledging import pledges
from workflow.services.proving import keys, record


def statement(version: Version, seq: int, head: str) -> bytes:
    """Return what is signed when a text is locked."""
    return files.statement(
        LOCKED, pledge=version.pledge_id, sha256=version.sha256, entry=seq, head=head
    )


def seal(session: Session, version: Version) -> Seal | None:
    """Seal a text that was just locked. Without a key it stays locked, and is sealed later."""
    if keys.find_signer(session) is None:
        return None
    event = session.scalar(
        select(Event)
        .where(Event.pledge_id == version.pledge_id, Event.kind == "locked")
        .order_by(Event.seq.desc())
        .limit(1)
    )
    if event is None:
        return None
    signer = keys.signer_for_writing(session)
    sealed = Seal(
        version_id=version.id,
        seq=event.seq,
        head=event.hash,
        key=signer.id,
        signature=signer.sign(statement(version, event.seq, event.hash)),
        at=now(session),
    )
    session.add(sealed)
    session.flush()
    return sealed


def find_seal(session: Session, version_id: int) -> Seal | None:
    """Return the seal of a locked text."""
    return session.scalar(select(Seal).where(Seal.version_id == version_id))


def due(session: Session) -> list[int]:
    """Return the pledges whose record grew since its head was last signed, not today."""
    if keys.find_signer(session) is None:
        return []
    today = now(session).replace(hour=0, minute=0, second=0, microsecond=0)
    last = (
        select(
            Checkpoint.pledge_id,
            func.max(Checkpoint.seq).label("seq"),
            func.max(Checkpoint.at).label("at"),
        )
        .group_by(Checkpoint.pledge_id)
        .subquery()
    )
    found = session.scalars(
        select(Pledge.id)
        .outerjoin(last, last.c.pledge_id == Pledge.id)
        .where(
            Pledge.head_seq > func.coalesce(last.c.seq, 0),
            last.c.at.is_(None) | (last.c.at < today),
        )
        .order_by(Pledge.id)
    )
    return list(found)


def sign_head(session: Session, actor: Actor, *, pledge_id: int) -> Checkpoint | None:
    """Sign the head of a record as it is now; the same head is signed once.

    The record is checked before: what is broken is never signed again as if it were whole.
    """
    require(actor, Action.SETTLE_DUE)
    pledge = pledges.hold(session, pledge_id)
    verify(session, pledge_id)
    for version in pledge.versions:
        if version.locked_at and find_seal(session, version.id) is None:
            seal(session, version)
    if pledge.head_seq == _last_signed(session, pledge_id):
        return None
    signer = keys.signer_for_writing(session)
    said = files.head_statement(pledge.id, pledge.head_seq, pledge.head_hash)
    signed = Checkpoint(
        pledge_id=pledge.id,
        seq=pledge.head_seq,
        head=pledge.head_hash,
        key=signer.id,
        signature=signer.sign(said),
        at=now(session),
    )
    session.add(signed)
    session.flush()
    return signed


def checkpoints(session: Session, pledge_id: int) -> list[Checkpoint]:
    """Return the signed heads of a record, the oldest first."""
    return list(
        session.scalars(
            select(Checkpoint).where(Checkpoint.pledge_id == pledge_id).order_by(Checkpoint.seq)
        )
    )


def verify(session: Session, pledge_id: int) -> int:
    """Check the chain of a record and every head of it that was signed; return the entries."""
    entries = record.verify(session, pledge_id)
    public = {key.name: key.public for key in keys.every(session)}
    entries_of_it = select(Event.seq, Event.hash).where(Event.pledge_id == pledge_id)
    hashes = dict(session.execute(entries_of_it).all())
    for one in checkpoints(session, pledge_id):
        said = files.head_statement(pledge_id, one.seq, one.head)
        _hold_true(one, said, hashes, public)
    sealed = select(Seal).join(Version).where(Version.pledge_id == pledge_id)
    for lock in session.scalars(sealed):
        said = statement(session.get_one(Version, lock.version_id), lock.seq, lock.head)
        _hold_true(lock, said, hashes, public)
    return entries


def _hold_true(
    signed: Checkpoint | Seal, said: bytes, hashes: dict[int, str], public: dict[str, str]
) -> None:
    if not files.holds(public.get(signed.key, ""), said, signed.signature):
        raise RecordBroken(seq=signed.seq, reason="the signature of its head does not hold")
    if hashes.get(signed.seq) != signed.head:
        raise RecordBroken(seq=signed.seq, reason="it is not the entry that was signed")


def _last_signed(session: Session, pledge_id: int) -> int:
    query = select(func.max(Checkpoint.seq)).where(Checkpoint.pledge_id == pledge_id)
    return session.scalar(query) or 0
