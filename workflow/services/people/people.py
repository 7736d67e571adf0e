"""Agencies, people and roles: who is invited, who leaves."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from workflow import translation
from workflow.db import now
from workflow.errors import AlreadyThere, BadChoice, BadPassword, LastOne, Missing, NotFound
from workflow.models import Agency, Grant, Person, Pledge
from workflow.rules.addresses import clean_address
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import AGENCY, TABLE, Action, Actor, Role, require
from workflow.services.chasing import handovers
from workflow.services.mailing import mail
from workflow.services.people import passwords, signin
from workflow.services.pledging.pledges import known_zone

OFFICE_ZONE = "America/New_York"


def first_run(session: Session, *, name: str, email: str, password: str) -> Person:
    """Make the first account, the coordinator's, who is also the administrator."""
    if session.get_bind().dialect.name == "postgresql":
        # Of two who open the first page at the same moment only one may become coordinator.
        session.execute(text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"))
    if session.scalar(select(func.count()).select_from(Person)):
        raise NotFound(what="page")
    person = _make(session, name=name, email=email)
    set_password(session, person, password=password)
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        person.grants.append(Grant(role=role.value, granted_at=now(session)))
    session.flush()
    return person


def invite(
    session: Session,
    actor: Actor,
    *,
    name: str,
    email: str,
    role: str,
    agency_id: int | None = None,
    pledge_id: int | None = None,
) -> Person:
    """Give somebody a role, new or known, and send a link to come in.

    A delegate is named by a principal (`delegates.name`), with the days of the authority.
    """
    require(actor, Action.MANAGE_PEOPLE)
    chosen = _role(role)
    agency = _agency_for(session, chosen, agency_id)
    pledge = _pledge_for(session, chosen, pledge_id)
    grant = take_in(session, name=name, email=email, role=chosen, agency=agency, pledge=pledge)
    return grant.person


def take_in(
    session: Session,
    *,
    name: str,
    email: str,
    role: Role,
    agency: Agency | None,
    pledge: Pledge | None = None,
) -> Grant:
    """Give a role to somebody new or known and send the link; who may do that was asked before."""
    person = find_by_email(session, email) or _make(session, name=name, email=email)
    grant = _grant(session, person, role, agency, pledge)
    token = signin.make_link(session, person, lasts=signin.INVITATION_LASTS)
    mail.write(
        session,
        "invitation",
        key=f"invitation:{grant.id}",
        person=person,
        pledge=pledge,
        goes_to=signin.address_of(token),
        role=role.value,
        agency=agency,
    )
    handovers.note(session, grant)
    return grant


def end_grant(session: Session, actor: Actor, *, grant_id: int) -> Grant:
    """End a role. Links that were sent to somebody without any role left die with it."""
    require(actor, Action.MANAGE_PEOPLE)
    grant = session.get(Grant, grant_id, with_for_update=True)
    if grant is None or grant.ended_at is not None:
        raise NotFound(what="role")
    if Role(grant.role) in TABLE[Action.MANAGE_PEOPLE] and not _others_manage(session, grant):
        raise LastOne
    let_go(session, grant)
    return grant


def let_go(session: Session, grant: Grant) -> None:
    """End a role and what hangs on it; who may do that was asked before."""
    grant.ended_at = now(session)
    session.flush()
    if not session.scalar(
        select(func.count()).where(Grant.person_id == grant.person_id, Grant.ended_at.is_(None))
    ):
        signin.end_links(session, grant.person_id)
    handovers.note(session, grant)


def set_password(session: Session, person: Person, *, password: str) -> None:
    """Set somebody's own password; all their other sessions end."""
    if not passwords.MINIMUM <= len(password) <= passwords.MAXIMUM:
        raise BadPassword(minimum=passwords.MINIMUM)
    person.password_hash = passwords.make(password)
    person.session_epoch += 1
    session.flush()


def end_sessions(session: Session, person: Person) -> None:
    """Sign somebody out everywhere: no cookie that was given to them works any more."""
    person.session_epoch += 1
    session.flush()


def set_zone(session: Session, person: Person, *, zone: str) -> None:
    """Set the zone in which somebody reads times; none means that of the agency."""
    person.zone = known_zone(zone) if zone else ""
    session.flush()


def set_language(session: Session, person: Person, *, language: str) -> None:
    """Set the language in which somebody reads pages and mails; none leaves it to the browser."""
    person.language = language if language in translation.NAMES else ""
    session.flush()


def set_digest(session: Session, person: Person, *, daily: bool) -> None:
    """Say whether what can wait comes once a day, in one mail."""
    person.digest = daily
    session.flush()


def set_board_digest(session: Session, person: Person, *, wanted: bool) -> None:
    """Say whether a mail tells on working days where the rounds stand; for the office."""
    person.board_digest = wanted
    session.flush()


def renew_feed(session: Session, person: Person) -> None:
    """Give the private calendar of somebody a new address; the old one shows nothing any more."""
    person.feed_number += 1
    session.flush()


def add_agency(
    session: Session, actor: Actor, *, acronym: str, name: str, zone: str, clears: bool = False
) -> Agency:
    """Add an agency that can take part in pledges."""
    require(actor, Action.MANAGE_AGENCIES)
    short = clean_heading(acronym, what="acronym")
    if session.scalar(select(Agency.id).where(func.lower(Agency.acronym) == short.lower())):
        raise AlreadyThere(what="an agency")
    agency = Agency(
        acronym=short,
        name=clean_heading(name, what="name"),
        zone=known_zone(zone),
        clears=clears,
    )
    session.add(agency)
    session.flush()
    return agency


def find_by_email(session: Session, email: str) -> Person | None:
    """Return the person with this address, however they wrote it."""
    return session.scalar(select(Person).where(Person.email == clean_address(email)))


def _make(session: Session, *, name: str, email: str) -> Person:
    person = Person(
        name=clean_heading(name, what="name"),
        email=clean_address(email),
        created_at=now(session),
    )
    session.add(person)
    session.flush()
    person.grants = []
    return person


def _role(role: str) -> Role:
    if role not in set(Role) - {Role.CLOCK, Role.DELEGATE}:
        raise BadChoice(value=role)
    return Role(role)


def _agency_for(session: Session, role: Role, agency_id: int | None) -> Agency | None:
    if role not in AGENCY:
        return None
    agency = session.get(Agency, agency_id) if agency_id else None
    if agency is None:
        raise Missing(what="the agency of this person")
    return agency


def _pledge_for(session: Session, role: Role, pledge_id: int | None) -> Pledge | None:
    if pledge_id is None or role != Role.OBSERVER:
        return None
    pledge = session.get(Pledge, pledge_id)
    if pledge is None:
        raise NotFound(what="pledge")
    return pledge


def _grant(
    session: Session, person: Person, role: Role, agency: Agency | None, pledge: Pledge | None
) -> Grant:
    agency_id, pledge_id = agency.id if agency else None, pledge.id if pledge else None
    running = [g for g in person.grants if g.ended_at is None and g.role == role]
    # Who may follow all pledges needs no second role for one of them.
    if any(g.agency_id == agency_id and g.pledge_id in {None, pledge_id} for g in running):
        raise AlreadyThere(what="somebody in this role")
    grant = Grant(
        role=role.value,
        agency_id=agency_id,
        pledge_id=pledge_id,
        granted_at=now(session),
    )
    person.grants.append(grant)
    session.flush()
    return grant


def _others_manage(session: Session, grant: Grant) -> bool:
    """Tell whether somebody can still invite people when this role ends."""
    managers = [role.value for role in TABLE[Action.MANAGE_PEOPLE]]
    query = (
        select(func.count())
        .select_from(Grant)
        .join(Person)
        .where(
            Person.active,
            Grant.ended_at.is_(None),
            Grant.role.in_(managers),
            Grant.id != grant.id,
        )
    )
    return bool(session.scalar(query))
