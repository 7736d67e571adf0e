"""What stands in people's calendars: one entry for each deadline of an agency, and for silence.

The entry of a round carries the deadline of that agency, so more time for one moves one entry.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.files import ical
from workflow.files.ical import Entry
from workflow.models import Agency, Extension, Person, Round, Silence
from workflow.queries.rounds import windows
from workflow.rules.answers import ExtensionState
from workflow.rules.permissions import OFFICE
from workflow.rules.stages import RoundState, SilenceState
from workflow.services.mailing import mail

SENDER = "mail_from"
"""Where a session keeps the address that our mails come from."""

BEFORE_SILENCE_ENDS = (timedelta(hours=-24),)


def of_round(session: Session, round_: Round, agency: Agency, *, cancelled: bool = False) -> Entry:
    """Return the entry of an agency's deadline; what ends it is one step newer than the rest."""
    extensions = session.scalar(
        select(func.count()).where(
            Extension.round_id == round_.id,
            Extension.agency_id == agency.id,
            Extension.state == ExtensionState.GRANTED,
        )
    )
    over = cancelled and round_.ended_at is not None
    return Entry(
        uid=f"round-{round_.id}-agency-{agency.id}@{_host(session)}",
        sequence=round_.deadline_number - 1 + (extensions or 0) + over,
        at=windows.until(session, round_, agency.id),
        written_at=now(session),
        title=f"{agency.acronym} answers: {round_.pledge.title}",
        words=f"Until then {agency.acronym} can answer round {round_.number}.",
        link=mail.address(session, f"/rounds/{round_.id}/answer"),
        cancelled=cancelled,
    )


def of_silence(session: Session, silence: Silence, *, cancelled: bool = False) -> Entry:
    """Return the entry of the end of a silence procedure."""
    pledge = silence.version.pledge
    return Entry(
        uid=f"silence-{silence.id}@{_host(session)}",
        sequence=int(cancelled),
        at=silence.ends_at,
        written_at=now(session),
        title=f"Silence ends: {pledge.title}",
        words=f"{silence.version.label} is agreed then unless an agency objects before.",
        link=mail.address(session, f"/pledges/{pledge.id}/silence"),
        cancelled=cancelled,
        alarms=BEFORE_SILENCE_ENDS,
    )


def end_of_silence_for(session: Session, silence: Silence, person: Person) -> str:
    """Return the end of a silence as it goes with a mail to one person: kept, or taken away."""
    over = silence.state == SilenceState.BROKEN
    return invitation(session, of_silence(session, silence, cancelled=over), person)


def invitation(session: Session, entry: Entry, person: Person) -> str:
    """Return an entry as it goes with a mail to one person."""
    organizer = str(session.info.get(SENDER) or f"onevoice@{_host(session)}")
    return ical.invitation(entry, organizer=organizer, attendee=person.email)


def deadline_for(
    session: Session, round_: Round, agency: Agency, person: Person, *, cancelled: bool = False
) -> str:
    """Return the entry of an agency's deadline as it goes with a mail to one person."""
    entry = of_round(session, round_, agency, cancelled=cancelled)
    return invitation(session, entry, person)


def _host(session: Session) -> str:
    return urlsplit(mail.address(session, "/")).hostname or "localhost"


def of_person(session: Session, person: Person) -> list[Entry]:
    """Return everything that somebody's own calendar shows: the deadlines that are still ahead."""
    agencies = {grant.agency for grant in person.grants if grant.agency and not grant.ended_at}
    office = any(grant.role in OFFICE and not grant.ended_at for grant in person.grants)
    found: list[Entry] = []
    for round_ in session.scalars(select(Round).where(Round.state == RoundState.OPEN)):
        members = {m.agency for m in round_.pledge.members if m.left_at is None}
        here = members & agencies
        found += [of_round(session, round_, agency) for agency in here]
        if office and not here:
            found.append(_of_office(session, round_))
    running = session.scalars(select(Silence).where(Silence.state == SilenceState.RUNNING))
    for silence in running:
        members = {m.agency for m in silence.version.pledge.members if m.left_at is None}
        if office or members & agencies:
            found.append(of_silence(session, silence))
    return sorted(found, key=lambda entry: entry.at)


def _of_office(session: Session, round_: Round) -> Entry:
    return Entry(
        uid=f"round-{round_.id}@{_host(session)}",
        sequence=round_.deadline_number - 1,
        at=windows.runs_until(session, round_),
        written_at=now(session),
        title=f"Round {round_.number} ends: {round_.pledge.title}",
        words="The last answer can be on time until then.",
        link=mail.address(session, f"/rounds/{round_.id}"),
    )
