"""Support that outsiders ask for, and packages that the coordinator sends with one voice.

A package holds the text and nothing about who proposed what. What went out is on record with the
fingerprint of the text and the hash of the package, and the answer to it beside it.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from workflow.db import now
from workflow.errors import (
    BadChoice,
    Missing,
    NotFound,
    RequestClosed,
    TooManyInputs,
    UnknownAgency,
)
from workflow.files import outgoing
from workflow.models import Agency, SupportRequest, Transmittal, TransmittalReply, Version
from workflow.rules.addresses import clean_address
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import mail, recipients
from workflow.services.mailing.mail import Guest
from workflow.services.people import attempts
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text import canonical
from workflow.translation import _

KINDS = ("language", "organization")
LIMIT = 8000
"""Characters of a message or a reply."""

REPLIES = 10
"""Replies over one link in five minutes."""


def keep_request(
    session: Session,
    actor: Actor,
    *,
    pledge_id: int,
    kind: str,
    asked_by: str,
    words: str,
    email: str = "",
    due_at: datetime | None = None,
    lead_agency_id: int | None = None,
) -> SupportRequest:
    """Write down what somebody outside asks for, who leads the answer and until when."""
    require(actor, Action.KEEP_REQUEST)
    pledge = pledges.hold(session, pledge_id)
    if kind not in KINDS:
        raise BadChoice(value=kind)
    if lead_agency_id is not None and session.get(Agency, lead_agency_id) is None:
        raise UnknownAgency(acronym=lead_agency_id)
    count = select(func.count()).where(SupportRequest.pledge_id == pledge.id)
    kept = SupportRequest(
        pledge_id=pledge.id,
        number=(session.scalar(count) or 0) + 1,
        kind=kind,
        asked_by=clean_heading(asked_by, what="who asks"),
        email=clean_address(email) if email.strip() else "",
        words=_plain(words, what="what is asked for"),
        lead_agency_id=lead_agency_id,
        due_at=due_at,
        kept_by=actor.person_id,
        kept_at=now(session),
    )
    session.add(kept)
    session.flush()
    told = {"request": kept.number, "kind": kind, "asked by": kept.asked_by}
    record.write(session, actor, pledge, "support asked for", told)
    return kept


def close_request(session: Session, actor: Actor, *, support_id: int, words: str) -> SupportRequest:
    """Close a request that was answered in another way than by a package."""
    require(actor, Action.KEEP_REQUEST)
    kept = _hold_request(session, support_id)
    kept.closed_at, kept.closing = now(session), _plain(words, what="how it was answered")
    session.flush()
    told = {"request": kept.number, "how": kept.closing}
    record.write(session, actor, kept.pledge, "support given", told)
    return kept


def send(
    session: Session,
    actor: Actor,
    *,
    pledge_id: int,
    to_name: str,
    to_email: str,
    subject: str,
    message: str,
    seen: str,
    support_id: int | None = None,
) -> Transmittal:
    """Send the latest version outside. `seen` is its fingerprint as the page showed it."""
    require(actor, Action.TRANSMIT)
    pledge = pledges.hold(session, pledge_id)
    version = pledge.latest
    if seen != version.sha256:
        raise BadChoice(value=_("The text that the page showed, which is not the latest any more,"))
    answered = _hold_request(session, support_id) if support_id is not None else None
    if answered is not None and answered.pledge_id != pledge.id:
        raise NotFound(what="request")
    count = select(func.count()).where(Transmittal.pledge_id == pledge.id)
    token = secrets.token_urlsafe(24)
    sent = Transmittal(
        pledge_id=pledge.id,
        number=(session.scalar(count) or 0) + 1,
        version_id=version.id,
        request_id=answered.id if answered else None,
        to_name=clean_heading(to_name, what="to whom it goes"),
        to_email=clean_address(to_email),
        subject=clean_heading(subject, what="subject"),
        message=_plain(message, what="the message"),
        package_sha256=hashlib.sha256(package(version)).hexdigest(),
        token_hash=_hash(token),
        sent_by=actor.person_id,
        sent_at=now(session),
    )
    sent.pledge, sent.version = pledge, version
    session.add(sent)
    session.flush()
    if answered is not None:
        answered.closed_at, answered.closing = now(session), f"Package {sent.number} was sent."
    mail.write(
        session,
        "transmittal",
        key=f"transmittal:{sent.id}",
        person=Guest(sent.to_email, sent.to_name, pledge.official_zone),
        goes_to=f"/packages/{token}",
        sent=sent,
    )
    told = {
        "package": sent.number,
        "to": sent.to_name,
        "version": version.label,
        "sha256": version.sha256,
        "package_sha256": sent.package_sha256,
    }
    record.write(session, actor, pledge, "package sent", told)
    return sent


def package(version: Version) -> bytes:
    """Return the package of a version: always the same bytes."""
    return outgoing.package(
        title=version.pledge.title,
        label=version.label,
        text=version.text,
        sha256=version.sha256,
        blocks=version.blocks,
        at=version.published_at,
    )


def find_by_link(session: Session, token: str) -> Transmittal:
    """Return the package that a link opens."""
    found = session.scalar(
        select(Transmittal)
        .where(Transmittal.token_hash == _hash(token))
        .options(joinedload(Transmittal.version).joinedload(Version.pledge))
    )
    if found is None:
        raise NotFound(what="page")
    return found


def reply_by_link(session: Session, *, token: str, words: str) -> TransmittalReply:
    """Take in the answer of the recipient, and tell the office."""
    sent = find_by_link(session, token)
    key = attempts.key("package:by", str(sent.id))
    if attempts.too_many(session, [key], limit=REPLIES):
        raise TooManyInputs(minutes=int(attempts.WINDOW.total_seconds() // 60))
    attempts.count(session, [key])
    reply = _reply(session, sent, words, by=None)
    for person in recipients.office(session):
        mail.write(
            session,
            "transmittal-reply",
            key=f"transmittal-reply:{reply.id}:{person.id}",
            person=person,
            pledge=sent.pledge,
            goes_to=f"/pledges/{sent.pledge_id}/transmittals",
            sent=sent,
            words=reply.words,
        )
    return reply


def note_reply(
    session: Session, actor: Actor, *, transmittal_id: int, words: str
) -> TransmittalReply:
    """Write down an answer that reached the office in another way."""
    require(actor, Action.KEEP_REQUEST)
    sent = session.get(Transmittal, transmittal_id)
    if sent is None:
        raise NotFound(what="package")
    pledges.hold(session, sent.pledge_id)
    return _reply(session, sent, words, by=actor.person_id)


def _reply(session: Session, sent: Transmittal, words: str, *, by: int | None) -> TransmittalReply:
    said = _plain(words, what="the reply")
    reply = TransmittalReply(transmittal_id=sent.id, words=said, by=by, at=now(session))
    session.add(reply)
    session.flush()
    return reply


def _hold_request(session: Session, support_id: int) -> SupportRequest:
    pledge_id = session.scalar(
        select(SupportRequest.pledge_id).where(SupportRequest.id == support_id)
    )
    if pledge_id is None:
        raise NotFound(what="request")
    pledges.hold(session, pledge_id)
    kept = session.get_one(SupportRequest, support_id, populate_existing=True)
    if kept.closed_at is not None:
        raise RequestClosed
    return kept


def _plain(text: str, *, what: str) -> str:
    found = canonical.clean(text).strip()
    if not found:
        raise Missing(what=what)
    return found[:LIMIT]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
