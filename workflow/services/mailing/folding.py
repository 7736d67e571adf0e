"""Tell in one mail what was held back so that nobody gets a mail every hour (see `pacing`).

One alone goes as it was written. Several become one mail that holds all their words.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.models import Mail
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import mail, pacing
from workflow.services.pledging import pledges
from workflow.services.upkeep import work

LEFT_LYING = timedelta(hours=1)
"""After this time the clock asks once a day for what should have gone by a job of its own."""

_FOOT = "\n\n-- \n"


@dataclass(frozen=True, slots=True)
class Item:
    """One mail that was held back, as the common one tells it."""

    subject: str
    words: str


def due(session: Session, *, overdue_by: timedelta = timedelta(0)) -> list[int]:
    """Return for each reader and pledge the first mail that has waited long enough."""
    rows = session.execute(
        select(Mail.id, Mail.person_id, Mail.pledge_id)
        .where(*pacing.WAITING, Mail.waits_until <= now(session) - overdue_by)
        .order_by(Mail.id.desc())
    )
    first = {(person_id, pledge_id): mail_id for mail_id, person_id, pledge_id in rows}
    return sorted(first.values())


def send(session: Session, actor: Actor, *, mail_id: int) -> int:
    """Send what is held back for the reader of this mail about its pledge; return how many."""
    require(actor, Action.SEND_DIGESTS)
    first = session.get(Mail, mail_id)
    if first is None or first.person is None or first.pledge_id is None:
        return 0
    pledge = pledges.hold(session, first.pledge_id)
    here = pacing.waits(first.person.id, pledge.id)
    held = list(session.scalars(select(Mail).where(*here).order_by(Mail.id)))
    if not held or not _over(held, now(session)):
        return 0
    if len(held) == 1:
        held[0].held, held[0].waits_until = False, now(session)
        session.flush()
        mail.enqueue(session, held[0].id)
        return 1
    number = mail.write(
        session,
        pacing.FOLDED,
        key=f"{pacing.FOLDED}:{held[0].id}",
        person=first.person,
        pledge=pledge,
        count=len(held),
        parts=[Item(one.subject, _words(one.text)) for one in held],
    )
    session.execute(
        update(Mail).where(Mail.id.in_([one.id for one in held])).values(gathered_in=number)
    )
    return len(held)


def plan(session: Session) -> None:
    """Write the jobs for what still waits long after its own job was due."""
    for mail_id in due(session, overdue_by=LEFT_LYING):
        key = f"{jobs.SEND_FOLDED}:{mail_id}:{now(session).date().isoformat()}"
        work.enqueue(session, jobs.SEND_FOLDED, mail_id, key=key)


def _over(held: list[Mail], at: datetime) -> bool:
    return any(one.waits_until is not None and one.waits_until <= at for one in held)


def _words(text: str) -> str:
    """Return what a mail says, without its greeting and its foot, one line for each paragraph."""
    body = text.partition(_FOOT)[0]
    paragraphs = [part for part in re.split(r"\n\s*\n", body) if part.strip()]
    return "\n".join(_unwrapped(part) for part in paragraphs[1:])


def _unwrapped(paragraph: str) -> str:
    """Join the lines of a paragraph; items, quotations and addresses keep lines of their own."""
    lines: list[str] = []
    for line in paragraph.splitlines():
        starts = line.startswith(("- ", "> ", "http://", "https://"))
        if lines and not starts:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(lines)
