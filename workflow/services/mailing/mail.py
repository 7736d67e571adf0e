"""The outbox: a mail is a row, written with its reason and sent by the worker afterwards.

The key of a mail says for whom and why it is, so however often a task runs, it is written once.
Its Message-ID is made from the key. If the acknowledgement of a mail server gets lost, the mail
has to be sent again, and mail programs see by the equal Message-ID that it is the same.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.models import Mail, Person, Pledge
from workflow.services.mailing import edits, letters, pacing
from workflow.services.mailing.letters import Zones
from workflow.services.proving import keys
from workflow.services.upkeep import work
from workflow.translation import USUAL, speaking

DEFAULT_BASE = "http://localhost"
TO_GUESTS = frozenset(
    {"stakeholder-invitation", "stakeholder-received", "stakeholder-reply", "transmittal"}
)
"""Letters to people outside. The outbox shows neither whom they went to nor what they say."""

HOLD_A_SECRET = frozenset({"invitation", "sign-in-link", *TO_GUESTS})
"""Letters whose link lets people in; it is removed from the outbox once the mail has left."""

ANSWERED_BY_MAIL = frozenset(
    {"round-open", "reminder", "deadline-moved"}
    | {"nudge-t7", "nudge-t3", "nudge-t1", "nudge-hours", "nudge-overdue"}
)
"""Letters that say that one may answer by replying, where replies are read."""

COMMON = frozenset({"digest", pacing.FOLDED})
"""Letters that tell of several mails. What becomes of one becomes of all that it tells."""

DIGESTS = frozenset({"digest", "board-digest"})
"""Letters that their reader can turn off; they say in a header where."""

_PATH = re.compile(r"/(?![/\\])[!-~]*")


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that the post needs to send one mail."""

    mail_id: int
    letter: str
    key: str
    thread: str
    address: str
    name: str
    subject: str
    text: str
    html: str
    written_at: datetime
    calendar: str = ""
    choices: str = ""
    """For a digest: the address of the page on which its reader chooses how often mails come."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody outside who gets a mail and has no account."""

    email: str
    name: str
    zone: str
    id: None = None
    station: None = None
    language: str = ""
    digest: bool = False


def write(
    session: Session,
    letter: str,
    *,
    key: str,
    person: Person | Guest,
    pledge: Pledge | None = None,
    goes_to: str = "/",
    calendar: str = "",
    **fields: Any,  # noqa: ANN401  each letter has words of its own
) -> int | None:
    """Put a mail into the outbox, once per key; return its number if it was not there.

    `goes_to` is the page its button opens, `calendar` the entry that goes with it.
    """
    receipt = keys.receipt(session, pledge) if pledge else None
    replies = letter in ANSWERED_BY_MAIL and bool(session.info.get("mail_reply_to"))
    values = {
        **fields,
        "person": person,
        "pledge": pledge,
        "receipt": receipt,
        "replies": replies,
    }
    with speaking(person.language or USUAL):
        rendered = letters.render(
            letter,
            link=_link(session, goes_to),
            zones=zones_of(values),
            fields=values,
            words=edits.words(session, pledge, letter),
        )
    pause = pacing.wait(session, letter, person, pledge, fields)
    round_, agency = fields.get("round"), fields.get("agency")
    mail_id = work.insert_once(
        session,
        Mail,
        {
            "key": key,
            "letter": letter,
            "person_id": person.id,
            "pledge_id": pledge.id if pledge else None,
            "address": person.email,
            "name": person.name,
            "subject": rendered.subject,
            "text": rendered.text,
            "html": rendered.html,
            "thread": _thread(values),
            "round_id": round_.id if round_ else None,
            "agency_id": agency.id if agency else None,
            "calendar": calendar,
            "written_at": now(session),
            "problem": "",
            "held": pause.held,
            "waits_until": pause.until,
        },
    )
    if mail_id is not None and not pause.held:
        enqueue(session, mail_id)
    elif mail_id is not None and pause.until is not None:
        key = f"{jobs.SEND_FOLDED}:{mail_id}"
        work.enqueue(session, jobs.SEND_FOLDED, mail_id, key=key, due_at=pause.until)
    return mail_id


def enqueue(session: Session, mail_id: int) -> None:
    """Let a mail leave."""
    work.enqueue(session, jobs.DELIVER_MAIL, mail_id, key=f"deliver-mail:{mail_id}")


def find_parcel(session: Session, mail_id: int) -> Parcel | None:
    """Return a mail that still has to be sent."""
    mail = session.scalar(_WAITING, {"of_id": mail_id})
    if mail is None:
        return None
    return Parcel(
        mail_id=mail.id,
        letter=mail.letter,
        key=mail.key,
        thread=mail.thread,
        address=mail.address,
        name=mail.name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        written_at=mail.written_at,
        calendar=mail.calendar,
        choices=address(session, "/account") if mail.letter in DIGESTS else "",
    )


def mark_sent(session: Session, mail_id: int, *, keep_links: bool = False) -> None:
    """Note that a mail has left; a link that lets people in is not kept any longer.

    One statement for almost all mails: until it is committed, a dying worker doubles the mail.
    """
    letter = session.scalar(_MARK, {"of_id": mail_id, "at": now(session)})
    if letter in COMMON:
        session.execute(_MARK_TOLD, {"of_id": mail_id, "at": now(session)})
    if letter in HOLD_A_SECRET and not keep_links:
        _remove_links(session, session.get_one(Mail, mail_id, populate_existing=True))


def mark_problem(session: Session, mail_id: int, problem: str, *, final: bool = False) -> None:
    """Note why a mail could not be sent, and whether it never will be; the board shows it."""
    session.execute(
        update(Mail)
        .where(or_(Mail.id == mail_id, Mail.gathered_in == mail_id), Mail.sent_at.is_(None))
        .values(problem=problem[: work.PROBLEM_LENGTH], failed_at=now(session) if final else None)
        .execution_options(synchronize_session=False)
    )


def message_id(key: str, host: str) -> str:
    """Return the Message-ID of the mail with this key: always the same, and telling nothing."""
    digest = hashlib.sha256(f"{host}\n{key}".encode()).hexdigest()
    return f"<{digest[:40]}@{host}>"


def thread_of_round(round_id: int, person_id: int) -> str:
    """Return the key of the invitation, under which all mails of a round gather."""
    return f"round-open:{round_id}:{person_id}"


def zones_of(values: Mapping[str, Any]) -> Zones:
    """Return in which zones the reader of a mail with these values reads times."""
    agency, round_, pledge = values.get("agency"), values.get("round"), values["pledge"]
    official = (round_.zone if round_ else "") or (pledge.official_zone if pledge else "") or "UTC"
    person = values["person"]
    station = person.station.zone if person.station else ""
    own = person.zone or station or (agency.zone if agency else "") or official
    return Zones(own=own, official=official)


def address(session: Session, path: str) -> str:
    """Return the whole address of one of our pages."""
    return _base(session) + path


def _remove_links(session: Session, mail: Mail) -> None:
    link = re.escape(_base(session)) + r"/[^\s\"<]*"
    told = "(the link was removed when the mail had left)"
    mail.text, mail.html = re.sub(link, told, mail.text), re.sub(link, told, mail.html)
    session.flush()


def _thread(values: Mapping[str, Any]) -> str:
    """Name the mail that this one belongs under: one thread per person and round."""
    person, round_, pledge = values["person"], values.get("round"), values["pledge"]
    if round_ is not None:
        return thread_of_round(round_.id, person.id)
    return f"pledge:{pledge.id}:{person.id}" if pledge is not None else ""


_WAITING = select(Mail).where(Mail.id == bindparam("of_id"), Mail.sent_at.is_(None))
_MARK, _MARK_TOLD = (
    update(Mail)
    .where(which == bindparam("of_id"), Mail.sent_at.is_(None))
    .values(sent_at=bindparam("at"), failed_at=None, problem="")
    .returning(Mail.letter)
    .execution_options(synchronize_session=False)
    for which in (Mail.id, Mail.gathered_in)
)


def _base(session: Session) -> str:
    return str(session.info.get("base_url") or DEFAULT_BASE).rstrip("/")


def _link(session: Session, goes_to: str) -> str:
    if not _PATH.fullmatch(goes_to):
        raise ValueError(f"a mail leads only to our own pages, not to {goes_to!r}")
    return _base(session) + goes_to
