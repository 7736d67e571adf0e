"""The board of a round: one row per agency with its true state, and what the office has to do.

The number of statements does not depend on the number of agencies or of their changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import (
    Agency,
    Change,
    Clearance,
    Draft,
    Extension,
    Incoming,
    Intake,
    Revision,
    Round,
)
from workflow.queries.mailing import incoming
from workflow.queries.rounds import late as late_answers
from workflow.queries.rounds import more_time, reach, rounds
from workflow.queries.rounds.board_states import Facts, State, phase, state
from workflow.queries.rounds.late import LateAnswer
from workflow.queries.rounds.reach import Away, Bounce, Reach
from workflow.rules.answers import AnswerKind, ExtensionState
from workflow.rules.permissions import OFFICE, Actor
from workflow.rules.stages import ANSWERING, RoundState
from workflow.rules.visibility import sees_revisions_of_others


@dataclass(frozen=True, slots=True)
class Row:
    """One agency on the board."""

    agency: Agency
    state: State
    facts: Facts
    extended_until: datetime | None
    asked_until: datetime | None
    """More time that it asked for and that nobody has answered."""
    carried: int
    """Changes of the round before that the office carried over; they stand until it answers."""
    own: bool
    bounces: Sequence[Bounce] = ()
    """People of the agency whom mails about the round do not reach; for insiders."""
    away: Sequence[Away] = ()
    present: Sequence[str] = ()
    """Who else answers for the agency, where somebody is away."""
    comments: Sequence[Incoming] = ()
    """What its people wrote by mail and confirmed; for the office."""

    @property
    def silent(self) -> bool:
        """Tell whether the agency may be reminded."""
        return not self.facts.answered


@dataclass(frozen=True, slots=True)
class Board:
    """All that the page of a round shows."""

    round: Round
    rows: Sequence[Row]
    asked: Sequence[Extension]
    late: Sequence[LateAnswer]
    runs_until: datetime
    """The deadline, or the longest extension."""
    now: datetime

    @property
    def phase(self) -> State:
        """Say in one word where the round is."""
        return phase(
            self.round.state,
            extended=self.round.deadline_number > 1,
            over=self.now > self.round.deadline_at,
        )

    @property
    def unreached(self) -> list[Row]:
        """The agencies that no mail has reached."""
        return [row for row in self.rows if row.facts.unreached and row.silent]

    @property
    def answered(self) -> int:
        """How many agencies have answered."""
        return sum(row.facts.answered for row in self.rows)

    @property
    def silent(self) -> list[Row]:
        """The agencies that have not answered."""
        return [row for row in self.rows if row.silent]


def board(session: Session, actor: Actor, round_id: int) -> Board:
    """Return the board as this reader may see it."""
    round_ = rounds.find(session, actor, round_id)
    office = actor.role in OFFICE
    granted = _granted(session, round_id)
    comments = incoming.comments(session, round_id) if office else {}
    known = reach.reach(session, round_id, at=now(session))
    facts, carried = _facts(session, round_, granted, known)
    present = reach.present(session, known.away) if office else {}
    counts = sees_revisions_of_others(
        actor, sealed=round_.pledge.sealed_rounds, round_state=round_.state
    )
    waiting = more_time.waiting(session, [round_id])
    asked = {row.agency_id: row.until for row in waiting}
    rows = [
        Row(
            agency=agency,
            state=state(
                facts[agency.id],
                insider=office or agency.id == actor.agency_id,
                counts=counts or agency.id == actor.agency_id,
            ),
            facts=facts[agency.id],
            extended_until=granted.get(agency.id),
            asked_until=asked.get(agency.id),
            carried=carried.get(agency.id, 0),
            own=agency.id == actor.agency_id,
            bounces=known.bounces.get(agency.id, ()) if office else (),
            away=known.away.get(agency.id, ()) if office else (),
            present=present.get(agency.id, ()),
            comments=comments.get(agency.id, ()),
        )
        for agency in _agencies(round_)
    ]
    return Board(
        round=round_,
        rows=rows,
        asked=waiting if office else [],
        late=late_answers.waiting(session, round_) if office else [],
        runs_until=max([round_.deadline_at, *granted.values()]),
        now=now(session),
    )


def _agencies(round_: Round) -> list[Agency]:
    here = [member.agency for member in round_.pledge.members if member.left_at is None]
    return sorted(here, key=lambda agency: agency.acronym)


def _granted(session: Session, round_id: int) -> dict[int, datetime]:
    rows = session.execute(
        select(Extension.agency_id, func.max(Extension.until))
        .where(Extension.round_id == round_id, Extension.state == ExtensionState.GRANTED.value)
        .group_by(Extension.agency_id)
    )
    return {agency_id: until for agency_id, until in rows}  # noqa: C416  rows are no pairs to mypy


def _facts(
    session: Session, round_: Round, granted: Mapping[int, datetime], known: Reach
) -> tuple[dict[int, Facts], dict[int, int]]:
    revisions, carried = _last_revisions(session, round_.id)
    drafted = set(session.scalars(select(Draft.agency_id).where(Draft.round_id == round_.id)))
    steps = _steps(session, round_.id)
    found = {}
    for agency in _agencies(round_):
        sent, changes, verdict = revisions.get(agency.id, (None, 0, None))
        until = max(round_.deadline_at, granted.get(agency.id, round_.deadline_at))
        found[agency.id] = Facts(
            answer=sent.answer if sent else "",
            standing=sent.standing if sent else "",
            changes=changes,
            at=sent.submitted_at if sent else None,
            verdict=verdict or "",
            drafted=agency.id in drafted,
            step=steps.get(agency.id, ""),
            over=round_.state not in ANSWERING
            or (round_.state == RoundState.OPEN and now(session) > until),
            tacit=round_.pledge.tacit_answers and agency.id in known.delivered,
            unreached=agency.id in known.unreached,
        )
    return found, carried


Sent = tuple[Revision, int, str | None]
"""A revision, the number of its changes, and what the office did with it if it was late."""


def _last_revisions(session: Session, round_id: int) -> tuple[dict[int, Sent], dict[int, int]]:
    """Return what each agency sent last, and how many changes were carried over for it."""
    rows = session.execute(
        select(Revision, func.count(Change.id), Intake.verdict)
        .outerjoin(Change, Change.revision_id == Revision.id)
        .outerjoin(Intake, Intake.revision_id == Revision.id)
        .where(Revision.round_id == round_id)
        .group_by(Revision.id, Intake.verdict)
        .order_by(Revision.number)
    )
    sent: dict[int, Sent] = {}
    carried: dict[int, int] = {}
    for revision, changes, verdict in rows:
        if revision.answer == AnswerKind.CARRIED:
            carried[revision.agency_id] = changes
        else:
            sent[revision.agency_id] = (revision, changes, verdict)
    return sent, carried


def _steps(session: Session, round_id: int) -> dict[int, str]:
    """Return the last step of clearance of each agency; one before its last draft is over."""
    last = (
        select(Draft.agency_id, func.max(Draft.id).label("id"))
        .where(Draft.round_id == round_id, ~Draft.aside)
        .group_by(Draft.agency_id)
        .subquery()
    )
    rows = session.execute(
        select(Clearance.agency_id, Clearance.step)
        .join(last, last.c.id == Clearance.draft_id)
        .where(Clearance.round_id == round_id)
        .order_by(Clearance.id)
    )
    return {agency_id: step for agency_id, step in rows}  # noqa: C416  rows are no pairs to mypy
