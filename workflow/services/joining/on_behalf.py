"""What an agency said by telephone: the office writes it down, the agency confirms it.

Until then it is worth nothing: no name stands anywhere by it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import Missing, NotFound, OnBehalfOver, OnBehalfWaits
from workflow.models import OnBehalf, OptIn
from workflow.queries.joining import standing
from workflow.rules import consent, leaving
from workflow.rules.consent import Said
from workflow.rules.permissions import DECIDING, Action, Actor, require
from workflow.services.joining import optins
from workflow.services.mailing import mail, recipients
from workflow.services.people import delegates
from workflow.services.pledging import membership, pledges
from workflow.services.proving import record
from workflow.text.canonical import clean

CONFIRMED, REFUSED, VOID = "confirmed", "refused", "void"
SAID_LIMIT = 300


def write_down(
    session: Session,
    actor: Actor,
    *,
    version_id: int,
    seen: str,
    agency_id: int,
    answer: str,
    said: str,
    words: str = "",
    must_contain: str = "",
) -> OnBehalf:
    """Write down what an agency said of the text that was shown, and ask it to confirm."""
    require(actor, Action.RECORD_ON_BEHALF)
    version = pledges.hold_version(session, version_id)
    pledges.refuse_old_text(version.pledge, version, seen)
    agency = membership.speaking(session, version.pledge, agency_id, answer)
    locked = version.locked_at is not None
    last = standing.said(standing.last_opt_ins(session, version.pledge_id).get(agency.id))
    given = consent.checked(answer, words, must_contain, locked=locked)
    kept = leaving.meant(given, last, version.sha256, locked=locked)
    how = clean(said).strip()[:SAID_LIMIT]
    if not how:
        raise Missing(what="who said it, when and how")
    if find_waiting(session, version.id, agency.id):
        raise OnBehalfWaits(agency=agency.acronym)
    row = OnBehalf(
        version_id=version.id,
        agency_id=agency.id,
        answer=kept.answer,
        words=kept.words,
        must_contain=kept.must_contain,
        said=how,
        recorded_by=actor.person_id,
        recorded_at=now(session),
    )
    row.version, row.agency = version, agency
    session.add(row)
    session.flush()
    _note(session, actor, row, "opt-in written down")
    for person in recipients.with_roles(session, DECIDING, agency_id=agency.id):
        mail.write(
            session,
            "on-behalf",
            key=f"on-behalf:{row.id}:{person.id}",
            person=person,
            pledge=version.pledge,
            goes_to=f"/pledges/{version.pledge_id}/join",
            version=version,
            agency=agency,
            row=row,
        )
    return row


def confirm(session: Session, actor: Actor, *, on_behalf_id: int, seen: str) -> OptIn:
    """Make what was written down the answer of the agency, by somebody who may give it."""
    require(actor, Action.OPT_IN)
    row = _hold(session, actor, on_behalf_id)
    version = row.version
    membership.speaking(session, version.pledge, row.agency_id, row.answer)
    pledges.refuse_old_text(version.pledge, version, seen)
    _end(session, actor, row, CONFIRMED)
    said = Said(row.answer, "", row.words, row.must_contain)
    opt_in = optins.keep(session, actor, version, row.agency, said)
    row.opt_in_id = opt_in.id
    session.flush()
    _note(session, actor, row, "opt-in confirmed")
    return opt_in


def refuse(session: Session, actor: Actor, *, on_behalf_id: int) -> OnBehalf:
    """Say that this is not what the agency answered."""
    require(actor, Action.OPT_IN)
    row = _hold(session, actor, on_behalf_id)
    _end(session, actor, row, REFUSED)
    _note(session, actor, row, "opt-in not confirmed")
    return row


def take_back(session: Session, actor: Actor, *, on_behalf_id: int) -> OnBehalf:
    """Take back what was written down, as the office."""
    require(actor, Action.RECORD_ON_BEHALF)
    row = _hold(session, actor, on_behalf_id)
    _end(session, actor, row, VOID)
    _note(session, actor, row, "opt-in taken back")
    return row


def find_waiting(session: Session, version_id: int, agency_id: int) -> OnBehalf | None:
    """Return what was written down for an agency and waits to be confirmed."""
    return session.scalar(
        select(OnBehalf).where(
            OnBehalf.version_id == version_id,
            OnBehalf.agency_id == agency_id,
            OnBehalf.ended.is_(None),
        )
    )


def _hold(session: Session, actor: Actor, on_behalf_id: int) -> OnBehalf:
    row = session.get(OnBehalf, on_behalf_id)
    if row is None:
        raise NotFound(what="answer")
    pledges.hold_version(session, row.version_id)
    if actor.agency_id not in {None, row.agency_id}:
        raise NotFound(what="answer")
    delegates.in_force(session, actor, row.agency)
    session.refresh(row)
    if row.ended is not None:
        raise OnBehalfOver(ended=row.ended)
    return row


def _end(session: Session, actor: Actor, row: OnBehalf, how: str) -> None:
    row.ended, row.ended_by, row.ended_at = how, actor.person_id, now(session)
    session.flush()


def _note(session: Session, actor: Actor, row: OnBehalf, kind: str) -> None:
    told = {
        "agency": row.agency.acronym,
        "version": row.version.label,
        "sha256": row.version.sha256,
        "answer": row.answer,
        "words": row.words,
        "must_contain": row.must_contain,
    }
    record.write(session, actor, row.version.pledge, kind, told, rows=[row])
