"""What waits for the coordinator's office."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.models import (
    Agency,
    LockRequest,
    Member,
    Revision,
    Round,
    Silence,
    Version,
)
from workflow.queries.answering import visible
from workflow.queries.deciding import undecided
from workflow.queries.desk.desk_things import Thing
from workflow.queries.pledging import next_step
from workflow.queries.pledging.pledges import PledgeLine
from workflow.queries.rounds import more_time
from workflow.rules.answers import ANSWERED, Standing
from workflow.rules.permissions import Actor
from workflow.rules.stages import RoundState, SilenceState, Stage


def things(session: Session, actor: Actor, lines: Sequence[PledgeLine]) -> list[Thing]:
    """Return what the office has to do for each pledge."""
    by_round = {line.round.id: line for line in lines if line.round}
    found = [*_locks(session, actor, lines), *_silences(session, lines)]
    if by_round:
        found += _missing(session, by_round)
        found += _extensions(session, by_round)
        found += _late(session, by_round)
        found += _undecided(session, by_round)
        found += [
            _of_round("rests", line)
            for line in by_round.values()
            if line.round and line.round.state == RoundState.SUSPENDED
        ]
    idle = [line for line in lines if line.round is None and line.stage != Stage.SILENCE]
    broken = next_step.broken(session, [line.version_id for line in idle])
    return found + [_next_step(line, broken=line.version_id in broken) for line in idle]


def _missing(session: Session, by_round: dict[int, PledgeLine]) -> Iterable[Thing]:
    """Say who has not answered yet."""
    members = session.execute(
        select(Member.pledge_id, Member.agency_id, Agency.acronym)
        .join(Agency, Member.agency_id == Agency.id)
        .where(
            Member.pledge_id.in_([line.id for line in by_round.values()]), Member.left_at.is_(None)
        )
        .order_by(Agency.acronym)
    ).all()
    last: dict[tuple[int, int], str] = {}
    rows = session.execute(
        select(Revision.round_id, Revision.agency_id, Revision.answer)
        .where(Revision.round_id.in_(by_round))
        .order_by(Revision.number)
    )
    for round_id, agency_id, answer in rows:
        last[round_id, agency_id] = answer
    for round_id, line in by_round.items():
        here = [(agency, name) for pledge_id, agency, name in members if pledge_id == line.id]
        names = tuple(name for agency, name in here if last.get((round_id, agency)) not in ANSWERED)
        thing = _of_round("missing", line, count=len(here) - len(names), of=len(here))
        is_open = line.round is not None and line.round.state == RoundState.OPEN
        yield replace(thing, names=names, waits=bool(names) and is_open)


def _extensions(session: Session, by_round: dict[int, PledgeLine]) -> Iterable[Thing]:
    for row in more_time.waiting(session, by_round):
        line = by_round[row.round_id]
        thing = _of_round("extension", line)
        rests = line.round is not None and line.round.state == RoundState.SUSPENDED
        names = (row.agency.acronym,)
        yield replace(thing, names=names, due_at=row.until, words=row.reason, waits=not rests)


def _late(session: Session, by_round: dict[int, PledgeLine]) -> Iterable[Thing]:
    late = select(Revision.round_id).where(
        Revision.round_id.in_(by_round), Revision.standing == Standing.LATE
    )
    for round_id in sorted(set(session.scalars(late))):
        waiting = visible.waiting_late(session, round_id)
        if waiting:
            names = tuple(revision.agency.acronym for revision in waiting)
            yield replace(_of_round("late", by_round[round_id], count=len(waiting)), names=names)


def _undecided(session: Session, by_round: dict[int, PledgeLine]) -> Iterable[Thing]:
    """Yield where passages wait for a decision, and where none does and a version can come."""
    counted = undecided.of_rounds(session, by_round)
    for round_id, line in by_round.items():
        count = counted[round_id]
        over = line.round is not None and line.round.state == RoundState.CONSOLIDATING
        if count.undecided:
            thing = _of_round("decide", line, count=count.undecided, of=count.total)
            if line.round is not None and line.round.state != RoundState.SUSPENDED:
                yield replace(thing, waits=over)
        elif over:
            yield _of_round("publish", line, count=count.decided)


def _silences(session: Session, lines: Sequence[PledgeLine]) -> Iterable[Thing]:
    by_version = {line.version_id: line for line in lines if line.stage == Stage.SILENCE}
    rows = session.scalars(
        select(Silence)
        .where(Silence.version_id.in_(by_version), Silence.state == SilenceState.RUNNING)
        .options(joinedload(Silence.objections))
    ).unique()
    for row in rows:
        standing = sum(one.withdrawn_at is None for one in row.objections)
        thing = _of_pledge("silence", by_version[row.version_id], due_at=row.ends_at)
        yield replace(thing, count=standing, waits=standing > 0)


def _locks(session: Session, actor: Actor, lines: Sequence[PledgeLine]) -> Iterable[Thing]:
    by_id = {line.id: line for line in lines}
    rows = session.execute(
        select(Version.pledge_id, LockRequest)
        .join(Version, LockRequest.version_id == Version.id)
        .where(LockRequest.ended.is_(None), Version.id.in_([line.version_id for line in lines]))
        .options(joinedload(LockRequest.requester))
    )
    for pledge_id, request in rows:
        thing = _of_pledge("lock to confirm", by_id[pledge_id])
        own = request.requested_by == actor.person_id
        yield replace(thing, waits=not own, names=(request.requester.name,))


def _next_step(line: PledgeLine, *, broken: bool) -> Thing:
    """Say what may come next for a pledge without a round."""
    if line.stage == Stage.LOCKED:
        return _of_pledge("next step", line, waits=False, state="locked", tone="good")
    if line.stage == Stage.AGREED:
        return _of_pledge("lock", line)
    return _of_pledge("next step", line, state="broken" if broken else "")


def _of_round(kind: str, line: PledgeLine, *, count: int = 0, of: int = 0) -> Thing:
    round_ = line.round
    assert round_ is not None  # noqa: S101  callers have a line with a round
    return replace(
        _of_pledge(kind, line, due_at=_due(round_)),
        round_id=round_.id,
        number=round_.number,
        zone=round_.zone,
        count=count,
        of=of,
    )


def _due(round_: Round) -> datetime | None:
    return round_.deadline_at if round_.state == RoundState.OPEN else None


def _of_pledge(
    kind: str,
    line: PledgeLine,
    *,
    waits: bool = True,
    due_at: datetime | None = None,
    state: str = "",
    tone: str = "calm",
) -> Thing:
    return Thing(
        kind=kind,
        pledge_id=line.id,
        pledge=line.title,
        waits=waits,
        version_id=line.version_id,
        version=line.version,
        due_at=due_at,
        zone=line.zone,
        state=state,
        tone=tone,
    )
