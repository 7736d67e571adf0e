"""Take in what a stakeholder says. Nothing that arrives is ever thrown away.

A stranger is not an actor: there is no role to ask for. What stands between a stranger and the
text is the office, which reads every input before anybody else does, and three cheap walls before
that: a limit of words, a limit per connection, and a field that people do not see and programs
fill in. What falls into the last one is kept aside, and the sender learns nothing of it.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import ConsultationClosed, NotFound, OnlyInvited, TooManyInputs
from workflow.models import Consultation, Input, Stakeholder
from workflow.rules import inputs
from workflow.rules.addresses import clean_address
from workflow.rules.headings import clean_heading
from workflow.rules.inputs import InputState, Wish
from workflow.rules.languages import tongue
from workflow.services.outside import stakeholders
from workflow.services.people import attempts

PER_CONNECTION = 20
"""Inputs in five minutes; a room full of people may share one connection."""

PER_LINK = 10


@dataclass(frozen=True, slots=True)
class Said:
    """What came with the form."""

    text: str
    wish: Wish
    block_id: str = ""
    name: str = ""
    organization: str = ""
    email: str = ""
    language: str = "en"
    once: str = ""
    trap: str = ""
    """The field that people do not see."""


def from_anybody(session: Session, *, address: str, said: Said, connection: str) -> str:
    """Take in words from the public page; return the token of the sender's own page."""
    consultation = find(session, address)
    _refuse_flood(session, attempts.key("input:from", connection), PER_CONNECTION)
    if not consultation.open_to_all:
        raise OnlyInvited
    known = _known(session, said.once)
    if known:
        return stakeholders.make_link(session, known.stakeholder)
    text = _checked(session, consultation, said)
    stakeholder = Stakeholder(
        consultation_id=consultation.id,
        name=clean_heading(said.name, what="name") if said.name.strip() else "",
        organization=_organization(said),
        email=clean_address(said.email) if said.email.strip() else "",
        language=tongue(said.language).code,
        made_at=now(session),
    )
    stakeholder.consultation = consultation
    session.add(stakeholder)
    session.flush()
    _keep(session, stakeholder, said, text)
    return stakeholders.make_link(session, stakeholder)


def from_invited(session: Session, *, token: str, said: Said, connection: str) -> Input:
    """Take in words from somebody whom a link knows."""
    stakeholder = stakeholders.find_by_link(session, token)
    _refuse_flood(session, attempts.key("input:from", connection), PER_CONNECTION)
    _refuse_flood(session, attempts.key("input:by", str(stakeholder.id)), PER_LINK)
    known = _known(session, said.once)
    if known and known.stakeholder_id == stakeholder.id:
        return known
    text = _checked(session, stakeholder.consultation, said)
    stakeholder.language = tongue(said.language).code
    return _keep(session, stakeholder, said, text)


def count(session: Session, *, connection: str, token: str = "") -> None:
    """Count an attempt. The caller commits it also when the words were refused."""
    keys = [attempts.key("input:from", connection)]
    if token:
        stakeholder = stakeholders.find_by_link(session, token)
        keys.append(attempts.key("input:by", str(stakeholder.id)))
    attempts.count(session, keys)


def find(session: Session, address: str) -> Consultation:
    """Return the consultation with this address."""
    found = session.scalar(select(Consultation).where(Consultation.address == address))
    if found is None:
        raise NotFound(what="page")
    return found


def _refuse_flood(session: Session, key: str, limit: int) -> None:
    if attempts.too_many(session, [key], limit=limit):
        raise TooManyInputs(minutes=int(attempts.WINDOW.total_seconds() // 60))


def _checked(session: Session, consultation: Consultation, said: Said) -> str:
    if now(session) > consultation.closes_at:
        raise ConsultationClosed
    return inputs.clean_words(said.text, limit=consultation.words_limit)


def _keep(session: Session, stakeholder: Stakeholder, said: Said, text: str) -> Input:
    consultation = session.scalar(
        select(Consultation).where(Consultation.id == stakeholder.consultation_id).with_for_update()
    )
    assert consultation is not None  # noqa: S101  tells mypy what the stakeholder's row promises
    blocks = {row.block_id for row in consultation.version.rows}
    last = select(func.max(Input.number)).where(Input.consultation_id == consultation.id)
    received = Input(
        consultation_id=consultation.id,
        number=(session.scalar(last) or 0) + 1,
        block_id=said.block_id if said.block_id in blocks else "",
        text=text,
        language=tongue(said.language).code,
        publish=said.wish.publish,
        identity=said.wish.identity.value,
        digest=inputs.digest(text),
        once=said.once[:64] or None,
        state=(InputState.SET_ASIDE if said.trap.strip() else InputState.RECEIVED).value,
        received_at=now(session),
    )
    received.consultation, received.stakeholder = consultation, stakeholder
    session.add(received)
    session.flush()
    if received.state == InputState.RECEIVED:
        stakeholders.acknowledge(session, received)
    return received


def _known(session: Session, once: str) -> Input | None:
    return session.scalar(select(Input).where(Input.once == once[:64])) if once else None


def _organization(said: Said) -> str:
    return (
        clean_heading(said.organization, what="organization") if said.organization.strip() else ""
    )
