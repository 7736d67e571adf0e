"""When a mail may leave: at once, with the digest of its reader, or with others a little later.

Nobody gets two mails about one pledge within four hours, unless the second one is about a
deadline, silence, a conflict of wordings or the lock, or answers what its reader has just done.
What is not among those is held back and told in one mail when the four hours are over
(`folding`); nothing waits past a deadline that it speaks of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import Mail, Pledge
from workflow.queries.chasing import calendars
from workflow.rules.calendars import Calendar, later, next_working_day
from workflow.rules.stages import ANSWERING

APART = timedelta(hours=4)

CAN_WAIT = frozenset({"answers", "cleared", "round-closed", "round-closed-early", "all-in"})
"""Letters that somebody who wants one mail a day gets with it; nothing else ever waits a day."""

FOLDED = "folded"
"""The letter that tells of several at once."""

IN_WORKING_HOURS = frozenset({"all-in", "board-digest"})
"""Letters that come in the working hours of their reader, also when they have waited."""

SPACED = IN_WORKING_HOURS | {
    "action-points",
    "answers",
    "cleared",
    "delegate-named",
    "optin-request",
    "partner-named",
    "round-closed",
    "specific-pledge-cleared",
    "specific-pledge-registered",
    "specific-pledge-returned",
    "transmittal-reply",
    FOLDED,
}
"""Letters that keep four hours between them; who waits for one loses nothing by that."""


class Reader(Protocol):
    """Somebody who gets mails."""

    @property
    def id(self) -> int | None:
        """Their number; people outside have none."""

    @property
    def digest(self) -> bool:
        """Whether they want one mail a day."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Whether a mail is held back, and until when; without a time it waits for the digest."""

    held: bool
    until: datetime | None = None


AT_ONCE = Wait(held=False)


def wait(
    session: Session,
    letter: str,
    reader: Reader,
    pledge: Pledge | None,
    fields: Mapping[str, Any],
) -> Wait:
    """Tell how long a mail that is written now has to wait."""
    at = now(session)
    ends = _ends(fields, at)
    if reader.digest and letter in CAN_WAIT:
        tomorrow = next_working_day(_calendar(reader, pledge, fields), at)
        if ends is None or tomorrow < ends:
            return Wait(held=True)
    if pledge is None or letter not in SPACED or letter == FOLDED:
        return AT_ONCE
    return _spaced(session, letter, reader, pledge, fields)


def _spaced(
    session: Session,
    letter: str,
    reader: Reader,
    pledge: Pledge,
    fields: Mapping[str, Any],
) -> Wait:
    at = now(session)
    ends = _ends(fields, at)
    waiting, last = _before(session, reader, pledge)
    if waiting is None:
        if last is None or last + APART <= at:
            return AT_ONCE
        free = last + APART
        if letter in IN_WORKING_HOURS:
            free = later(_calendar(reader, pledge, fields), free)
        late = ends is not None and ends <= free
        return AT_ONCE if late else Wait(held=True, until=free)
    if ends is None or ends > waiting:
        return Wait(held=True, until=waiting)
    # It cannot wait; what waits already goes with it, so that it stays one mail.
    session.execute(update(Mail).where(*waits(reader.id, pledge.id)).values(waits_until=at))
    return Wait(held=True, until=at)


def waits(person_id: int | None, pledge_id: int) -> tuple[Any, ...]:
    """Return the condition for what is held back for somebody about a pledge."""
    return (*WAITING, Mail.person_id == person_id, Mail.pledge_id == pledge_id)


WAITING = (
    Mail.held,
    Mail.waits_until.is_not(None),
    Mail.gathered_in.is_(None),
    Mail.sent_at.is_(None),
)
"""The condition for what is held back for some hours."""


def _before(
    session: Session, reader: Reader, pledge: Pledge
) -> tuple[datetime | None, datetime | None]:
    """Return when what is held back already may go, and when the last mail of the kind went."""
    waiting = session.scalar(select(func.min(Mail.waits_until)).where(*waits(reader.id, pledge.id)))
    rows = session.execute(
        select(Mail.written_at, Mail.waits_until).where(
            Mail.person_id == reader.id,
            Mail.pledge_id == pledge.id,
            Mail.letter.in_(sorted(SPACED)),
            ~Mail.held,
            (Mail.written_at > now(session) - APART) | (Mail.waits_until > now(session) - APART),
        )
    )
    went = [max(written, until or written) for written, until in rows]
    return waiting, max(went, default=None)


def _ends(fields: Mapping[str, Any], at: datetime) -> datetime | None:
    """Return the next deadline that a mail speaks of, if one lies ahead."""
    ahead = [one for one in _moments(fields) if one is not None and one > at]
    return min(ahead, default=None)


def _moments(fields: Mapping[str, Any]) -> Iterable[datetime | None]:
    yield fields.get("deadline")
    round_ = fields.get("round")
    if round_ is not None and round_.state in ANSWERING:
        yield round_.deadline_at
    for point in fields.get("points", ()):
        yield point.due_at
    authority = fields.get("authority")
    if authority is not None:
        yield authority.ends_at


def _calendar(reader: Any, pledge: Pledge | None, fields: Mapping[str, Any]) -> Calendar:  # noqa: ANN401  a person
    official = pledge.official_zone if pledge else "UTC"
    return calendars.of_person(reader, fields.get("agency"), official=official)
