"""Say whether an agency joins: by its principal, for exactly the text that was shown."""

from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import NotFound, Overtaken
from workflow.models import OptIn, Pledge, Version
from workflow.queries import standing
from workflow.rules import consent
from workflow.rules.consent import Said
from workflow.rules.permissions import DRAFTERS, Action, Actor, Role, require
from workflow.services import mail, membership, pledges, recipients, record


def answer(
    session: Session,
    actor: Actor,
    *,
    version_id: int,
    seen: str,
    answer: str,
    words: str = "",
    must_contain: str = "",
) -> OptIn:
    """Keep the answer of an agency to the version it was shown; the same answer twice is one.

    `seen` is the fingerprint of the text on the page. If the text has moved on since, nothing is
    kept: a name never stands under words that its principal has not read.
    """
    require(actor, Action.OPT_IN)
    version = hold_version(session, version_id)
    pledge = version.pledge
    agency = membership.own_agency(session, actor, pledge)
    refuse_old_text(pledge, version, seen)
    said = consent.checked(answer, words, must_contain, locked=version.locked_at is not None)
    standing_row = standing.last_opt_ins(session, pledge.id).get(agency.id)
    if standing_row and _same(standing_row, version, said):
        return standing_row
    opt_in = OptIn(
        version_id=version.id,
        agency_id=agency.id,
        sha256=version.sha256,
        answer=said.answer,
        words=said.words,
        must_contain=said.must_contain,
        given_by=actor.person_id,
        given_at=now(session),
    )
    opt_in.version, opt_in.agency = version, agency
    session.add(opt_in)
    session.flush()
    record.write(
        session,
        actor,
        pledge,
        "opt-in given",
        {
            "agency": agency.acronym,
            "version": version.label,
            "sha256": version.sha256,
            "answer": said.answer,
            "words": said.words,
            "must_contain": said.must_contain,
        },
    )
    return opt_in


def ask(session: Session, actor: Actor, *, version_id: int, seen: str) -> int:
    """Ask the principals of all agencies that are not in yet; return how many were asked."""
    require(actor, Action.REMIND)
    version = hold_version(session, version_id)
    refuse_old_text(version.pledge, version, seen)
    asked = ask_missing(session, version.pledge)
    if asked:
        record.write(
            session, actor, version.pledge, "opt-ins asked for", {"version": version.label}
        )
    return asked


def ask_missing(session: Session, pledge: Pledge) -> int:
    """Write to the principals of agencies whose name does not stand under the latest text."""
    asked = 0
    for stand in standing.stands(session, pledge):
        if stand.standing in {consent.Standing.IN, consent.Standing.OUT}:
            continue
        for person in recipients.with_roles(session, [Role.PRINCIPAL], agency_id=stand.agency.id):
            asked += 1
            mail.write(
                session,
                "optin-request",
                key=f"optin-request:{pledge.latest.id}:{person.id}",
                person=person,
                pledge=pledge,
                goes_to=f"/pledges/{pledge.id}/join",
                version=pledge.latest,
                agency=stand.agency,
            )
    return asked


def tell_broken(session: Session, version: Version) -> None:
    """Tell an agency and the office at once that a new text breaks its condition."""
    office = recipients.office(session)
    for row, missing in standing.broken_conditions(session, version.pledge, version.text):
        own = recipients.with_roles(session, [Role.PRINCIPAL, *DRAFTERS], agency_id=row.agency_id)
        for person in {person.id: person for person in [*own, *office]}.values():
            mail.write(
                session,
                "condition-broken",
                key=f"condition-broken:{version.id}:{row.id}:{person.id}",
                person=person,
                pledge=version.pledge,
                goes_to=f"/pledges/{version.pledge_id}/joining",
                version=version,
                agency=row.agency if person in own else None,
                opt_in=row,
                missing=missing,
            )


def hold_version(session: Session, version_id: int) -> Version:
    """Lock the pledge of a version and return the version as it is now."""
    version = session.get(Version, version_id)
    if version is None:
        raise NotFound(what="version")
    pledges.hold(session, version.pledge_id)
    session.expire(version.pledge, ["versions"])
    return session.get_one(Version, version_id, populate_existing=True)


def refuse_old_text(pledge: Pledge, version: Version, seen: str) -> None:
    """Raise Overtaken unless this is the latest version and the page showed its fingerprint."""
    latest = pledge.latest
    if latest.id != version.id:
        raise Overtaken(detail=f"{latest.label} was published since. ")
    if seen != version.sha256:
        raise Overtaken(detail="The page showed another text than this one. ")


def _same(row: OptIn, version: Version, said: Said) -> bool:
    return (row.version_id, row.sha256, row.answer, row.words, row.must_contain) == (
        version.id,
        version.sha256,
        said.answer,
        said.words,
        said.must_contain,
    )
