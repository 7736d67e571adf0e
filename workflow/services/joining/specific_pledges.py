"""What an agency commits to by itself, beside the common text.

The words of a draft belong to its agency: the record tells that it was started or edited, and by
whom, and nothing of what it says.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import Missing, NotAdmissible, NotFound, Overtaken, TooLong
from workflow.models import Agency, Change, Partner, Pledge, RegisteredText, SpecificPledge
from workflow.queries.proving import moving
from workflow.rules.commitments import Terms, refuse_incomplete
from workflow.rules.fingerprints import of_commitment
from workflow.rules.headings import LIMIT, clean_heading
from workflow.rules.permissions import DRAFTERS, Action, Actor, Role, require
from workflow.rules.stages import CommitmentState, move_commitment
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import membership, pledges
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.text.canonical import clean

DESCRIPTION_LIMIT = 20
"""Kilobytes: three pages, far more than a pledge of 3,000 characters needs."""


def start(
    session: Session, actor: Actor, *, pledge_id: int, title: str, description: str
) -> SpecificPledge:
    """Start a specific pledge of the actor's own agency."""
    require(actor, Action.EDIT_SPECIFIC_PLEDGE)
    pledge = pledges.hold(session, pledge_id)
    agency = membership.own_agency(session, actor, pledge)
    own = _new(session, pledge, agency.id, title=title, description=description)
    told = {"agency": agency.acronym, "number": own.id}
    record.write(session, actor, pledge, "specific pledge started", told, rows=[moving.of_own(own)])
    return own


def start_from(session: Session, actor: Actor, pledge: Pledge, change: Change) -> SpecificPledge:
    """Turn a change that was redirected into a draft of the agency that proposed it, once.

    The pledge is already held by whoever publishes the answer to the change.
    """
    require(actor, Action.PUBLISH)
    known = session.scalar(
        select(SpecificPledge).where(SpecificPledge.origin_change_id == change.id)
    )
    if known:
        return known
    words = change.new.strip() or change.old.strip() or change.reason.strip()
    own = _new(
        session,
        pledge,
        change.revision.agency_id,
        title=_title(words) or f"From {change.label}",
        description="\n\n".join(filter(None, [words, change.reason.strip()])) or change.label,
    )
    own.origin_change_id = change.id
    session.flush()
    told = {
        "agency": session.get_one(Agency, own.agency_id).acronym,
        "number": own.id,
        "change": change.label,
    }
    record.write(session, actor, pledge, "specific pledge started", told, rows=[moving.of_own(own)])
    return own


def edit(
    session: Session,
    actor: Actor,
    *,
    specific_pledge_id: int,
    title: str,
    description: str,
    terms: Terms | None = None,
    matches: int | None = None,
    partners: Sequence[int] | None = None,
    seen: str = "",
) -> SpecificPledge:
    """Save a draft, or amend what is registered; what it said before stays to be read.

    `seen` says when the draft that the page showed was saved, if it knows. `matches` is the number
    of a registered one, `partners` are agencies that commit to the same; each has to confirm it.
    """
    require(actor, Action.EDIT_SPECIFIC_PLEDGE)
    own = hold(session, specific_pledge_id)
    require(actor, Action.EDIT_SPECIFIC_PLEDGE, agency_id=own.agency_id)
    if seen and seen != own.changed_at.isoformat():
        raise Overtaken(detail="A colleague saved this specific pledge meanwhile.")
    if own.state != CommitmentState.DRAFT:
        move_commitment(own.state, "amend")
    own.title = clean_heading(title, what="title")
    own.description = _description(description)
    if terms is not None:
        own.terms = terms.checked().as_json()
        own.matches_id = _matched(session, own, matches)
    if partners is not None:
        _name_partners(session, own, partners)
    own.changed_at = now(session)
    session.flush()
    if own.state == CommitmentState.DRAFT:
        told: dict[str, Any] = {"agency": own.agency.acronym, "number": own.id}
        rows = [moving.of_own(own)]
        record.write(session, actor, own.pledge, "specific pledge edited", told, rows=rows)
    else:
        refuse_incomplete(own.title, own.description, Terms.read(own.terms))
        keep_text(session, actor, own, "specific pledge amended")
    return own


def hold(session: Session, specific_pledge_id: int) -> SpecificPledge:
    """Lock a specific pledge by way of its pledge and return it as it is now."""
    found = session.get(SpecificPledge, specific_pledge_id)
    if found is None:
        raise NotFound(what="specific pledge")
    pledges.hold(session, found.pledge_id)
    own = session.get_one(SpecificPledge, specific_pledge_id, populate_existing=True)
    session.expire(own, ["partners", "progress", "editions"])
    return own


def keep_text(session: Session, actor: Actor, own: SpecificPledge, kind: str) -> RegisteredText:
    """Keep what a registered specific pledge says now, for ever, and note its fingerprint."""
    edition = RegisteredText(
        specific_pledge_id=own.id,
        number=len(own.editions) + 1,
        title=own.title,
        description=own.description,
        terms=own.terms,
        made_by=actor.person_id,
        made_at=now(session),
    )
    own.editions.append(edition)
    session.flush()
    told = {
        "agency": own.agency.acronym,
        "number": own.number,
        "edition": edition.number,
        "title": own.title,
        "sha256": of_commitment(own.title, own.description, own.terms),
    }
    record.write(session, actor, own.pledge, kind, told, rows=[edition, moving.of_own(own)])
    return edition


def _matched(session: Session, own: SpecificPledge, number: int | None) -> int | None:
    if number is None:
        return None
    other = session.scalar(
        select(SpecificPledge.id).where(
            SpecificPledge.pledge_id == own.pledge_id,
            SpecificPledge.number == number,
            SpecificPledge.id != own.id,
        )
    )
    if other is None:
        raise NotAdmissible
    return other


def _name_partners(session: Session, own: SpecificPledge, wanted: Sequence[int]) -> None:
    """Name the agencies of a joint pledge. Who has confirmed stays; new ones are asked."""
    members = {m.agency_id for m in rounds.members(own.pledge)} - {own.agency_id}
    chosen = [one for one in dict.fromkeys(wanted) if one in members]
    for partner in list(own.partners):
        if partner.agency_id not in chosen:
            session.delete(partner)
    known = {partner.agency_id for partner in own.partners}
    for agency_id in chosen:
        if agency_id not in known:
            session.add(
                Partner(specific_pledge_id=own.id, agency_id=agency_id, named_at=now(session))
            )
            _ask_partner(session, own, agency_id)
    session.flush()
    session.expire(own, ["partners"])


def _ask_partner(session: Session, own: SpecificPledge, agency_id: int) -> None:
    agency = session.get_one(Agency, agency_id)
    for person in recipients.with_roles(session, [*DRAFTERS, Role.PRINCIPAL], agency_id=agency_id):
        mail.write(
            session,
            "partner-named",
            key=f"partner-named:{own.id}:{person.id}",
            person=person,
            pledge=own.pledge,
            goes_to=f"/specific-pledges/{own.id}",
            agency=agency,
            own=own,
        )


def _new(
    session: Session, pledge: Pledge, agency_id: int, *, title: str, description: str
) -> SpecificPledge:
    own = SpecificPledge(
        pledge_id=pledge.id,
        agency_id=agency_id,
        title=clean_heading(title, what="title"),
        description=_description(description),
        state=CommitmentState.DRAFT.value,
        terms=Terms().as_json(),
        made_at=now(session),
        changed_at=now(session),
    )
    session.add(own)
    session.flush()
    return own


def _description(text: str) -> str:
    found = clean(text).strip()
    if not found:
        raise Missing(what="what your agency will do")
    if len(found.encode()) > DESCRIPTION_LIMIT * 1024:
        raise TooLong(limit=DESCRIPTION_LIMIT)
    return found


def _title(words: str) -> str:
    """Make a title of the first words; whatever a title cannot hold is left out."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    plain = plain.replace("=?", "= ?")
    return plain if len(plain) <= 80 else plain[:80].rsplit(" ", 1)[0][:LIMIT] + "…"
