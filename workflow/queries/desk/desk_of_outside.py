"""What waits on a desk because of a meeting, or because somebody outside has written."""

from collections.abc import Iterable, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from workflow.models import Consultation, Input, Reply, Sponsorship
from workflow.queries.desk.desk_things import Thing
from workflow.queries.outside import action_points
from workflow.queries.outside.action_points import Point
from workflow.queries.pledging.pledges import PledgeLine
from workflow.rules.inputs import WAITING, InputState
from workflow.rules.permissions import MEMBERS, OFFICE, Actor


def things(session: Session, actor: Actor, lines: Sequence[PledgeLine]) -> list[Thing]:
    """Return the action points this reader owes, and for the office what stakeholders wait for.

    An action point that opened a round waits on the desk as that round.
    """
    by_id = {line.id: line for line in lines}
    if actor.role not in MEMBERS or not by_id:
        return []
    owed = action_points.owed_by(session, actor, by_id)
    found = [_action(by_id[one.row.pledge_id], one) for one in owed if one.row.round_id is None]
    if actor.role in OFFICE:
        found += _inputs(session, by_id)
    return found


def _action(line: PledgeLine, one: Point) -> Thing:
    return Thing(
        kind="action",
        pledge_id=line.id,
        pledge=line.title,
        due_at=one.row.due_at,
        zone=one.row.meeting.zone,
        words=one.row.text,
        version=line.version,
        count=one.row.number,
    )


def _inputs(session: Session, by_id: dict[int, PledgeLine]) -> Iterable[Thing]:
    """Count what nobody has read, and who waits for an answer."""
    replied = exists().where(Reply.input_id == Input.id)
    running = exists().where(Sponsorship.input_id == Input.id, Sponsorship.settled_at.is_(None))
    unread = Input.state.in_([state.value for state in WAITING])
    owed = (Input.state == InputState.ADMITTED) & ~replied & ~running
    rows = session.execute(
        select(
            Consultation.pledge_id,
            func.count().filter(unread),
            func.count().filter(owed),
        )
        .join(Input, Input.consultation_id == Consultation.id)
        .where(Consultation.pledge_id.in_(list(by_id)))
        .group_by(Consultation.pledge_id)
    )
    for pledge_id, reads, answers in rows:
        if reads or answers:
            line = by_id[pledge_id]
            yield Thing(
                "inputs",
                line.id,
                line.title,
                version=line.version,
                zone=line.zone,
                count=reads,
                of=answers,
            )
