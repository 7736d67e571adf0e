"""Links and mails for people outside: no account, their own language, and no name in the outbox."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.db import now
from workflow.errors import NotFound
from workflow.models import Consultation, Input, Stakeholder, StakeholderLink
from workflow.rules.languages import Tongue, tongue
from workflow.services.mailing import mail
from workflow.services.mailing.mail import Guest

INVITED, RECEIVED, REPLIED = "stakeholder-invitation", "stakeholder-received", "stakeholder-reply"


@dataclass(frozen=True, slots=True)
class Asked:
    """A consultation in one language."""

    title: str
    question: str
    language: str
    """The language in which it is really said; it may be the usual one."""


def asked_in(consultation: Consultation, code: str) -> Asked:
    """Return title and question in a language, or as the office wrote them first."""
    said = consultation.asked.get(code)
    if said:
        return Asked(said["title"], said["question"], code)
    return Asked(consultation.title, consultation.question, "")


def make_link(session: Session, stakeholder: Stakeholder) -> str:
    """Return the token of a new link; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    session.add(
        StakeholderLink(
            token_hash=hash_of(token), stakeholder_id=stakeholder.id, made_at=now(session)
        )
    )
    session.flush()
    return token


def find_by_link(session: Session, token: str) -> Stakeholder:
    """Return whom a link knows."""
    link = session.scalar(
        select(StakeholderLink)
        .where(StakeholderLink.token_hash == hash_of(token))
        .options(
            joinedload(StakeholderLink.stakeholder)
            .joinedload(Stakeholder.consultation)
            .joinedload(Consultation.version)
        )
    )
    if link is None:
        raise NotFound(what="page")
    return link.stakeholder


def invite(session: Session, stakeholder: Stakeholder) -> None:
    """Write the mail that asks somebody; its link opens their own page."""
    _write(session, INVITED, f"{INVITED}:{stakeholder.id}", stakeholder, words="", answer="")


def acknowledge(session: Session, received: Input) -> None:
    """Write the mail that says that words have arrived."""
    key = f"{RECEIVED}:{received.id}"
    _write(session, RECEIVED, key, received.stakeholder, words=received.text, answer="")


def tell(session: Session, answered: Input, answer: str, *, number: int) -> None:
    """Write the mail that says what became of an input."""
    key = f"{REPLIED}:{answered.id}:{number}"
    _write(session, REPLIED, key, answered.stakeholder, words=answered.text, answer=answer)


def address_of(token: str) -> str:
    """Return the page that a link opens."""
    return f"/voices/{token}"


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _write(
    session: Session, letter: str, key: str, who: Stakeholder, *, words: str, answer: str
) -> None:
    if not who.email:
        return
    said: Tongue = tongue(who.language)
    consultation = who.consultation
    mail.write(
        session,
        letter,
        key=key,
        person=Guest(who.email, who.name, consultation.zone),
        goes_to=address_of(make_link(session, who)),
        say=said,
        asked=asked_in(consultation, who.language),
        until=said.moment(consultation.closes_at, consultation.zone),
        words=words,
        answer=answer,
    )
