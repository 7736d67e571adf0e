"""What waits for the people of an agency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from workflow.db import now
from workflow.models import (
    Answer,
    Change,
    Clearance,
    Draft,
    Extension,
    Revision,
    Round,
    Silence,
)
from workflow.queries.desk import desk_of_joining
from workflow.queries.desk.desk_things import Thing, thing_of
from workflow.queries.pledging.pledges import PledgeLine
from workflow.queries.rounds import more_time
from workflow.rules.answers import ANSWERED, AnswerKind, ClearanceStep, ExtensionState
from workflow.rules.answers import Standing as CameIn
from workflow.rules.permissions import DECIDING, DRAFTERS, Action, Actor, allowed
from workflow.rules.stages import RoundState, SilenceState, Stage
from workflow.translation import mark


@dataclass(frozen=True, slots=True)
class Own:
    """How far an agency is with its answer to a round."""

    revision: Revision | None
    changes: int
    drafted: bool
    step: Clearance | None
    until: datetime | None
    """None while the round rests."""
    asked_until: datetime | None
    """More time that the agency asked for and that nobody has answered."""
    in_time: bool

    @property
    def answered(self) -> bool:
        """Tell whether an answer is in and was not taken back."""
        return self.revision is not None and self.revision.answer in ANSWERED


def things(session: Session, actor: Actor, lines: Sequence[PledgeLine]) -> list[Thing]:
    """Return what waits for this person of an agency, and what their agency has done."""
    agency_id = actor.agency_id or 0
    found = list(_rounds(session, actor, agency_id, lines))
    if actor.role in DECIDING:
        found += desk_of_joining.opt_ins(session, agency_id, lines)
    if allowed(actor, Action.BREAK_SILENCE):
        found += _silences(session, agency_id, lines)
    if actor.role in DRAFTERS:
        found += _outcomes(session, agency_id, lines)
        found += desk_of_joining.corrections(session, agency_id, lines)
    return found


def _rounds(
    session: Session, actor: Actor, agency_id: int, lines: Iterable[PledgeLine]
) -> Iterable[Thing]:
    running = {line.round.id: line for line in lines if line.round}
    if not running:
        return
    owns = _owns(session, agency_id, running)
    for round_id, line in running.items():
        own, round_ = owns[round_id], line.round
        if round_ is None or round_.state == RoundState.PLANNED:
            continue
        if actor.role in DRAFTERS:
            yield _to_answer(line, round_, own)
        elif allowed(actor, Action.CLEAR) and own.step and own.step.step == ClearanceStep.ASKED:
            yield thing_of("clear", line, round_, due_at=own.until, words=own.step.comment)


def _owns(session: Session, agency_id: int, running: dict[int, PledgeLine]) -> dict[int, Own]:
    """Return how far the agency is in each round, in five statements."""
    ids = list(running)
    revisions = _last_revisions(session, agency_id, ids)
    drafted = set(
        session.scalars(
            select(Draft.round_id).where(Draft.round_id.in_(ids), Draft.agency_id == agency_id)
        )
    )
    steps = {
        row.round_id: row
        for row in session.scalars(
            select(Clearance)
            .where(Clearance.round_id.in_(ids), Clearance.agency_id == agency_id)
            .order_by(Clearance.id)
        )
    }
    granted = {
        row.round_id: row.until
        for row in session.scalars(
            select(Extension)
            .where(
                Extension.round_id.in_(ids),
                Extension.agency_id == agency_id,
                Extension.state == ExtensionState.GRANTED,
            )
            .order_by(Extension.until)
        )
    }
    waiting = more_time.waiting(session, ids)
    asked = {row.round_id: row.until for row in waiting if row.agency_id == agency_id}
    owns = {}
    for round_id, line in running.items():
        revision, changes = revisions.get(round_id, (None, 0))
        deadline = line.round.deadline_at if line.round else line.published_at
        until = max(deadline, granted.get(round_id, deadline))
        is_open = line.round is not None and line.round.state == RoundState.OPEN
        rests = line.round is not None and line.round.state == RoundState.SUSPENDED
        owns[round_id] = Own(
            revision=revision,
            changes=changes,
            drafted=round_id in drafted,
            step=steps.get(round_id),
            until=None if rests else until,
            asked_until=asked.get(round_id),
            in_time=rests or (is_open and now(session) <= until),
        )
    return owns


def _to_answer(line: PledgeLine, round_: Round, own: Own) -> Thing:
    step = own.step.step if own.step else ""
    asked = step == ClearanceStep.ASKED
    if step == ClearanceStep.RETURNED and not own.answered:
        words = own.step.comment if own.step else ""
        return thing_of("returned", line, round_, due_at=own.until, tone="wait", words=words)
    state, tone = _state(own, step)
    thing = thing_of(
        "answer",
        line,
        round_,
        due_at=own.until,
        waits=not own.answered and not asked,
        state=state,
        tone=tone,
        count=own.changes,
    )
    return replace(thing, asked_until=own.asked_until if own.in_time else None)


def _state(own: Own, step: str) -> tuple[str, str]:
    """Say in words where the agency's answer stands, and in what tone."""
    if own.answered and own.revision:
        late = own.revision.standing == CameIn.LATE
        return (mark("sent late"), "wait") if late else (own.revision.answer, "good")
    if step == ClearanceStep.ASKED:
        return mark("in clearance"), "wait"
    if not own.in_time:
        return mark("the deadline has passed"), "bad"
    if step == ClearanceStep.CLEARED:
        return mark("cleared, not sent yet"), "wait"
    if own.revision and own.revision.answer == AnswerKind.CARRIED:
        return mark("changes of the last round wait in it"), "wait"
    return (mark("draft saved, not sent"), "wait") if own.drafted else (mark("not started"), "calm")


def _silences(session: Session, agency_id: int, lines: Sequence[PledgeLine]) -> Iterable[Thing]:
    """Say which texts will be agreed unless somebody objects."""
    by_version = {line.version_id: line for line in lines if line.stage == Stage.SILENCE}
    running = session.scalars(
        select(Silence)
        .where(Silence.version_id.in_(by_version), Silence.state == SilenceState.RUNNING)
        .options(joinedload(Silence.objections))
    ).unique()
    for silence in running:
        standing = [one.agency_id for one in silence.objections if one.withdrawn_at is None]
        spoke = agency_id in standing
        yield thing_of(
            "silence",
            by_version[silence.version_id],
            due_at=silence.ends_at,
            waits=not spoke,
            state=mark("your agency has objected") if spoke else "",
            tone="wait",
            count=len(standing),
        )


def _outcomes(session: Session, agency_id: int, lines: Sequence[PledgeLine]) -> Iterable[Thing]:
    """Say where the office has answered the changes of this agency with the latest version."""
    by_version = {line.version_id: line for line in lines}
    rows = session.execute(
        select(Answer.version_id, Revision.round_id, func.count())
        .join(Change, Answer.change_id == Change.id)
        .join(Revision, Change.revision_id == Revision.id)
        .where(Revision.agency_id == agency_id, Answer.version_id.in_(by_version))
        .group_by(Answer.version_id, Revision.round_id)
    )
    for version_id, round_id, count in rows:
        line = by_version[version_id]
        yield thing_of("outcome", line, round_id=round_id, waits=False, count=count)


def _last_revisions(
    session: Session, agency_id: int, round_ids: Sequence[int]
) -> dict[int, tuple[Revision, int]]:
    """Return the last revision of the agency in each round, with the number of its changes."""
    rows = session.execute(
        select(Revision, func.count(Change.id))
        .outerjoin(Change)
        .where(Revision.round_id.in_(round_ids), Revision.agency_id == agency_id)
        .group_by(Revision.id)
        .order_by(Revision.number)
    )
    return {revision.round_id: (revision, count) for revision, count in rows}
