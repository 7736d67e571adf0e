"""Say whether an agency joins: by who may decide, for exactly the text that was shown."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import NotEditorial, NotPreauthorized, UnknownChange
from workflow.models import Agency, Change, OnBehalf, OptIn, Pledge, Revision, Round, Version
from workflow.queries.deciding import watching
from workflow.queries.joining import standing
from workflow.rules import consent, editorial, leaving
from workflow.rules.consent import OptInAnswer, Said
from workflow.rules.permissions import DECIDING, DRAFTERS, Action, Actor, Role, require
from workflow.rules.ways import Ways
from workflow.services.mailing import mail, recipients
from workflow.services.people import delegates
from workflow.services.pledging import membership, pledges
from workflow.services.proving import record


def answer(
    session: Session,
    actor: Actor,
    *,
    version_id: int,
    seen: str,
    answer: str,
    words: str = "",
    must_contain: str = "",
    must_take: str = "",
    may_confirm: bool = False,
) -> OptIn:
    """Keep the answer of an agency to the version it was shown; the same answer twice is one.

    `seen` is the fingerprint of the text on the page. If the text has moved on since, nothing is
    kept: a name never stands under words that its principal has not read. `must_take` names
    changes by their labels; with `may_confirm` the principal lets a focal point confirm what only
    editorial corrections change later.
    """
    require(actor, Action.OPT_IN)
    version = pledges.hold_version(session, version_id)
    agency = membership.speaking(session, version.pledge, actor.agency_id, answer)
    pledges.refuse_old_text(version.pledge, version, seen)
    takes = _known_labels(session, version.pledge_id, must_take)
    locked = version.locked_at is not None
    said = consent.checked(answer, words, must_contain, takes, locked=locked)
    return keep(session, actor, version, agency, said, may_confirm=may_confirm)


def confirm_editorial(session: Session, actor: Actor, *, version_id: int, seen: str) -> OptIn:
    """Put the name of an agency under a text that only editorial corrections changed.

    Its principal has allowed that for the text they read; a focal point looks at the corrections.
    """
    require(actor, Action.CONFIRM_EDITORIAL)
    version = pledges.hold_version(session, version_id)
    agency = membership.own_agency(session, actor, version.pledge)
    pledges.refuse_old_text(version.pledge, version, seen)
    read = standing.read_by_principal(session, version.pledge_id, agency.id)
    last = standing.last_opt_ins(session, version.pledge_id).get(agency.id)
    joins = last is not None and last.answer in consent.JOINING
    if read is None or last is None or not (read.editorial and joins):
        raise NotPreauthorized
    found = editorial.beyond(read.version.blocks, version.blocks)
    if found:
        raise NotEditorial(reason=", ".join(found[:3]))
    said = Said(last.answer, "", last.words)
    return keep(session, actor, version, agency, said, may_confirm=True)


def keep(
    session: Session,
    actor: Actor,
    version: Version,
    agency: Agency,
    said: Said,
    *,
    may_confirm: bool = False,
) -> OptIn:
    """Add the answer with the entry that tells of it, and send the receipt. The pledge is held."""
    authority = delegates.in_force(session, actor, agency)
    row = standing.last_opt_ins(session, version.pledge_id).get(agency.id)
    last, locked = standing.said(row), version.locked_at is not None
    said = leaving.meant(said, last, version.sha256, locked=locked)
    joins = said.answer in consent.JOINING
    if row and _same(row, version, said, may_confirm=joins and may_confirm):
        return row
    opt_in = OptIn(
        version_id=version.id,
        agency_id=agency.id,
        sha256=version.sha256,
        answer=said.answer,
        words=said.words,
        must_contain=said.must_contain,
        must_take=list(said.must_take),
        editorial=joins and may_confirm,
        role=actor.role.value,
        authority_id=authority.id if authority else None,
        leaves_at=leaving.ends_at(said, last, Ways.of(version.pledge.settings), now(session)),
        given_by=actor.person_id,
        given_at=now(session),
    )
    opt_in.version, opt_in.agency, opt_in.authority = version, agency, authority
    session.add(opt_in)
    session.flush()
    record.write(session, actor, version.pledge, "opt-in given", _told(opt_in), rows=[opt_in])
    void_written_down(session, actor, version.pledge, agency_id=agency.id)
    _confirm_receipt(session, opt_in)
    return opt_in


def ask(session: Session, actor: Actor, *, version_id: int, seen: str) -> int:
    """Ask the principals of all agencies that are not in yet; return how many were asked."""
    require(actor, Action.REMIND)
    version = pledges.hold_version(session, version_id)
    pledges.refuse_old_text(version.pledge, version, seen)
    asked = ask_missing(session, version.pledge)
    if asked:
        record.write(
            session, actor, version.pledge, "opt-ins asked for", {"version": version.label}
        )
    return asked


def ask_missing(session: Session, pledge: Pledge) -> int:
    """Write to the principals of agencies whose name does not stand under the latest text."""
    asked = 0
    for agency in missing(session, pledge):
        for person in recipients.with_roles(session, DECIDING, agency_id=agency.id):
            asked += 1
            mail.write(
                session,
                "optin-request",
                key=f"optin-request:{pledge.latest.id}:{person.id}",
                person=person,
                pledge=pledge,
                goes_to=f"/pledges/{pledge.id}/join",
                version=pledge.latest,
                agency=agency,
            )
    return asked


def missing(session: Session, pledge: Pledge) -> list[Agency]:
    """Return the agencies that have said neither yes nor no to the latest text."""
    asked = [one for one in standing.stands(session, pledge) if one.gone_since is None]
    return [one.agency for one in asked if one.standing not in consent.LASTING]


def tell_broken(session: Session, version: Version) -> None:
    """Tell an agency and the office at once that a new text breaks its condition."""
    office = recipients.office(session)
    for one in watching.broken(session, version.pledge, version.text):
        agency = one.watch.agency
        own = recipients.with_roles(session, [*DECIDING, *DRAFTERS], agency_id=agency.id)
        for person in {person.id: person for person in [*own, *office]}.values():
            mail.write(
                session,
                "condition-broken",
                key=f"condition-broken:{version.id}:{agency.id}:{person.id}",
                person=person,
                pledge=version.pledge,
                goes_to=f"/pledges/{version.pledge_id}/joining",
                version=version,
                agency=agency if person in own else None,
                concerned=agency,
                signal=one.watch.opt_in is None,
                missing=one.missing,
            )


def void_written_down(
    session: Session, actor: Actor, pledge: Pledge, *, agency_id: int | None = None
) -> None:
    """End what still waits: the text moved on, or the agency answered by itself or takes no part.

    Each end is an entry of its own, closed to those from whom it was hidden that it was there.
    """
    waiting = (
        select(OnBehalf)
        .join(Version)
        .where(Version.pledge_id == pledge.id, OnBehalf.ended.is_(None))
    )
    if agency_id is not None:
        waiting = waiting.where(OnBehalf.agency_id == agency_id)
    for row in session.scalars(waiting).all():
        row.ended, row.ended_by, row.ended_at = "void", actor.person_id, now(session)
        session.flush()
        told = {"agency": row.agency.acronym, "version": row.version.label}
        record.write(session, actor, pledge, "opt-in void", told, rows=[row])


def _known_labels(session: Session, pledge_id: int, words: str) -> Sequence[str]:
    labels = consent.labels_of(words)
    if not labels:
        return ()
    known = session.scalars(
        select(Change.label)
        .join(Revision, Change.revision_id == Revision.id)
        .join(Round, Revision.round_id == Round.id)
        .where(Round.pledge_id == pledge_id)
    )
    by_name = {label.upper(): label for label in known}
    for label in labels:
        if label not in by_name:
            raise UnknownChange(label=label)
    return [by_name[label] for label in labels]


def _same(row: OptIn, version: Version, said: Said, *, may_confirm: bool) -> bool:
    kept = (row.version_id, row.answer, row.words, row.must_contain, tuple(row.must_take))
    given = (version.id, said.answer, said.words, said.must_contain, said.must_take)
    return kept == given and row.editorial == may_confirm


def _told(row: OptIn) -> dict[str, object]:
    """Return what the record tells; it names no person, so that nobody has to be erased from it."""
    told: dict[str, object] = {
        "agency": row.agency.acronym,
        "version": row.version.label,
        "sha256": row.sha256,
        "answer": row.answer,
        "words": row.words,
        "must_contain": row.must_contain,
        "must_take": list(row.must_take),
        "role": row.role,
    }
    if row.leaves_at:
        told["leaves_at"] = row.leaves_at.isoformat()
    if row.authority:
        told["authority"] = {
            "from": row.authority.starts_at.isoformat(),
            "until": row.authority.ends_at.isoformat(),
        }
    return told


def _confirm_receipt(session: Session, row: OptIn) -> None:
    """Write to the agency what was kept; each mail carries the head of the record."""
    everybody = [*DECIDING, *DRAFTERS]
    for person in recipients.with_roles(session, everybody, agency_id=row.agency_id):
        mail.write(
            session,
            "optin-receipt",
            key=f"optin-receipt:{row.id}:{person.id}",
            person=person,
            pledge=row.version.pledge,
            goes_to=_own_page(person.id == row.given_by, row),
            version=row.version,
            agency=row.agency,
            opt_in=row,
            joins=row.answer in consent.JOINING,
            leaves=row.answer == OptInAnswer.LEAVES,
            role=Role(row.role),
        )


def _own_page(own: bool, row: OptIn) -> str:  # noqa: FBT001  whether the reader gave the answer
    decided = own and Role(row.role) in DECIDING
    return f"/pledges/{row.version.pledge_id}/{'join' if decided else 'joining'}"
