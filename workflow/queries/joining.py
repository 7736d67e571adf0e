"""Who is in, as far as the reader may know, and the one screen of a principal.

What was said           the own agency, the office     other agencies       observers
joins, statement        all                            from that day on     when it is locked
condition, why not      all                            only that it is so   nothing
undecided, a signal     all                            nothing              nothing
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import OptIn, Pledge, Revision, Round, TextBlock, Version
from workflow.queries import standing, versions
from workflow.queries.pledges import find_pledge
from workflow.queries.standing import Stand
from workflow.queries.versions import Comparison
from workflow.rules.answers import AnswerKind
from workflow.rules.consent import JOINING, OptInAnswer, Standing, broken_words
from workflow.rules.permissions import OFFICE, Actor, Role

TONES = {
    Standing.IN: "good",
    Standing.CONDITION_BROKEN: "bad",
    Standing.CONDITION_MET: "wait",
    Standing.CONDITION_TO_JUDGE: "wait",
    Standing.TO_CONFIRM: "wait",
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
        return sum(not line.joined and line.state != Standing.OUT for line in self.lines)


@dataclass(frozen=True, slots=True)
class Condition:
    """The words of an own condition, each with whether the text holds them."""

    words: str
    lines: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Screen:
    """All that a principal needs to decide."""

    who: WhoIsIn
    acronym: str
    agency: str
    blocks: Sequence[TextBlock]
    opt_in: OptIn | None
    standing: Standing
    condition: Condition | None
    changed: Comparison | None
    word_count: int
    signal: Signal | None

    @property
    def minutes(self) -> int:
        """How long it takes to read the text."""
        return max(1, round(self.word_count / 220))

    @property
    def changes(self) -> int:
        """How many blocks differ from the text that was answered last."""
        if self.changed is None:
            return 0
        return sum(block.fate != "same" for block in self.changed.blocks)


def who_is_in(session: Session, actor: Actor, pledge_id: int) -> WhoIsIn:
    """Return where every agency stands, as this reader may see it."""
    pledge = find_pledge(session, actor, pledge_id)
    latest = pledge.latest
    signals = _signals(session, actor, pledge_id)
    lines = [
        _line(actor, stand, latest, signals.get(stand.agency.id))
        for stand in standing.stands(session, pledge)
    ]
    return WhoIsIn(pledge=pledge, latest=latest, lines=lines)


def screen(session: Session, actor: Actor, pledge_id: int) -> Screen:
    """Return the page on which a principal decides for the own agency."""
    who = who_is_in(session, actor, pledge_id)
    own = next(
        (s for s in standing.stands(session, who.pledge) if s.agency.id == actor.agency_id), None
    )
    if own is None:
        raise NotFound(what="pledge")
    latest, row = who.latest, own.opt_in
    moved = row is not None and row.sha256 != latest.sha256
    return Screen(
        who=who,
        acronym=own.agency.acronym,
        agency=own.agency.name,
        blocks=latest.rows,
        opt_in=row,
        standing=own.standing,
        condition=_condition(row, latest),
        changed=versions.compare(row.version.rows, latest.rows) if row and moved else None,
        word_count=len(latest.text.split()),
        signal=next((line.signal for line in who.lines if line.own), None),
    )


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


def _line(actor: Actor, stand: Stand, latest: Version, signal: Signal | None) -> Line:
    own = stand.agency.id == actor.agency_id
    insider = own or actor.role in OFFICE
    state, tone, row = _state(actor, stand, latest, insider=insider)
    return Line(
        acronym=stand.agency.acronym,
        name=stand.agency.name,
        state=state,
        tone=tone,
        joined=row is not None and stand.joined,
        own=own,
        statement=row.words if row and row.answer == OptInAnswer.WITH_STATEMENT else "",
        words=row.words if row and insider and row.answer not in JOINING else "",
        must_contain=row.must_contain if row and insider else "",
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
            return "told when the text is locked", "", None
        if not stand.joined:
            return "has not joined", "", None
    if stand.standing == Standing.OPEN:
        row = stand.opt_in if insider else None
        return (row.answer if row else "not said yet"), "", row
    if insider:
        return _words(stand), TONES.get(stand.standing, ""), stand.opt_in
    if stand.standing in {
        Standing.CONDITION_MET,
        Standing.CONDITION_BROKEN,
        Standing.CONDITION_TO_JUDGE,
    }:
        return "joins on a condition", "wait", stand.opt_in
    return _words(stand), TONES.get(stand.standing, ""), stand.opt_in


def _words(stand: Stand) -> str:
    if stand.standing == Standing.IN and stand.opt_in:
        return stand.opt_in.answer
    if stand.standing == Standing.OUT:
        return "does not join"
    return stand.standing.value


def _condition(row: OptIn | None, latest: Version) -> Condition | None:
    if row is None or row.answer != OptInAnswer.ON_CONDITION:
        return None
    missing = broken_words(row.must_contain, latest.text)
    lines = [line.strip() for line in row.must_contain.splitlines() if line.strip()]
    return Condition(words=row.words, lines=[(line, line not in missing) for line in lines])
