"""Come in with a password or with a link from a mail.

Attempts that failed are counted for the address of the computer and for the mail address: ten in
five minutes, then a pause. The caller commits also when a wrong password is the answer, or the
count would be lost. A link holds 256 random bits; only its hash is kept, it works once, and
looking at it changes nothing: programs that scan mails open every link.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.db import now
from workflow.errors import (
    BadAddress,
    LinkExpired,
    NotFound,
    TooManyAttempts,
    WrongPassword,
)
from workflow.models import Grant, Person, SignInLink
from workflow.rules.addresses import clean_address
from workflow.rules.permissions import Actor, Role
from workflow.services.mailing import mail
from workflow.services.people import attempts, passwords

ATTEMPTS = 10
_OF_ROLES = (joinedload(Grant.agency), joinedload(Grant.pledge))
"""What a page says of somebody's roles, also one that is made after the session has ended."""

LINK_LASTS = timedelta(minutes=30)
INVITATION_LASTS = timedelta(days=14)


def with_password(session: Session, *, email: str, password: str, address: str) -> Person:
    """Return who signs in; raise WrongPassword or TooManyAttempts, and count the failure."""
    keys = _keys("password", email, address)
    _refuse_too_many(session, keys)
    person = _find(session, email)
    if not passwords.fits(person.password_hash if person else None, password) or person is None:
        attempts.count(session, keys)
        raise WrongPassword
    if person.password_hash and passwords.outdated(person.password_hash):
        person.password_hash = passwords.make(password)
    return person


def send_link(session: Session, *, email: str, address: str, goes_to: str = "/") -> None:
    """Send a link to somebody we know; for strangers nothing happens, and nobody is told which."""
    keys = _keys("link", clean_address(email), address)
    _refuse_too_many(session, keys)
    attempts.count(session, keys)
    person = _find(session, email)
    if person is None:
        return
    token = make_link(session, person, lasts=LINK_LASTS, goes_to=goes_to)
    mail.write(
        session,
        "sign-in-link",
        key=f"sign-in-link:{_hash(token)[:32]}",
        person=person,
        goes_to=address_of(token),
    )


def make_link(session: Session, person: Person, *, lasts: timedelta, goes_to: str = "/") -> str:
    """Return the token of a new link; it is not kept anywhere but in the mail."""
    token = secrets.token_urlsafe(32)
    made = now(session)
    session.add(
        SignInLink(
            token_hash=_hash(token),
            person_id=person.id,
            goes_to=goes_to,
            made_at=made,
            expires_at=made + lasts,
        )
    )
    session.flush()
    return token


def address_of(token: str) -> str:
    """Return the page that a link opens."""
    return f"/sign-in/link/{token}"


def find_link(session: Session, token: str) -> SignInLink:
    """Return a link that can still be used, and change nothing."""
    link = session.scalar(
        select(SignInLink)
        .where(SignInLink.token_hash == _hash(token))
        .options(joinedload(SignInLink.person).selectinload(Person.grants).options(*_OF_ROLES))
    )
    if link is None:
        raise NotFound(what="link")
    if not _usable(link, now(session)):
        raise LinkExpired
    return link


def use_link(session: Session, token: str) -> Person:
    """Return who comes in by this link. Of two that press at the same moment one comes in."""
    link = find_link(session, token)
    used = session.execute(
        update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.used_at.is_(None))
        .values(used_at=now(session))
        .returning(SignInLink.id)
    ).scalar()
    if used is None:
        raise LinkExpired
    return link.person


def end_links(session: Session, person_id: int) -> None:
    """Let all unused links of somebody run out now."""
    session.execute(
        update(SignInLink)
        .where(SignInLink.person_id == person_id, SignInLink.used_at.is_(None))
        .values(expires_at=now(session))
    )


def actor_of(person: Person, grant: Grant) -> Actor:
    """Return the person in one of their roles."""
    return Actor(
        person_id=person.id,
        name=person.name,
        role=Role(grant.role),
        agency_id=grant.agency_id,
        pledge_id=grant.pledge_id,
    )


def _find(session: Session, email: str) -> Person | None:
    try:
        address = clean_address(email)
    except BadAddress:
        return None
    return session.scalar(
        select(Person)
        .where(Person.email == address, Person.active)
        .options(selectinload(Person.grants).options(*_OF_ROLES))
    )


def _usable(link: SignInLink, at: datetime) -> bool:
    return link.used_at is None and at < link.expires_at and link.person.active


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _keys(purpose: str, email: str, address: str) -> tuple[str, str]:
    return attempts.key(f"{purpose}:from", address), attempts.key(f"{purpose}:to", email)


def _refuse_too_many(session: Session, keys: tuple[str, str]) -> None:
    if attempts.too_many(session, keys, limit=ATTEMPTS):
        raise TooManyAttempts(minutes=int(attempts.WINDOW.total_seconds() // 60))
