"""Tell an agency that the people who answer for it have changed, and what is open meanwhile.

A draft belongs to the agency, so nothing has to be handed over; but everybody has to know who goes
on and until when: who came or went, and all who answer for the agency now. Where nobody is left,
the office is told, since no mail reaches that agency any more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Agency, Grant, Member, Person
from workflow.queries.desk import desk_of_agencies
from workflow.queries.desk.desk_things import Thing
from workflow.queries.pledging import pledges
from workflow.queries.pledging.pledges import PledgeLine
from workflow.rules.permissions import DRAFTERS, Actor, Role
from workflow.rules.stages import Stage
from workflow.services.mailing import mail, recipients
from workflow.services.mailing.letters import Zones
from workflow.translation import USUAL, speaking

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


def tell(session: Session, grant: Grant) -> None:
    """Write to all whom a role that was given or ended just now concerns, once each."""
    agency = grant.agency
    if agency is None or grant.role not in DRAFTERS:
        return
    lines = _running(session, agency)
    if not lines:
        return
    here = recipients.drafters(session, agency.id)
    gone = grant.ended_at is not None
    office = [] if here else recipients.office(session)
    leaver = [grant.person] if gone and grant.person not in [*here, *office] else []
    things = _things(session, agency, lines)
    for person in [*here, *leaver, *office]:
        mail.write(
            session,
            "handover",
            key=f"handover:{grant.id}:{'ended' if gone else 'given'}:{person.id}",
            person=person,
            goes_to="/people" if person in office else "/",
            to_office=person in office,
            agency=agency,
            changed=grant.person,
            role=grant.role,
            gone=gone,
            names=", ".join(one.name for one in here),
            things=_told(session, person, agency, things, answers=person in here),
        )


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
