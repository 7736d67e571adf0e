"""What is written because of a mail that came in.

A person is told what was understood; the office and the agency, whom mails do not reach. Machines
are told nothing.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workflow.files.post import Letter
from workflow.models import Agency, Incoming, Mail, Person, Round
from workflow.queries.rounds import reach
from workflow.rules import inbound
from workflow.rules.inbound import Kind, Waiting
from workflow.services.mailing import mail, recipients


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a mail before it is understood."""

    letter: Letter
    mail: Mail | None
    person: Person | None
    agency: Agency | None
    about: Mail | None = None
    """What a bounce is about: the mail itself, or the first of an agency in a common one."""
    bounced: bool = False
    file_problem: str = ""

    @property
    def row(self) -> dict[str, Any]:
        """The row that is kept of it, whatever it turns out to be."""
        return {
            "sender": self.letter.sender,
            "subject": self.letter.subject,
            "mail_id": self.mail.id if self.mail else None,
            "person_id": self.person.id if self.person else None,
            "round_id": self.about.round_id if self.about else None,
            "agency_id": self.agency.id if self.agency else None,
        }


def tell(session: Session, seen: Seen, row: Incoming, *, too_many: bool) -> None:
    """Write to whom a mail concerns: to its sender, or about whoever was not reached."""
    if row.kind == Kind.BOUNCE:
        _tell_of_bounce(session, seen, row)
    elif row.state == Waiting.WAITS or (row.kind == Kind.WORD_FILE and row.problem):
        _tell_back(session, seen, row, key=f"reply-understood:{row.id}")
    elif too_many:
        day = row.received_at.date().isoformat()
        _tell_back(session, seen, row, key=f"reply-unread:{row.person_id}:{day}")


def _tell_back(session: Session, seen: Seen, row: Incoming, *, key: str) -> None:
    if seen.person is None or row.round_id is None:
        return
    round_ = session.get_one(Round, row.round_id)
    goes_to = f"/replies/{row.id}"
    if row.kind == Kind.REFUSED:
        goes_to = f"/rounds/{round_.id}/answer"
    if row.kind == Kind.WORD_FILE:
        goes_to = f"/files/{row.file_id}" if row.file_id else f"/rounds/{round_.id}/file"
    mail.write(
        session,
        "reply-understood",
        key=key,
        person=seen.person,
        pledge=round_.pledge,
        goes_to=goes_to,
        round=round_,
        agency=seen.agency,
        incoming=row,
    )


def _tell_of_bounce(session: Session, seen: Seen, row: Incoming) -> None:
    if seen.about is None or seen.agency is None:
        return
    if not inbound.is_lasting(row.status) and not (
        row.round_id and seen.about.id in reach.bounced(session, row.round_id)
    ):
        return
    round_ = session.get(Round, row.round_id) if row.round_id else None
    others = [p for p in recipients.drafters(session, seen.agency.id) if p.id != row.person_id]
    for person in [*recipients.office(session), *others]:
        mail.write(
            session,
            "mail-returned",
            key=f"mail-returned:{row.round_id}:{row.person_id}:{person.id}",
            person=person,
            pledge=round_.pledge if round_ else None,
            goes_to=f"/rounds/{round_.id}" if round_ else "/",
            round=round_,
            lost=seen.person.name if seen.person else seen.about.address,
            home=seen.agency.acronym,
            why=row.words or row.status,
        )
