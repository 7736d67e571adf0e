"""Who is in, as far as the reader may know.

What was said           the own agency, the office     other agencies       observers
joins, statement        all                            from that day on     when it is locked
condition, why not      all                            only that it is so   nothing
undecided, a signal     all                            nothing              nothing
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.models import (
    OnBehalf,
    OptIn,
    Pledge,
    Revision,
    Round,
    Version,
)
from workflow.queries.joining import standing
from workflow.queries.joining.standing import Stand
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.answers import AnswerKind
from workflow.rules.consent import JOINING, OptInAnswer, Standing
from workflow.rules.permissions import OFFICE, Actor, Role
from workflow.translation import mark

TONES = {
    Standing.IN: "good",
    Standing.CONDITION_BROKEN: "bad",
    Standing.CONDITION_MET: "wait",
    Standing.CONDITION_TO_JUDGE: "wait",
    Standing.TO_CONFIRM: "wait",
    Standing.LEAVING: "wait",
}


@dataclass(frozen=True, slots=True)
class Signal:
    """What a focal point sent along with an answer to a round: it binds nobody."""

    answer: str
    words: str
    round: int


@dataclass(frozen=True, slots=True)
class Line:
    """One agency in the list of who is in; hidden things are empty."""

    agency_id: int
    acronym: str
    name: str
    state: str
    tone: str
    joined: bool
    own: bool
    statement: str = ""
    words: str = ""
    must_contain: str = ""
    given_at: datetime | None = None
    label: str = ""
    """The version that the answer was given for."""
    must_take: Sequence[str] = ()
    by_delegate: bool = False
    leaves_at: datetime | None = None
    gone_since: datetime | None = None
    """For an agency that no longer takes part: since when."""
    written_down: OnBehalf | None = None
    """What the office wrote down for it and waits to be confirmed."""
    signal: Signal | None = None


@dataclass(frozen=True, slots=True)
class WhoIsIn:
    """Where every agency stands on the latest text."""

    pledge: Pledge
    latest: Version
    lines: Sequence[Line]

    @property
    def joined(self) -> list[Line]:
        """The agencies whose names stand under this text."""
        return [line for line in self.lines if line.joined]

    @property
    def others(self) -> list[Line]:
        """The agencies whose names do not, or not yet."""
        return [line for line in self.lines if not line.joined]

    @property
    def to_ask(self) -> int:
        """How many agencies have not said yes or no to this text."""
        return sum(
            not line.joined
            and line.gone_since is None
            and line.state not in {"does not join", "left"}
            for line in self.lines
        )


def who_is_in(session: Session, actor: Actor, pledge_id: int) -> WhoIsIn:
    """Return where every agency stands, as this reader may see it."""
    pledge = find_pledge(session, actor, pledge_id)
    latest = pledge.latest
    signals = _signals(session, actor, pledge_id)
    waiting = _written_down(session, actor, latest)
    lines = [
        _line(actor, stand, latest, signals.get(stand.agency.id), waiting.get(stand.agency.id))
        for stand in standing.stands(session, pledge)
    ]
    return WhoIsIn(pledge=pledge, latest=latest, lines=lines)


def _written_down(session: Session, actor: Actor, latest: Version) -> dict[int, OnBehalf]:
    """Return what waits to be confirmed, for the office and the agency itself."""
    rows = session.scalars(
        select(OnBehalf)
        .where(OnBehalf.version_id == latest.id, OnBehalf.ended.is_(None))
        .options(joinedload(OnBehalf.recorder))
    )
    return {
        row.agency_id: row
        for row in rows
        if actor.role in OFFICE or row.agency_id == actor.agency_id
    }


def _signals(session: Session, actor: Actor, pledge_id: int) -> dict[int, Signal]:
    """Return the last signal of each agency, for the agency itself and the office."""
    rows = session.execute(
        select(Revision.agency_id, Revision.opt_in, Revision.answer, Round.number)
        .join(Round)
        .where(Round.pledge_id == pledge_id)
        .order_by(Revision.id)
    )
    found: dict[int, Signal] = {}
    for agency_id, flag, answer, number in rows:
        if actor.role not in OFFICE and agency_id != actor.agency_id:
            continue
        found.pop(agency_id, None)
        if flag.get("answer") and answer != AnswerKind.WITHDRAWN:
            found[agency_id] = Signal(flag["answer"], flag.get("words", ""), number)
    return found


def _line(
    actor: Actor, stand: Stand, latest: Version, signal: Signal | None, waits: OnBehalf | None
) -> Line:
    own = stand.agency.id == actor.agency_id
    insider = own or actor.role in OFFICE
    state, tone, row = _state(actor, stand, latest, insider=insider)
    return Line(
        agency_id=stand.agency.id,
        acronym=stand.agency.acronym,
        name=stand.agency.name,
        state=state,
        tone=tone,
        joined=row is not None and stand.joined,
        own=own,
        statement=row.words if row and row.answer == OptInAnswer.WITH_STATEMENT else "",
        words=row.words if row and insider and row.answer not in JOINING else "",
        must_contain=row.must_contain if row and insider else "",
        must_take=row.must_take if row and insider else (),
        by_delegate=row is not None and row.role == Role.DELEGATE,
        leaves_at=row.leaves_at if row else None,
        gone_since=stand.gone_since,
        written_down=waits,
        given_at=row.given_at if row else None,
        label=row.version.label if row else "",
        signal=signal if stand.standing == Standing.OPEN else None,
    )


def _state(
    actor: Actor, stand: Stand, latest: Version, *, insider: bool
) -> tuple[str, str, OptIn | None]:
    """Say where an agency stands, in words and tone; hide the answer where it is not for all."""
    if actor.role == Role.OBSERVER:
        if latest.locked_at is None:
            return mark("told when the text is locked"), "", None
        if not stand.joined:
            return mark("has not joined"), "", None
    if stand.standing == Standing.OPEN:
        row = stand.opt_in if insider else None
        return (row.answer if row else mark("not said yet")), "", row
    if insider:
        return _words(stand), TONES.get(stand.standing, ""), stand.opt_in
    if stand.standing in {
        Standing.CONDITION_MET,
        Standing.CONDITION_BROKEN,
        Standing.CONDITION_TO_JUDGE,
    }:
        return mark("joins on a condition"), "wait", stand.opt_in
    row = stand.opt_in if stand.standing != Standing.GONE else None
    return _words(stand), TONES.get(stand.standing, ""), row


def _words(stand: Stand) -> str:
    if stand.standing == Standing.IN and stand.opt_in:
        return stand.opt_in.answer
    if stand.standing == Standing.OUT:
        left = stand.opt_in is not None and stand.opt_in.answer == OptInAnswer.LEAVES
        return mark("left") if left else mark("does not join")
    return stand.standing.value
