"""The signing key of this service: found in its settings, known to all by its public part.

The private key is never in the database: whoever reads a backup can check everything and sign
nothing. It reaches the services with the session, as the clock does. When a key is replaced, the
old one signs the new one, so that whoever trusts the first can trust the last.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import BadSetting, NoSigningKey
from workflow.files import seal
from workflow.files.seal import KEY, Receipt, Signer
from workflow.models import Pledge, SigningKey
from workflow.rules.chain import moment

SEED = "signing_key"
"""Where a session keeps the private key."""


def read(text: str) -> Signer | None:
    """Read the setting; raise BadSetting for what is no key."""
    if not text:
        return None
    try:
        return Signer(text.strip().lower())
    except ValueError as error:
        raise BadSetting(name="ONEVOICE_SIGNING_KEY", reason=str(error)) from error


def find_signer(session: Session) -> Signer | None:
    """Return the key of this service, if it has one."""
    return read(str(session.info.get(SEED) or ""))


def signer_for_writing(session: Session) -> Signer:
    """Return the key, and make its public part known the first time that it is used."""
    signer = find_signer(session)
    if signer is None:
        raise NoSigningKey(reason="this service has no signing key")
    known = _find(session, signer.id)
    if known is None:
        _register(session, signer)
    elif known.retired_at is not None:
        raise NoSigningKey(reason="its signing key was replaced, and it has to be started again")
    return signer


def signer_for_reading(session: Session) -> Signer:
    """Return the key for something that is made anew each time and never stored."""
    signer = find_signer(session)
    known = _find(session, signer.id) if signer else None
    if signer is None or known is None or known.retired_at is not None:
        raise NoSigningKey(reason="this service has no signing key that is in use")
    return signer


def rotate(session: Session, new: Signer) -> SigningKey:
    """Let the key in use vouch for a new one, and retire it."""
    old = signer_for_writing(session)
    made_at = now(session)
    said = seal.statement(KEY, public=new.public, made_at=moment(made_at))
    return _register(session, new, endorsed_by=old.id, endorsement=old.sign(said))


def every(session: Session) -> list[SigningKey]:
    """Return all keys that were ever used, the first one first."""
    return list(session.scalars(select(SigningKey).order_by(SigningKey.id)))


def receipt(session: Session, pledge: Pledge) -> Receipt | None:
    """Return the head of the record as it is at this moment of the transaction, signed."""
    if not pledge.head_seq:
        return None
    return seal.receipt(find_signer(session), pledge.id, pledge.head_seq, pledge.head_hash)


def _find(session: Session, name: str) -> SigningKey | None:
    return session.scalar(select(SigningKey).where(SigningKey.name == name))


def _register(
    session: Session,
    signer: Signer,
    endorsed_by: str | None = None,
    endorsement: str | None = None,
) -> SigningKey:
    at = now(session)
    session.execute(
        update(SigningKey)
        .where(SigningKey.retired_at.is_(None))
        .values(retired_at=at)
        .execution_options(synchronize_session="fetch")
    )
    key = SigningKey(
        name=signer.id,
        public=signer.public,
        made_at=at,
        endorsed_by=endorsed_by,
        endorsement=endorsement,
    )
    session.add(key)
    session.flush()
    return key
