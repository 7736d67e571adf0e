"""Specific pledges: whose words who may read.

draft           its agency; the office learns that there is one
cleared         its agency and the office
registered      all who see the pledge, and everybody once the common text is locked
joint           also agencies that are named as partners, from the day they are named
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import LoaderOption

from workflow.errors import NotFound
from workflow.models import Agency, Change, Member, Partner, Pledge, Progress, SpecificPledge
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.commitments import Terms, hints
from workflow.rules.permissions import OFFICE, Actor
from workflow.rules.stages import CommitmentState

HIDDEN = (CommitmentState.DRAFT, CommitmentState.CLEARED)


@dataclass(frozen=True, slots=True)
class Own:
    """A specific pledge with all that its page shows."""

    row: SpecificPledge
    terms: Terms
    change: Change | None
    """The change that was redirected here, if it began as one."""
    own: bool
    asked: Partner | None
    """The place of the reader's agency among the partners of a joint one."""
    agencies: Sequence[Agency] = ()
    """Agencies that can be named as partners."""
    registered: Sequence[SpecificPledge] = ()
    """Those that it could match."""

    @property
    def hints(self) -> list[str]:
        """What would make it easier to measure."""
        return hints(self.row.description, self.terms)


@dataclass(frozen=True, slots=True)
class SpecificPledgesPage:
    """What the reader's agency works on, what waits for the office, and the register."""

    pledge: Pledge
    own: Sequence[Own]
    to_register: Sequence[SpecificPledge]
    to_confirm: Sequence[SpecificPledge]
    register: Sequence[SpecificPledge]
    others: Sequence[tuple[str, int]]


def page(session: Session, actor: Actor, pledge_id: int) -> SpecificPledgesPage:
    """Return what this reader may see."""
    pledge = find_pledge(session, actor, pledge_id)
    rows = session.scalars(
        select(SpecificPledge)
        .where(SpecificPledge.pledge_id == pledge_id)
        .options(*_whole())
        .order_by(SpecificPledge.number, SpecificPledge.id)
    ).all()
    mine = [row for row in rows if row.agency_id == actor.agency_id]
    cleared = [row for row in rows if row.state == CommitmentState.CLEARED]
    return SpecificPledgesPage(
        pledge=pledge,
        own=[_one(session, actor, row) for row in mine if row.state in HIDDEN],
        to_register=cleared if actor.role in OFFICE else [],
        to_confirm=[row for row in rows if _asked(actor, row, waiting=True)],
        register=[row for row in rows if row.number is not None],
        others=_others(session, actor, pledge_id),
    )


def find(session: Session, actor: Actor, specific_pledge_id: int) -> Own:
    """Return a specific pledge that the reader may read; another one is not there."""
    row = session.scalar(
        select(SpecificPledge).where(SpecificPledge.id == specific_pledge_id).options(*_whole())
    )
    if row is None or not _may_read(actor, row):
        raise NotFound(what="specific pledge")
    pledge = find_pledge(session, actor, row.pledge_id)
    shown = _one(session, actor, row)
    if not shown.own:
        return shown
    members = [m.agency for m in pledge.members if m.left_at is None]
    others = select(SpecificPledge).where(
        SpecificPledge.pledge_id == row.pledge_id,
        SpecificPledge.number.is_not(None),
        SpecificPledge.id != row.id,
    )
    return Own(
        row=shown.row,
        terms=shown.terms,
        change=shown.change,
        own=True,
        asked=None,
        agencies=[one for one in members if one.id != row.agency_id],
        registered=session.scalars(others.order_by(SpecificPledge.number)).all(),
    )


def pledge_of(session: Session, actor: Actor, specific_pledge_id: int) -> int:
    """Return the pledge beside which it stands; what the reader may not read is not there."""
    return find(session, actor, specific_pledge_id).row.pledge_id


def register(session: Session, pledge_id: int) -> list[SpecificPledge]:
    """Return what everybody may read beside a locked text, in the order of the numbers."""
    return list(
        session.scalars(
            select(SpecificPledge)
            .where(SpecificPledge.pledge_id == pledge_id, SpecificPledge.number.is_not(None))
            .options(*_whole())
            .order_by(SpecificPledge.number)
        )
    )


def _may_read(actor: Actor, row: SpecificPledge) -> bool:
    if row.agency_id == actor.agency_id or row.number is not None:
        return True
    if row.state == CommitmentState.CLEARED and actor.role in OFFICE:
        return True
    return _asked(actor, row) is not None


def _asked(actor: Actor, row: SpecificPledge, *, waiting: bool = False) -> Partner | None:
    return next(
        (
            one
            for one in row.partners
            if one.agency_id == actor.agency_id and not (waiting and one.confirmed_at)
        ),
        None,
    )


def _one(session: Session, actor: Actor, row: SpecificPledge) -> Own:
    own = row.agency_id == actor.agency_id
    change = session.get(Change, row.origin_change_id) if own and row.origin_change_id else None
    return Own(row, Terms.read(row.terms), change, own, _asked(actor, row))


def _whole() -> tuple[LoaderOption, ...]:
    return (
        joinedload(SpecificPledge.agency),
        joinedload(SpecificPledge.pledge).selectinload(Pledge.members).joinedload(Member.agency),
        joinedload(SpecificPledge.matches),
        selectinload(SpecificPledge.partners).joinedload(Partner.agency),
        selectinload(SpecificPledge.progress).joinedload(Progress.person),
        selectinload(SpecificPledge.editions),
    )


def _others(session: Session, actor: Actor, pledge_id: int) -> list[tuple[str, int]]:
    """Tell the office how many drafts there are, and nothing of what they say."""
    if actor.role not in OFFICE:
        return []
    counted = session.execute(
        select(Agency.acronym, func.count())
        .join(SpecificPledge, SpecificPledge.agency_id == Agency.id)
        .where(SpecificPledge.pledge_id == pledge_id, SpecificPledge.state == CommitmentState.DRAFT)
        .group_by(Agency.acronym)
        .order_by(Agency.acronym)
    )
    return [(acronym, number) for acronym, number in counted]
