"""Clearance inside an agency: asked for, given, or the answer given back with a sentence."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import NotCleared, Overtaken, ReasonOwed
from workflow.models import Agency, Clearance, Draft, Person, Round
from workflow.rules.answers import ClearanceStep
from workflow.rules.permissions import Action, Actor, Role, require
from workflow.services.answering import drafts
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import membership
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.translation import _


def find_last(session: Session, round_id: int, agency_id: int) -> Clearance | None:
    """Return the last step of clearance of an agency in a round."""
    return session.scalar(
        select(Clearance)
        .where(Clearance.round_id == round_id, Clearance.agency_id == agency_id)
        .order_by(Clearance.id.desc())
        .limit(1)
    )


def cleared_by(session: Session, draft: Draft) -> int | None:
    """Return who cleared exactly this draft; a later save needs clearance again."""
    last = find_last(session, draft.round_id, draft.agency_id)
    if last and last.step == ClearanceStep.CLEARED and last.draft_id == draft.id:
        return last.by
    return None


def request(
    session: Session, actor: Actor, *, round_id: int, seen: int, comment: str = ""
) -> Clearance:
    """Send the current draft to the agency's clearing officers."""
    require(actor, Action.REQUEST_CLEARANCE)
    round_, agency, draft = _hold(session, actor, round_id, seen)
    step = _add(session, actor, draft, ClearanceStep.ASKED, comment)
    told = {"round": round_.number, "agency": agency.acronym}
    record.write(session, actor, round_.pledge, "clearance requested", told)
    officers = recipients.with_roles(session, [Role.CLEARING_OFFICER], agency_id=agency.id)
    _tell(session, "clearance-request", round_, step, officers)
    return step


def clear(
    session: Session, actor: Actor, *, round_id: int, seen: int, comment: str = ""
) -> Clearance:
    """Clear exactly the draft that was shown."""
    require(actor, Action.CLEAR)
    round_, agency, draft = _hold(session, actor, round_id, seen)
    step = _add(session, actor, draft, ClearanceStep.CLEARED, comment)
    told = {"round": round_.number, "agency": agency.acronym}
    record.write(session, actor, round_.pledge, "clearance given", told)
    _tell(session, "cleared", round_, step, recipients.drafters(session, agency.id))
    return step


def give_back(session: Session, actor: Actor, *, round_id: int, comment: str) -> Clearance:
    """Give the draft back to the focal point, with a sentence that says what is missing."""
    require(actor, Action.CLEAR)
    if not comment.strip():
        raise ReasonOwed(who="the focal point")
    round_, agency, draft = _hold(session, actor, round_id, None)
    step = _add(session, actor, draft, ClearanceStep.RETURNED, comment)
    told = {"round": round_.number, "agency": agency.acronym}
    record.write(session, actor, round_.pledge, "clearance refused", told)
    _tell(session, "clearance-returned", round_, step, recipients.drafters(session, agency.id))
    return step


def _hold(
    session: Session, actor: Actor, round_id: int, seen: int | None
) -> tuple[Round, Agency, Draft]:
    """Lock the round; return it with the actor's agency and the draft that the page showed."""
    round_ = rounds.hold(session, round_id)
    agency = membership.own_agency(session, actor, round_.pledge)
    draft = drafts.find(session, round_id, agency.id)
    if draft is None:
        raise NotCleared
    if seen is not None and draft.number != seen:
        raise Overtaken(detail=_("{name} saved a newer draft.", name=draft.person.name))
    return round_, agency, draft


def _add(
    session: Session, actor: Actor, draft: Draft, step: ClearanceStep, comment: str
) -> Clearance:
    row = Clearance(
        round_id=draft.round_id,
        agency_id=draft.agency_id,
        draft_id=draft.id,
        step=step.value,
        comment=comment.strip(),
        by=actor.person_id,
        at=now(session),
    )
    session.add(row)
    session.flush()
    return row


def _tell(
    session: Session, letter: str, round_: Round, step: Clearance, people: Sequence[Person]
) -> None:
    page = "clearance" if letter == "clearance-request" else "answer"
    for person in people:
        mail.write(
            session,
            letter,
            key=f"{letter}:{step.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/{page}",
            round=round_,
            agency=session.get_one(Agency, step.agency_id),
            comment=step.comment,
        )
