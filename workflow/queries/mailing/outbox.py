"""The mails that were written, sent or stuck."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Mail
from workflow.translation import mark

PAGE = 100

NOT_NEEDED = mark("no longer needed, it will not go out")
"""What stands beside a reminder whose agency answered before it went out. No problem at all."""


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """A page of the outbox, the newest mail first."""

    mails: Sequence[Mail]
    total: int
    waiting: int
    stuck: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


def page(
    session: Session, *, number: int = 1, to: str = "", hidden: Iterable[str] = ()
) -> OutboxPage:
    """Return a page of the outbox, of one recipient if an address is given.

    Letters that are `hidden` count, and are never found by an address.
    """
    shown = Mail.letter.not_in(list(hidden))
    whose = and_(Mail.address == to, shown) if to else Mail.id.is_not(None)
    unsent = Mail.sent_at.is_(None)
    total, waiting, stuck = session.execute(
        select(
            func.count(),
            func.count().filter(unsent, Mail.problem == ""),
            func.count().filter(unsent, Mail.problem.not_in(["", NOT_NEEDED])),
        ).where(whose)
    ).one()
    mails = session.scalars(
        select(Mail)
        .where(whose)
        .order_by(Mail.id.desc())
        .limit(PAGE)
        .offset(PAGE * (max(1, number) - 1))
    ).all()
    return OutboxPage(mails=mails, total=total, waiting=waiting, stuck=stuck, number=max(1, number))


def find(session: Session, mail_id: int) -> Mail:
    """Return one mail."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound(what="mail")
    return mail


def recipients(session: Session) -> list[tuple[str, str, int]]:
    """Return who got mails: address, name and number of mails."""
    rows = session.execute(
        select(Mail.address, func.max(Mail.name), func.count())
        .group_by(Mail.address)
        .order_by(Mail.address)
    )
    return [(address, name, number) for address, name, number in rows]
