"""The life of a specific pledge after its draft: cleared, registered, reported on, fulfilled.

Each agency reports for itself; of a joint one, the agency that registered it reports for all.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from workflow.db import now
from workflow.errors import BadChoice, Missing, NotFound, Overtaken, ReasonOwed
from workflow.models import Partner, Person, Progress, SpecificPledge
from workflow.queries.proving import moving
from workflow.rules.commitments import Terms, refuse_incomplete
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import CommitmentState, move_commitment
from workflow.services.joining.specific_pledges import hold, keep_text
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import membership
from workflow.services.proving import record
from workflow.text.canonical import clean

LINE_LIMIT = 300
YEAR = timedelta(days=365)
RUNNING = (CommitmentState.REGISTERED, CommitmentState.IN_PROGRESS, CommitmentState.STALLED)
"""Of these a line is asked for once a year."""

EVENTS = {
    "report progress": CommitmentState.IN_PROGRESS,
    "fulfil": CommitmentState.FULFILLED,
    "stall": CommitmentState.STALLED,
    "discontinue": CommitmentState.DISCONTINUED,
    "withdraw": CommitmentState.WITHDRAWN,
}
"""What an agency reports."""

_BY_PRINCIPAL = frozenset({"discontinue", "withdraw"})


def clear(session: Session, actor: Actor, *, specific_pledge_id: int, seen: str) -> SpecificPledge:
    """Clear a draft inside its agency; then the office sees it and can register it."""
    require(actor, Action.CLEAR_SPECIFIC_PLEDGE)
    own = _own(session, actor, specific_pledge_id, Action.CLEAR_SPECIFIC_PLEDGE)
    if seen != own.changed_at.isoformat():
        raise Overtaken(detail="A colleague saved this specific pledge meanwhile.")
    state = move_commitment(own.state, "clear")
    refuse_incomplete(own.title, own.description, Terms.read(own.terms))
    own.state = state
    session.flush()
    told = {"agency": own.agency.acronym, "id": own.id}
    rows = [moving.of_own(own)]
    record.write(session, actor, own.pledge, "specific pledge cleared", told, rows=rows)
    for person in recipients.office(session):
        _write(session, own, "specific-pledge-cleared", f"cleared:{own.changed_at}", person)
    return own


def give_back(
    session: Session, actor: Actor, *, specific_pledge_id: int, reason: str
) -> SpecificPledge:
    """Give a cleared one back to its agency with a sentence on what is missing."""
    require(actor, Action.REGISTER_SPECIFIC_PLEDGE)
    own = hold(session, specific_pledge_id)
    state = move_commitment(own.state, "return")
    why = clean(reason).strip()[:LINE_LIMIT]
    if not why:
        raise ReasonOwed(who="the agency")
    own.state, own.changed_at = state, now(session)
    session.flush()
    told = {"agency": own.agency.acronym, "id": own.id, "reason": why}
    rows = [moving.of_own(own)]
    record.write(session, actor, own.pledge, "specific pledge given back", told, rows=rows)
    for person in recipients.drafters(session, own.agency_id):
        _write(session, own, "specific-pledge-returned", f"{own.changed_at}", person, why=why)
    return own


def register(session: Session, actor: Actor, *, specific_pledge_id: int) -> SpecificPledge:
    """Give a cleared one its number in the register; from then on every word of it is kept."""
    require(actor, Action.REGISTER_SPECIFIC_PLEDGE)
    own = hold(session, specific_pledge_id)
    own.state = move_commitment(own.state, "register")
    highest = session.scalar(
        select(func.max(SpecificPledge.number)).where(SpecificPledge.pledge_id == own.pledge_id)
    )
    own.number, own.registered_at = (highest or 0) + 1, now(session)
    session.flush()
    keep_text(session, actor, own, "specific pledge registered")
    for person in recipients.drafters(session, own.agency_id):
        _write(session, own, "specific-pledge-registered", "", person)
    return own


def report(
    session: Session,
    actor: Actor,
    *,
    specific_pledge_id: int,
    event: str,
    words: str,
    evidence: str = "",
) -> Progress:
    """Say in one line how far it is. Only a principal ends it without fulfilling it."""
    if event not in EVENTS:
        raise BadChoice(value=event)
    ends = event in _BY_PRINCIPAL
    require(actor, Action.END_SPECIFIC_PLEDGE if ends else Action.EDIT_SPECIFIC_PLEDGE)
    own = _own(session, actor, specific_pledge_id, Action.EDIT_SPECIFIC_PLEDGE)
    state = move_commitment(own.state, event)
    line, proof = (clean(one).strip()[:LINE_LIMIT] for one in (words, evidence))
    if not line:
        raise Missing(what="one line on how far it is")
    if event == "fulfil" and not proof:
        raise Missing(what="where one can see that it is fulfilled")
    return _add_line(session, actor, own, state, line, proof)


def confirm_partner(session: Session, actor: Actor, *, specific_pledge_id: int) -> Partner:
    """Confirm that the actor's agency commits to the same; until then it is not named."""
    require(actor, Action.EDIT_SPECIFIC_PLEDGE)
    own = hold(session, specific_pledge_id)
    agency = membership.own_agency(session, actor, own.pledge)
    partner = next((one for one in own.partners if one.agency_id == agency.id), None)
    if partner is None:
        raise NotFound(what="specific pledge")
    if partner.confirmed_at is None:
        partner.confirmed_at, partner.confirmed_by = now(session), actor.person_id
        session.flush()
        told = {"agency": agency.acronym, "id": own.id, "of": own.agency.acronym}
        rows = [moving.of_own(own)]
        record.write(session, actor, own.pledge, "partner confirmed", told, rows=rows)
    return partner


def due(session: Session) -> list[tuple[int, str]]:
    """Return the specific pledges of which nothing was heard for a year, each with a job's key."""
    running = session.scalars(
        select(SpecificPledge)
        .where(
            SpecificPledge.state.in_(RUNNING), SpecificPledge.registered_at <= now(session) - YEAR
        )
        .options(selectinload(SpecificPledge.progress))
    )
    return [
        (own.id, f"nudge-specific-pledge:{own.id}:{last.isoformat()}:{years}")
        for own in running
        for last, years in [_last_heard(session, own)]
        if years
    ]


def _last_heard(session: Session, own: SpecificPledge) -> tuple[datetime, int]:
    """Return when something was heard of it last, and how many whole years ago that was."""
    times = [line.at for line in own.progress if line.by is not None]
    last = max(times, default=own.registered_at or own.made_at)
    return last, (now(session) - last) // YEAR


def nudge(session: Session, actor: Actor, *, specific_pledge_id: int) -> int:
    """Ask for a line once a year; after two years without one it counts as stalled."""
    require(actor, Action.SETTLE_DUE)
    own = hold(session, specific_pledge_id)
    last, years = _last_heard(session, own)
    if own.state not in RUNNING or not years:
        return 0
    people = recipients.drafters(session, own.agency_id)
    for person in people:
        _write(session, own, "specific-pledge-nudge", f"{last}:{years}", person)
    if years > 1 and own.state != CommitmentState.STALLED:
        words = "Nothing was heard for two years."
        _add_line(session, actor, own, move_commitment(own.state, "stall"), words, "")
    return len(people)


def _add_line(  # noqa: PLR0917  a line has as many parts
    session: Session, actor: Actor, own: SpecificPledge, state: str, words: str, evidence: str
) -> Progress:
    line = Progress(
        specific_pledge_id=own.id,
        state=state,
        words=words,
        evidence=evidence,
        by=actor.person_id,
        at=now(session),
    )
    own.progress.append(line)
    own.state = state
    session.flush()
    told = {"agency": own.agency.acronym, "number": own.number, "state": state, "words": words}
    kind = "specific pledge reported on"
    record.write(session, actor, own.pledge, kind, told, rows=[line, moving.of_own(own)])
    return line


def _own(session: Session, actor: Actor, specific_pledge_id: int, action: Action) -> SpecificPledge:
    own = hold(session, specific_pledge_id)
    require(actor, action, agency_id=own.agency_id)
    return own


def _write(  # noqa: PLR0917  a mail has as many parts
    session: Session,
    own: SpecificPledge,
    letter: str,
    key: str,
    person: Person,
    why: str = "",
) -> None:
    mail.write(
        session,
        letter,
        key=f"{letter}:{own.id}:{key}:{person.id}",
        person=person,
        pledge=own.pledge,
        goes_to=f"/specific-pledges/{own.id}",
        agency=own.agency,
        own=own,
        why=why,
    )
