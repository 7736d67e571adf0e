"""Action points and who has done their part of them.

An agency has done its part when it says so, or when it has answered the round that the action
point opened. An action point is closed when every part of it is done, or when it was dropped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.models import ActionPoint, Agency, Meeting, Obligation, Pledge, Revision
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.answers import ANSWERED
from workflow.rules.permissions import OFFICE, Action, Actor, allowed
from workflow.translation import mark


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one who owes it."""

    row: Obligation
    who: str
    done: bool
    how: str
    """How it was done: what they said, or that they answered the round."""
    mine: bool
    """Whether this reader may say that it is done."""


@dataclass(frozen=True, slots=True)
class Point:
    """An action point with all its parts."""

    row: ActionPoint
    parts: Sequence[Part]

    @property
    def done(self) -> int:
        """How many parts are done."""
        return sum(part.done for part in self.parts)

    @property
    def closed(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.row.dropped_at is not None or self.done == len(self.parts)

    @property
    def state(self) -> str:
        """Say how far it is, in a word or two."""
        if self.row.dropped_at is not None:
            return "dropped"
        if self.closed:
            return "done"
        return f"{self.done} of {len(self.parts)} done" if len(self.parts) > 1 else "open"


def of_pledge(session: Session, actor: Actor, pledge_id: int) -> tuple[Pledge, list[Point]]:
    """Return all action points of a pledge, the open ones first, by the day they are due."""
    pledge = find_pledge(session, actor, pledge_id)
    rows = _rows().where(ActionPoint.pledge_id == pledge_id)
    found = points(session, actor, session.scalars(rows).unique().all())
    return pledge, sorted(found, key=lambda one: (one.closed, one.row.due_at))


def of_meeting(session: Session, actor: Actor, meeting: Meeting) -> list[Point]:
    """Return the action points that a meeting made."""
    rows = _rows().where(ActionPoint.meeting_id == meeting.id)
    return points(session, actor, session.scalars(rows).unique().all())


def carried_to(session: Session, actor: Actor, meeting: Meeting) -> list[Point]:
    """Return what earlier meetings of the same body left open: it is carried until closed."""
    rows = (
        _rows()
        .join(Meeting, ActionPoint.meeting_id == Meeting.id)
        .where(
            ActionPoint.pledge_id == meeting.pledge_id,
            Meeting.body == meeting.body,
            Meeting.id != meeting.id,
            Meeting.starts_at < meeting.starts_at,
        )
    )
    found = points(session, actor, session.scalars(rows).unique().all())
    return [one for one in found if not _closed_before(one, meeting.starts_at)]


def points(session: Session, actor: Actor | None, rows: Sequence[ActionPoint]) -> list[Point]:
    """Return action points with the state of each part."""
    rounds = {row.round_id for row in rows if row.round_id}
    answered = {round_id: agencies_in(session, round_id) for round_id in rounds}
    return [
        Point(
            row, [_part(actor, one, answered.get(row.round_id or 0, {})) for one in row.obligations]
        )
        for row in rows
    ]


def agencies_in(session: Session, round_id: int) -> dict[int, datetime]:
    """Return the agencies that have answered a round, and when."""
    last = (
        select(func.max(Revision.id))
        .where(Revision.round_id == round_id)
        .group_by(Revision.agency_id)
    )
    rows = session.execute(
        select(Revision.agency_id, Revision.submitted_at).where(
            Revision.id.in_(last), Revision.answer.in_([one.value for one in ANSWERED])
        )
    )
    return {row.agency_id: row.submitted_at for row in rows}


def owed_by(session: Session, actor: Actor, pledge_ids: Iterable[int]) -> list[Point]:
    """Return the open action points of which a part waits for this reader."""
    rows = _rows().where(
        ActionPoint.pledge_id.in_(list(pledge_ids)), ActionPoint.dropped_at.is_(None)
    )
    found = points(session, actor, session.scalars(rows).unique().all())
    return [one for one in found if any(_waits_for(actor, part) for part in one.parts)]


def running(session: Session) -> Sequence[ActionPoint]:
    """Return the action points that are chased: not dropped, not done, and without a round."""
    undone = select(Obligation.action_point_id).where(Obligation.done_at.is_(None))
    rows = _rows().where(
        ActionPoint.dropped_at.is_(None),
        ActionPoint.round_id.is_(None),
        ActionPoint.id.in_(undone),
    )
    of_pledge = joinedload(ActionPoint.pledge)
    of_agency = selectinload(ActionPoint.obligations).joinedload(Obligation.agency)
    station = of_agency.joinedload(Agency.station)
    return session.scalars(rows.options(of_pledge, station)).unique().all()


def _rows() -> Select[ActionPoint]:
    return (
        select(ActionPoint)
        .options(
            selectinload(ActionPoint.obligations).options(
                joinedload(Obligation.agency), joinedload(Obligation.person)
            ),
            joinedload(ActionPoint.meeting),
            joinedload(ActionPoint.round),
        )
        .order_by(ActionPoint.number)
    )


def _part(actor: Actor | None, row: Obligation, answered: dict[int, datetime]) -> Part:
    by_round = row.agency_id in answered
    how = row.words if row.done_at else mark("answered the round") if by_round else ""
    return Part(
        row=row,
        who=_who(row),
        done=row.done_at is not None or by_round,
        how=how,
        mine=actor is not None and may_do(actor, row),
    )


def may_do(actor: Actor, row: Obligation) -> bool:
    """Tell whether this reader may say that a part is done; the office may for everybody."""
    if actor.role in OFFICE:
        return True
    if row.person_id is not None:
        return row.person_id == actor.person_id
    if row.agency_id is None:
        return False
    return allowed(actor, Action.DO_ACTION_POINT, agency_id=row.agency_id)


def _waits_for(actor: Actor, part: Part) -> bool:
    if part.done or not part.mine:
        return False
    if actor.role in OFFICE:
        return part.row.agency_id is None and part.row.person_id in {None, actor.person_id}
    return True


def _who(row: Obligation) -> str:
    if row.agency is not None:
        return row.agency.acronym
    return row.person.name if row.person is not None else mark("the office")


def _closed_before(one: Point, moment: datetime) -> bool:
    if one.row.dropped_at is not None:
        return one.row.dropped_at < moment
    if not one.closed:
        return False
    ended = [part.row.done_at for part in one.parts]
    return all(at is not None and at < moment for at in ended)
