"""How a round goes: answers over time, where the text is touched, and what if it closed now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.models import Agency
from workflow.queries.answering import reading as readings
from workflow.queries.answering.reading import Reading
from workflow.queries.rounds import board as boards
from workflow.queries.rounds.board import Board
from workflow.rules.permissions import Actor
from workflow.translation import mark

HEAT = 5
"""Steps of the heat map; the highest stands for as many or more."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An answer that came in; `number` is how many there were then."""

    at: datetime
    agency: Agency
    number: int


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the chart; both from 0 to 100, `y` downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Warmth:
    """A block with how much it is touched."""

    block_id: str
    label: str
    name: str
    words: str
    agencies: int
    passages: int
    contested: bool

    @property
    def step(self) -> int:
        """How warm it is, from 0 to HEAT."""
        return min(self.agencies, HEAT)


@dataclass(frozen=True, slots=True)
class Progress:
    """All that the page shows."""

    board: Board
    reading: Reading
    arrivals: Sequence[Arrival]
    begin: datetime
    end: datetime
    """The end of the chart: the deadline, or the last answer if that came later."""
    warmth: Sequence[Warmth]

    def x(self, at: datetime) -> float:
        """Return where a moment stands on the chart, from 0 to 100."""
        whole = max(self.end - self.begin, timedelta(seconds=1))
        return round(min(max((at - self.begin) / whole, 0), 1) * 100, 2)

    @property
    def line(self) -> list[Point]:
        """The steps of the chart, up to now or to the end."""
        most = max(len(self.board.rows), 1)
        points = [Point(0, 100)]
        for arrival in self.arrivals:
            x = self.x(arrival.at)
            points.append(Point(x, points[-1].y))
            points.append(Point(x, round(100 - 100 * arrival.number / most, 2)))
        points.append(Point(self.x(min(self.board.now, self.end)), points[-1].y))
        return points

    @property
    def silent_words(self) -> str:
        """What the silence of those who have not answered would count as."""
        tacit = self.board.round.pledge.tacit_answers
        return mark("tacit agreement") if tacit else mark("no answer")


def progress(session: Session, actor: Actor, round_id: int) -> Progress:
    """Return how a round goes, as far as this reader may know."""
    board = boards.board(session, actor, round_id)
    reading = readings.reading(session, actor, round_id)
    answered = sorted(
        ((row.facts.at, row.agency) for row in board.rows if row.facts.answered and row.facts.at),
        key=lambda pair: (pair[0], pair[1].acronym),
    )
    arrivals = [Arrival(at, agency, n) for n, (at, agency) in enumerate(answered, 1)]
    last = arrivals[-1].at if arrivals else board.runs_until
    return Progress(
        board=board,
        reading=reading,
        arrivals=arrivals,
        begin=min([board.round.opened_at, *(one.at for one in arrivals)]),
        end=max(board.runs_until, last),
        warmth=_warmth(reading),
    )


def _warmth(reading: Reading) -> list[Warmth]:
    found = []
    for stretch in reading.stretches:
        agencies = {agency for card in stretch.cards for agency in card.agencies}
        words = "".join(
            piece.text
            for segment in stretch.segments
            for piece in segment.pieces
            if piece.kind != "insert"
        )
        found.append(
            Warmth(
                stretch.block_id,
                stretch.label,
                stretch.name,
                words,
                len(agencies),
                len(stretch.cards),
                any(card.contested for card in stretch.cards),
            )
        )
    return found
