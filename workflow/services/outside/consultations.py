"""Run a consultation: ask people outside, read what comes in, answer everybody."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import AlreadyJudged, BadChoice, ClosesTooEarly, Missing, NotAdmitted, NotFound
from workflow.models import Consultation, Input, Pledge, Reply, Stakeholder
from workflow.rules.addresses import clean_address
from workflow.rules.headings import clean_heading
from workflow.rules.inputs import WAITING, InputState
from workflow.rules.languages import NAMES
from workflow.rules.notes import REASON_LIMIT
from workflow.rules.permissions import Action, Actor, require
from workflow.services.outside import stakeholders
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text import canonical

FEWEST_WORDS, MOST_WORDS = 20, 3000


def start(
    session: Session,
    actor: Actor,
    *,
    pledge_id: int,
    title: str,
    question: str,
    closes_at: datetime,
    open_to_all: bool = False,
    words_limit: int = 500,
    asked: Mapping[str, Mapping[str, str]] | None = None,
) -> Consultation:
    """Open a consultation on the latest version. `asked` says it in other languages."""
    require(actor, Action.RUN_CONSULTATION)
    pledge = pledges.hold(session, pledge_id)
    if closes_at <= now(session):
        raise ClosesTooEarly
    consultation = Consultation(
        pledge_id=pledge.id,
        version_id=pledge.latest.id,
        number=_next_number(session, pledge),
        title=clean_heading(title, what="title"),
        question=_plain(question, what="what you ask"),
        asked=_in_languages(asked or {}),
        open_to_all=open_to_all,
        words_limit=min(max(words_limit, FEWEST_WORDS), MOST_WORDS),
        address=secrets.token_urlsafe(9),
        zone=pledge.official_zone,
        started_by=actor.person_id,
        started_at=now(session),
        closes_at=closes_at,
    )
    consultation.pledge, consultation.version = pledge, pledge.latest
    session.add(consultation)
    session.flush()
    told = {
        "consultation": consultation.number,
        "title": consultation.title,
        "version": pledge.latest.label,
        "until": closes_at.isoformat(),
    }
    record.write(session, actor, pledge, "consultation started", told)
    return consultation


def invite(
    session: Session,
    actor: Actor,
    *,
    consultation_id: int,
    people: Iterable[tuple[str, str]],
    language: str,
) -> list[Stakeholder]:
    """Invite people by name and address; who is invited already is left alone."""
    require(actor, Action.RUN_CONSULTATION)
    consultation = hold(session, consultation_id)
    if language not in NAMES:
        raise BadChoice(value=language)
    known = set(
        session.scalars(
            select(Stakeholder.email).where(
                Stakeholder.consultation_id == consultation.id, Stakeholder.invited_by.is_not(None)
            )
        )
    )
    fresh: list[Stakeholder] = []
    for name, email in people:
        address = clean_address(email)
        if address in known:
            continue
        known.add(address)
        fresh.append(
            Stakeholder(
                consultation_id=consultation.id,
                name=clean_heading(name, what="name") if name.strip() else "",
                email=address,
                language=language,
                invited_by=actor.person_id,
                made_at=now(session),
            )
        )
    session.add_all(fresh)
    session.flush()
    for stakeholder in fresh:
        stakeholder.consultation = consultation
        stakeholders.invite(session, stakeholder)
    told = {"consultation": consultation.number, "invited": len(fresh), "language": language}
    record.write(session, actor, consultation.pledge, "stakeholders invited", told)
    return fresh


def move_closing(
    session: Session, actor: Actor, *, consultation_id: int, closes_at: datetime
) -> Consultation:
    """Close a consultation later, or earlier: a moment that has passed closes it now."""
    require(actor, Action.RUN_CONSULTATION)
    consultation = hold(session, consultation_id)
    consultation.closes_at = max(closes_at, now(session))
    session.flush()
    told = {"consultation": consultation.number, "until": consultation.closes_at.isoformat()}
    record.write(session, actor, consultation.pledge, "consultation moved", told)
    return consultation


def judge(
    session: Session,
    actor: Actor,
    *,
    input_id: int,
    admit: bool,
    reason: str = "",
    alike: bool = False,
) -> list[Input]:
    """Admit an input so that agencies read it, or decline it with a reason.

    With `alike` all waiting inputs with the same words are judged in one step.
    """
    require(actor, Action.RUN_CONSULTATION)
    first = _hold_input(session, input_id)
    if first.state not in WAITING:
        raise AlreadyJudged
    if not admit and not reason.strip():
        raise Missing(what="why it is declined; the stakeholder reads it")
    judged = [first, *(_alike(session, first) if alike else [])]
    for one in judged:
        one.state = (InputState.ADMITTED if admit else InputState.DECLINED).value
        one.reason = reason.strip()[:REASON_LIMIT]
        one.judged_by, one.judged_at = actor.person_id, now(session)
    session.flush()
    told = {
        "consultation": first.consultation.number,
        "inputs": [one.number for one in judged],
        "verdict": first.state,
    }
    record.write(session, actor, first.consultation.pledge, "inputs judged", told)
    for one in judged if not admit else ():
        _answer(session, actor, one, one.reason)
    return judged


def reply(session: Session, actor: Actor, *, input_id: int, text: str) -> Reply:
    """Answer a stakeholder: what was done about their words, or why nothing was."""
    require(actor, Action.RUN_CONSULTATION)
    answered = _hold_input(session, input_id)
    if answered.state != InputState.ADMITTED:
        raise NotAdmitted
    said = _answer(session, actor, answered, _plain(text, what="the answer"))
    told = {"consultation": answered.consultation.number, "input": answered.number}
    record.write(session, actor, answered.consultation.pledge, "stakeholder answered", told)
    return said


def hold(session: Session, consultation_id: int) -> Consultation:
    """Lock the consultation by way of its pledge and return it as it is now."""
    pledge_id = session.scalar(
        select(Consultation.pledge_id).where(Consultation.id == consultation_id)
    )
    if pledge_id is None:
        raise NotFound(what="consultation")
    pledges.hold(session, pledge_id)
    return session.get_one(Consultation, consultation_id, populate_existing=True)


def add_reply(session: Session, answered: Input, text: str, *, by: int | None) -> Reply:
    """Add an answer and write the mail that brings it."""
    said = Reply(input_id=answered.id, text=text, by=by, at=now(session))
    answered.replies.append(said)
    session.flush()
    stakeholders.tell(session, answered, text, number=len(answered.replies))
    return said


def _answer(session: Session, actor: Actor, answered: Input, text: str) -> Reply:
    return add_reply(session, answered, text, by=actor.person_id)


def _hold_input(session: Session, input_id: int) -> Input:
    consultation_id = session.scalar(select(Input.consultation_id).where(Input.id == input_id))
    if consultation_id is None:
        raise NotFound(what="input")
    hold(session, consultation_id)
    return session.get_one(Input, input_id, populate_existing=True)


def _alike(session: Session, first: Input) -> Sequence[Input]:
    return session.scalars(
        select(Input)
        .where(
            Input.consultation_id == first.consultation_id,
            Input.digest == first.digest,
            Input.id != first.id,
            Input.state.in_([one.value for one in WAITING]),
        )
        .order_by(Input.id)
    ).all()


def _next_number(session: Session, pledge: Pledge) -> int:
    query = select(func.count()).where(Consultation.pledge_id == pledge.id)
    return (session.scalar(query) or 0) + 1


def _in_languages(asked: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        code: {
            "title": clean_heading(said.get("title", ""), what="title in each language"),
            "question": _plain(said.get("question", ""), what="question in each language"),
        }
        for code, said in asked.items()
        if code in NAMES and (said.get("title", "").strip() or said.get("question", "").strip())
    }


def _plain(text: str, *, what: str) -> str:
    found = canonical.clean(text).strip()
    if not found:
        raise Missing(what=what)
    return found[:REASON_LIMIT]
