"""Answers by mail: a reply is understood, told back to its sender, and counts once confirmed.

Only a known person who answers a mail of ours is heard. Machines are noted and never answered, so
no loop can begin; what is refused stands in a row with its reason and is told to nobody.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import NotFound, Overtaken, Refused
from workflow.files.post import Attached, Letter
from workflow.models import Agency, Grant, Incoming, Mail, Person, ReturnedFile
from workflow.rules import absences, inbound
from workflow.rules.inbound import Kind, Waiting
from workflow.rules.permissions import DRAFTERS, Action, Actor, Role, require
from workflow.rules.replies import Way, find
from workflow.services.answering import files, revisions
from workflow.services.mailing import answering_mail, flooding
from workflow.services.mailing.answering_mail import Seen
from workflow.services.mailing.flooding import Flood
from workflow.services.rounds import rounds
from workflow.services.upkeep import work
from workflow.translation import _

DOCUMENTS = (".docx", ".doc", ".odt", ".rtf", ".pdf")
MOST_ANSWERS = 10
"""Mails that one sender is answered within a day; more means that something goes in circles."""

TOO_MANY = "its sender wrote too many of them within a day"


def receive(
    session: Session, letter: Letter, *, raw: bytes, to: str, relay: str, file_problem: str = ""
) -> Incoming | None:
    """Take in a mail that was sent to us; None means that it was here before, or is one of a flood.

    `to` are the addresses of the envelope, `relay` the name of our own mail server. Whether its
    file can be read was found out before, in a process of its own: `file_problem` says why not.
    """
    seen = replace(_seen(session, letter, to), file_problem=file_problem)
    flood = flooding.find(
        session,
        letter.sender,
        person_id=seen.person.id if seen.person else None,
        mail_id=seen.mail.id if seen.mail else None,
        bounced=seen.bounced,
    )
    if flood is Flood.GOES_ON:
        return None
    understood = _understood(session, seen, relay=relay) if not flood else _refused(flood.value)
    key = hashlib.sha256((letter.message_id or "").encode() or raw).hexdigest()
    values = {
        **seen.row,
        "key": key,
        "received_at": now(session),
        "words": "",
        "status": "",
        "problem": "",
        **understood,
    }
    number = work.insert_once(session, Incoming, values)
    if number is None:
        return None
    row = session.get_one(Incoming, number)
    answering_mail.tell(session, seen, row, too_many=row.problem == TOO_MANY)
    return row


def hears(session: Session, letter: Letter, *, to: str, relay: str) -> bool:
    """Tell whether a mail is from somebody whose words, and whose file, will be read."""
    seen = _seen(session, letter, to)
    machine = seen.bounced or inbound.is_automatic(letter.headers)
    return not machine and not _problem(session, seen, relay)


def document_in(letter: Letter) -> Attached | None:
    """Return the file of a mail that may hold an answer; pictures of signatures are none."""
    return next((one for one in letter.attached if one.name.lower().endswith(DOCUMENTS)), None)


def refuse(session: Session, *, raw: bytes, sender: str, problem: str) -> None:
    """Note a mail that nobody could read."""
    sender = "".join(c for c in sender if c.isprintable())[:254].lower()
    flood = flooding.find(session, sender)
    if flood is Flood.GOES_ON:
        return
    work.insert_once(
        session,
        Incoming,
        {
            "key": hashlib.sha256(raw[:100_000]).hexdigest(),
            "kind": Kind.REFUSED.value,
            "state": Waiting.REFUSED.value,
            "received_at": now(session),
            "sender": sender,
            "subject": "",
            "words": "",
            "status": "",
            "problem": flood.value if flood else problem,
        },
    )


def confirm(session: Session, actor: Actor, *, incoming_id: int) -> Incoming:
    """Let a reply count: its sender, or a colleague, says that it was understood rightly."""
    require(actor, Action.SUBMIT_REVISION)
    row = session.get(Incoming, incoming_id)
    if row is None or row.agency_id != actor.agency_id or row.round_id is None:
        raise NotFound(what="reply")
    rounds.hold(session, row.round_id)
    session.refresh(row)
    if row.state != Waiting.WAITS:
        raise Overtaken(detail="This reply was confirmed before.")
    if row.kind == Kind.NO_CHANGES:
        last = revisions.find_last(session, row.round_id, row.agency_id or 0)
        if last is not None and last.submitted_at > row.received_at:
            raise Overtaken(detail=_("Your agency has sent another answer since."))
        revisions.no_changes(
            session, actor, round_id=row.round_id, comment=_rest(row.words), late=True
        )
    row.state = Waiting.CONFIRMED.value
    row.settled_at = now(session)
    session.flush()
    return row


def _seen(session: Session, letter: Letter, to: str) -> Seen:
    token = find(f"{to} {letter.addresses}", files.secret(session))
    answered = session.get(Mail, token.mail_id) if token else None
    bounced = letter.report is not None or bool(token and token.way is Way.BOUNCE)
    about = _told_in(session, answered) if bounced and answered else answered
    agency = session.get(Agency, about.agency_id) if about and about.agency_id else None
    if bounced:
        person = answered.person if answered else None
    else:
        person = _known(session, letter.sender, agency)
    return Seen(letter, answered, person, agency, about, bounced)


def _told_in(session: Session, answered: Mail) -> Mail:
    """Return the first mail of an agency that a common one tells of; any other is itself."""
    told = session.scalar(
        select(Mail)
        .where(Mail.gathered_in == answered.id, Mail.agency_id.is_not(None))
        .order_by(Mail.round_id.is_(None), Mail.id)
        .limit(1)
    )
    return told or answered


def _known(session: Session, sender: str, agency: Agency | None) -> Person | None:
    """Return the active person with this address who acts for the agency that was written to."""
    if agency is None:
        return None
    return session.scalar(
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            func.lower(Person.email) == sender,
            Person.active,
            Grant.agency_id == agency.id,
            Grant.ended_at.is_(None),
        )
        .limit(1)
    )


def _understood(session: Session, seen: Seen, *, relay: str) -> dict[str, Any]:
    letter = seen.letter
    if seen.bounced:
        report = letter.report
        status = inbound.outcome(report.action, report.status) if report else "5.0.0"
        words = report.words if report else letter.subject
        return _noted(Kind.BOUNCE, status=status, words=words)
    if inbound.is_automatic(letter.headers):
        return _away(session, seen)
    problem = _problem(session, seen, relay)
    if problem:
        return _refused(problem)
    words = inbound.own_words(letter.text)
    file = document_in(letter)
    if file is not None:
        return _file(session, seen, file, words)
    kind = Kind.NO_CHANGES if inbound.says_no_changes(words) else Kind.COMMENT
    return {"kind": kind.value, "state": Waiting.WAITS.value, "words": words}


def _away(session: Session, seen: Seen) -> dict[str, Any]:
    words = inbound.own_words(seen.letter.text)
    if not inbound.says_away(seen.letter.headers) or seen.person is None:
        return _noted(Kind.REFUSED, problem="a machine wrote it", words=words[:500])
    day = absences.away_until(f"{seen.letter.subject}\n{words}", today=now(session).date())
    until = datetime.combine(day, time(23, 59), UTC) if day else None
    return {**_noted(Kind.AWAY, words=words[:500]), "until": until}


def _refused(problem: str) -> dict[str, Any]:
    return {"kind": Kind.REFUSED.value, "state": Waiting.REFUSED.value, "problem": problem}


def _noted(kind: Kind, **values: str) -> dict[str, Any]:
    return {"kind": kind.value, "state": Waiting.NOTED.value, **values}


def _problem(session: Session, seen: Seen, relay: str) -> str:
    """Say why a mail is not heard; empty means that it is."""
    if seen.mail is None:
        return "it answers no mail of ours"
    if seen.person is None:
        return "its sender is not known for this agency"
    if relay and inbound.dmarc(seen.letter.headers, relay=relay) == "fail":
        return "its sender's domain says that it did not send it (DMARC)"
    if seen.mail.round_id is None:
        return "it answers a mail that needs no answer"
    lately = session.scalar(
        select(func.count()).where(
            Incoming.person_id == seen.person.id,
            Incoming.state.in_([Waiting.WAITS.value, Waiting.CONFIRMED.value]),
            Incoming.received_at > now(session) - timedelta(days=1),
        )
    )
    return TOO_MANY if (lately or 0) >= MOST_ANSWERS else ""


def _file(session: Session, seen: Seen, file: Attached, words: str) -> dict[str, Any]:
    """Keep a file with the answers of its agency; what cannot be read is told back."""
    if seen.file_problem:
        return _noted(Kind.WORD_FILE, problem=seen.file_problem, words=words)
    try:
        kept = _keep(session, seen, file)
    except Refused as refused:
        return _noted(Kind.WORD_FILE, problem=str(refused), words=words)
    return {
        "kind": Kind.WORD_FILE.value,
        "state": Waiting.WAITS.value,
        "words": words,
        "file_id": kept.id,
    }


def _keep(session: Session, seen: Seen, file: Attached) -> ReturnedFile:
    assert seen.mail is not None  # noqa: S101  asked before
    return files.receive(
        session,
        actor_of(session, seen),
        round_id=seen.mail.round_id or 0,
        name=file.name,
        format_="docx",
        data=file.data,
        via="mail",
    )


def actor_of(session: Session, seen: Seen) -> Actor:
    """Return the sender in the role in which they may write for their agency."""
    assert seen.person is not None  # noqa: S101  asked before
    assert seen.agency is not None  # noqa: S101  asked before
    held = session.scalars(
        select(Grant.role).where(
            Grant.person_id == seen.person.id,
            Grant.agency_id == seen.agency.id,
            Grant.ended_at.is_(None),
        )
    ).all()
    role = next((Role(one) for one in held if Role(one) in DRAFTERS), Role(held[0]))
    return Actor(seen.person.id, seen.person.name, role, seen.agency.id)


def _rest(words: str) -> str:
    """Return what stands behind the first line: it goes to the office with the answer."""
    return words.partition("\n")[2].strip()
