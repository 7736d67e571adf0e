"""Tell an agency that the people who answer for it have changed, and what is open meanwhile.

A draft belongs to the agency, so nothing has to be handed over; but everybody has to know who goes
on and until when: who came or went, and all who answer for the agency now. Where nobody is left,
the office is told, since no mail reaches that agency any more.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import jobs
from workflow.db import now
from workflow.models import Agency, Grant, Member, Person
from workflow.queries.desk import desk_of_agencies
from workflow.queries.desk.desk_things import Thing
from workflow.queries.pledging import pledges
from workflow.queries.pledging.pledges import PledgeLine
from workflow.rules.permissions import DRAFTERS, Action, Actor, Role, require
from workflow.rules.stages import Stage
from workflow.services.mailing import mail, recipients
from workflow.services.mailing.letters import Zones
from workflow.services.upkeep import work
from workflow.translation import USUAL, speaking

LETTER = "handover"
SETTLES = timedelta(minutes=15)
"""So long after a change the letter is written, with all that changed meanwhile."""
CAME, GONE = "given", "ended"

_PAGES = {
    "answer": "/rounds/{thing.round_id}/answer",
    "returned": "/rounds/{thing.round_id}/answer",
    "silence": "/pledges/{thing.pledge_id}/silence",
    "confirm corrections": "/pledges/{thing.pledge_id}/join/corrections",
}
"""What drafters hand on, and where they go on with it."""


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that goes on, as a reader is told of it."""

    kind: str
    pledge: str
    number: int
    state: str
    until: str
    address: str
    """Empty for who could not open the page."""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who came or went."""

    grant_id: int
    person: Person
    role: str
    gone: bool

    @property
    def name(self) -> str:
        """Their name."""
        return self.person.name


def note(session: Session, grant: Grant) -> None:
    """See to it that all whom a role concerns hear that it was given or ended just now.

    A little later: who replaces somebody gives one role and ends another, and that is one letter.
    """
    if grant.agency_id is None or grant.role not in DRAFTERS:
        return
    key = f"{jobs.TELL_HANDOVER}:{grant.id}:{GONE if grant.ended_at else CAME}"
    due_at = now(session) + SETTLES
    work.enqueue(session, jobs.TELL_HANDOVER, grant.agency_id, key=key, due_at=due_at)


def tell(session: Session, actor: Actor, *, agency_id: int) -> int:
    """Write to all who answer for an agency, or did so, what changed since they were last told."""
    require(actor, Action.SETTLE_DUE)
    agency = session.get(Agency, agency_id, with_for_update=True)
    changes = _changed(session, agency_id)
    lines = _running(session, agency) if agency is not None and changes else []
    if agency is None or not lines:
        return 0
    here = recipients.drafters(session, agency.id)
    office = [] if here else recipients.office(session)
    known = [*here, *office]
    gone = [one.person for one in changes if one.gone and one.person.active]
    leavers = [person for person in dict.fromkeys(gone) if person not in known]
    name = hashlib.sha256(repr([(c.grant_id, c.gone) for c in changes]).encode()).hexdigest()[:16]
    things = _things(session, agency, lines)
    for person in [*known, *leavers]:
        mail.write(
            session,
            LETTER,
            key=f"{LETTER}:{agency.id}:{name}:{person.id}",
            person=person,
            goes_to="/people" if person in office else "/",
            to_office=person in office,
            agency=agency,
            changes=changes,
            names=", ".join(one.name for one in here),
            things=_told(session, person, agency, things, answers=person in here),
        )
    return len(known) + len(leavers)


def _changed(session: Session, agency_id: int) -> list[Change]:
    """Return who came and went; a role that was given and ended meanwhile is no change."""
    keys = work.take_along(session, jobs.TELL_HANDOVER, agency_id)
    told = [tuple(key.split(":")[1:]) for key in keys]
    lasting = [
        (int(grant_id), what)
        for grant_id, what in told
        if {(grant_id, CAME), (grant_id, GONE)} - {*told}
    ]
    grants = {
        one.id: one
        for one in session.scalars(
            select(Grant)
            .where(Grant.id.in_([grant_id for grant_id, _ in lasting]))
            .options(joinedload(Grant.person))
        )
    }
    return [
        Change(grant_id, grants[grant_id].person, grants[grant_id].role, gone=what == GONE)
        for grant_id, what in sorted(lasting)
    ]


def _running(session: Session, agency: Agency) -> list[PledgeLine]:
    """Return the pledges in which the agency takes part and whose text is not locked yet."""
    inside = set(
        session.scalars(
            select(Member.pledge_id).where(Member.agency_id == agency.id, Member.left_at.is_(None))
        )
    )
    lines = pledges.lines(session, _anybody(agency))
    return [line for line in lines if line.id in inside and line.stage != Stage.LOCKED]


def _things(session: Session, agency: Agency, lines: Sequence[PledgeLine]) -> list[Thing]:
    """Return what is open: what waits, and what can still be replaced."""
    return [
        thing
        for thing in desk_of_agencies.things(session, _anybody(agency), lines)
        if thing.kind in _PAGES
        and (thing.waits or (thing.due_at is not None and thing.due_at > now(session)))
    ]


def _told(
    session: Session, person: Person, agency: Agency, things: Iterable[Thing], *, answers: bool
) -> list[Open]:
    """Say what is open in the reader's times; how far a draft is stays inside the agency."""
    own = mail.zones_of({"person": person, "agency": agency, "pledge": None}).own
    with speaking(person.language or USUAL):
        return [
            Open(
                kind=thing.kind,
                pledge=thing.pledge,
                number=thing.number,
                state=thing.state if answers else "",
                until=Zones(own=own, official=thing.zone).moment(thing.due_at),
                address=(
                    mail.address(session, _PAGES[thing.kind].format(thing=thing)) if answers else ""
                ),
            )
            for thing in things
        ]


def _anybody(agency: Agency) -> Actor:
    """Stand for whoever drafts for the agency."""
    return Actor(None, agency.acronym, Role.FOCAL_POINT, agency.id)
