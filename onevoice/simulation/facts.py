"""What happened, written down beside the database by those who did it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from workflow.rules.deadlines import Window


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which something did not work."""

    start: datetime
    end: datetime

    def touches(self, start: datetime, end: datetime) -> bool:
        """Tell whether it overlaps another time."""
        return self.start <= end and start <= self.end


@dataclass
class RoundFacts:
    """The life of one round."""

    pledge_id: int
    number: int
    zone: str
    opened_at: datetime
    deadlines: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When it was set, and to when; the last one holds."""
    extensions: dict[int, list[tuple[datetime, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    answers: dict[int, list[tuple[datetime, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By agency: when it answered (True) or took its answer back."""
    rests: list[Span] = field(default_factory=list)
    resting_since: datetime | None = None
    closed_at: datetime | None = None
    published_at: datetime | None = None

    def answered(self, agency_id: int, at: datetime) -> bool:
        """Tell whether the agency's answer was in at this moment."""
        states = [is_in for moment, is_in in self.answers.get(agency_id, []) if moment <= at]
        return bool(states) and states[-1]

    def window(self, agency_id: int, at: datetime) -> Window:
        """Return the time that an agency had, as it stood at this moment."""
        set_to = [until for moment, until in self.deadlines if moment <= at]
        more = [until for moment, until in self.extensions.get(agency_id, []) if moment <= at]
        deadline = max([set_to[-1] if set_to else self.deadlines[0][1], *more])
        if self.closed_at is not None and self.closed_at <= at:
            deadline = min(deadline, self.closed_at)
        return Window(self.opened_at, deadline, self.zone)

    def set_at(self, agency_id: int, at: datetime) -> datetime:
        """Return since when the time that an agency had at this moment was so."""
        window, since = self.window(agency_id, at), at
        for moment in sorted({m for m in self.moments(agency_id) if m <= at}, reverse=True):
            if self.window(agency_id, moment) != window:
                break
            since = moment
        return since

    def ends(self) -> Iterator[datetime]:
        """Yield every deadline that the round, or an agency in it, ever had."""
        yield from (until for _, until in self.deadlines)
        for more in self.extensions.values():
            yield from (until for _, until in more)

    def rested(self, start: datetime, end: datetime) -> bool:
        """Tell whether the round rested at any moment between two."""
        return any(rest.touches(start, end) for rest in self.rests) or (
            self.resting_since is not None and self.resting_since <= end
        )

    def over(self, at: datetime) -> bool:
        """Tell whether it was decided and published by then."""
        return self.published_at is not None and self.published_at <= at

    def changed_between(self, agency_id: int, start: datetime, end: datetime) -> bool:
        """Tell whether anything happened that moves reminders of this agency."""
        return any(start < moment <= end for moment in self.moments(agency_id))

    def moments(self, agency_id: int) -> Iterator[datetime]:
        """Yield the moments at which something happened that moves reminders of this agency."""
        yield from (moment for moment, _ in self.deadlines)
        yield from (moment for moment, _ in self.extensions.get(agency_id, []))
        yield from (moment for moment, _ in self.answers.get(agency_id, []))
        yield from (moment for moment in (self.closed_at, self.published_at) if moment)
        for rest in self.rests:
            yield rest.start
            yield rest.end


@dataclass
class Facts:
    """Everything that happened in the simulated year."""

    rounds: dict[int, RoundFacts] = field(default_factory=dict)
    locks: dict[int, datetime] = field(default_factory=dict)
    """By pledge."""
    worker_down: list[Span] = field(default_factory=list)
    relay_down: list[Span] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """What people tried that was refused, as it should be."""

    def down(self, start: datetime, end: datetime) -> bool:
        """Tell whether worker or relay failed between two moments."""
        return any(span.touches(start, end) for span in (*self.worker_down, *self.relay_down))
