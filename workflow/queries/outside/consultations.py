"""Consultations as the office and the agencies see them.

The office reads every input, agencies read what was admitted. Beside an input stands the name only
as far as the stakeholder said; "nobody" means nobody, the office included. That an agency took an
input up is known to others only when its answer is in.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.db import now
from workflow.errors import NotFound
from workflow.models import (
    Answer,
    Change,
    Consultation,
    Hearing,
    Input,
    Pledge,
    Reply,
    Round,
    Sponsorship,
    Stakeholder,
)
from workflow.queries.answering import visible
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.inputs import WAITING, Identity, InputState
from workflow.rules.permissions import OFFICE, Actor


@dataclass(frozen=True, slots=True)
class Line:
    """A consultation in a list."""

    row: Consultation
    open: bool
    inputs: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Taken:
    """An agency has taken an input up: the change it became, and what was decided on it."""

    row: Sponsorship
    change: Change | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Trace:
    """An input and its way: who said it as far as one may know, who took it up, what came of it."""

    row: Input
    label: str
    """What people call the block it is about; empty for the text as a whole."""
    name: str
    organization: str
    alike: int
    """How many waiting inputs have the same words, this one included."""
    taken: Sequence[Taken]
    replies: Sequence[Reply]

    @property
    def waits(self) -> bool:
        """Tell whether the office has not judged it yet."""
        return self.row.state in WAITING

    @property
    def owed(self) -> bool:
        """Tell whether the stakeholder waits for an answer that only the office can give."""
        running = any(one.row.settled_at is None for one in self.taken)
        return self.row.state == InputState.ADMITTED and not self.replies and not running


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """All that the page of a consultation shows."""

    row: Consultation
    pledge: Pledge
    open: bool
    traces: Sequence[Trace]
    hearings: Sequence[Hearing]
    invited: Sequence[Stakeholder]
    """Only for the office; whether somebody has written is not told."""
    round: Round | None

    @property
    def waiting(self) -> list[Trace]:
        """The inputs that nobody has judged, equal ones once; what a program sent comes last."""
        found = list({one.row.digest: one for one in reversed(self.traces) if one.waits}.values())
        found.reverse()
        return sorted(found, key=lambda one: one.row.state == InputState.SET_ASIDE)

    @property
    def owed(self) -> list[Trace]:
        """The inputs whose stakeholders wait for an answer."""
        return [one for one in self.traces if one.owed]

    @property
    def read(self) -> list[Trace]:
        """The inputs that agencies read."""
        return [one for one in self.traces if one.row.state == InputState.ADMITTED]

    @property
    def declined(self) -> list[Trace]:
        """The inputs that were declined."""
        return [one for one in self.traces if one.row.state == InputState.DECLINED]


def lines(session: Session, actor: Actor, pledge_id: int) -> tuple[Pledge, list[Line]]:
    """Return the consultations of a pledge, the newest first."""
    pledge = find_pledge(session, actor, pledge_id)
    rows = session.scalars(
        select(Consultation)
        .where(Consultation.pledge_id == pledge_id)
        .order_by(Consultation.number.desc())
    ).all()
    counted: Counter[tuple[int, str]] = Counter()
    for consultation_id, state, number in session.execute(
        select(Input.consultation_id, Input.state, func.count())
        .where(Input.consultation_id.in_([row.id for row in rows]))
        .group_by(Input.consultation_id, Input.state)
    ):
        counted[consultation_id, state] = number
    everything = actor.role in OFFICE
    states = list(InputState) if everything else [InputState.ADMITTED]
    return pledge, [
        Line(
            row,
            open=now(session) <= row.closes_at,
            inputs=sum(counted[row.id, state] for state in states),
            waiting=sum(counted[row.id, state] for state in WAITING) if everything else 0,
        )
        for row in rows
    ]


def page(session: Session, actor: Actor, consultation_id: int) -> ConsultationPage:
    """Return what this reader sees of a consultation."""
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise NotFound(what="consultation")
    pledge = find_pledge(session, actor, row.pledge_id)
    office = actor.role in OFFICE
    return ConsultationPage(
        row=row,
        pledge=pledge,
        open=now(session) <= row.closes_at,
        traces=list(_traces(session, actor, row)),
        hearings=session.scalars(
            select(Hearing)
            .where(Hearing.consultation_id == row.id)
            .options(selectinload(Hearing.notes))
            .order_by(Hearing.starts_at)
        ).all(),
        invited=_invited(session, row) if office else (),
        round=_running(session, pledge.id),
    )


def find_input(session: Session, actor: Actor, input_id: int) -> Trace:
    """Return one input with its way, if this reader may see it."""
    row = session.get(Input, input_id)
    if row is None:
        raise NotFound(what="input")
    find_pledge(session, actor, row.consultation.pledge_id)
    found = next((t for t in _traces(session, actor, row.consultation) if t.row.id == row.id), None)
    if found is None:
        raise NotFound(what="input")
    return found


def _traces(session: Session, actor: Actor, consultation: Consultation) -> Iterable[Trace]:
    query = (
        select(Input)
        .where(Input.consultation_id == consultation.id)
        .options(
            joinedload(Input.stakeholder),
            selectinload(Input.replies),
            selectinload(Input.sponsorships).joinedload(Sponsorship.agency),
        )
        .order_by(Input.number)
    )
    if actor.role not in OFFICE:
        query = query.where(Input.state == InputState.ADMITTED)
    rows = session.scalars(query).unique().all()
    alike = Counter(row.digest for row in rows if row.state in WAITING)
    labels = {row.block_id: row.label for row in consultation.version.rows}
    sent = _sent(session, actor, rows)
    for row in rows:
        named = row.identity != Identity.NOBODY
        yield Trace(
            row=row,
            label=labels.get(row.block_id, ""),
            name=row.stakeholder.name if named else "",
            organization=row.stakeholder.organization if named else "",
            alike=alike[row.digest],
            taken=[one for s in row.sponsorships for one in _taken(session, actor, s, sent)],
            replies=row.replies,
        )


def _sent(
    session: Session, actor: Actor, rows: Sequence[Input]
) -> dict[tuple[int, int], list[Change]]:
    """Return the changes of answers that are in and open to this reader, by round and agency."""
    round_ids = {s.round_id for row in rows for s in row.sponsorships}
    return {
        (revision.round_id, revision.agency_id): revision.changes
        for round_id in round_ids
        for revision in visible.revisions(session, actor, session.get_one(Round, round_id))
    }


def _taken(
    session: Session, actor: Actor, row: Sponsorship, sent: dict[tuple[int, int], list[Change]]
) -> Iterable[Taken]:
    found = sent.get((row.round_id, row.agency_id), [])
    change = next((c for c in found if c.key in row.keys), None)
    change = change or next((c for c in found if c.block_id == row.block_id), None)
    if change is None and actor.agency_id != row.agency_id:
        return
    closed = row.settled_at is not None and change is not None
    answer = (
        session.scalar(select(Answer).where(Answer.change_id == change.id))
        if closed and change
        else None
    )
    yield Taken(row, change, answer)


def _invited(session: Session, row: Consultation) -> Sequence[Stakeholder]:
    return session.scalars(
        select(Stakeholder)
        .where(Stakeholder.consultation_id == row.id, Stakeholder.invited_by.is_not(None))
        .order_by(Stakeholder.name, Stakeholder.email)
    ).all()


def _running(session: Session, pledge_id: int) -> Round | None:
    return session.scalar(
        select(Round).where(Round.pledge_id == pledge_id, Round.state == "open").limit(1)
    )
