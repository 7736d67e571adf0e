"""Which reminders somebody should have got: at each moment at which one can have become due.

    a reminder's own moment      something changed (a deadline, an extension, an answer taken back)
    six hours after a mail       an outage was over

each moved into working hours. Where the rules say at such a moment that a reminder is due, nothing
was broken, and it had not come before, it must come within minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from onevoice.simulation.facts import Facts, RoundFacts
from onevoice.simulation.places import Somebody
from workflow.queries.chasing.chasing import LETTERS
from workflow.rules import deadlines
from workflow.rules.calendars import is_working, later
from workflow.rules.deadlines import FOLD, Nudge, Window

IN_TIME = timedelta(minutes=5)
"""How long a mail may take from the moment at which it is due, if nothing is broken."""

SETTLED = timedelta(hours=1, minutes=5)
"""How long after an outage of the mail server the last mail may still wait for its next attempt."""

_SOON = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Heard:
    """A mail that told somebody the deadline."""

    letter: str
    at: datetime
    """When its first copy came: where an acknowledgement was lost, another one comes later."""
    known_at: datetime
    """When its last copy came, and the service learned of it."""
    written_at: datetime
    by_hand: bool

    @property
    def counts_from(self) -> datetime:
        """From when on the reader is left alone: a reminder that left late counts from then."""
        return self.known_at if self.letter in LETTERS else self.written_at


@dataclass(frozen=True, slots=True)
class Waited:
    """A mail, from when it was written until it came.

    None if it never did: who had answered meanwhile does not get it. When it was dropped is not
    seen from outside, so from then on nothing is demanded that hangs on it.
    """

    written_at: datetime
    came_at: datetime | None


@dataclass(frozen=True)
class Owed:
    """What one person should have got in one round."""

    facts: Facts
    round_: RoundFacts
    agency_id: int
    somebody: Somebody
    drafts: bool
    heard: Sequence[Heard]
    """What this person got, in order."""
    overdue: Sequence[Waited]
    """The mails that told anybody of the agency that it is overdue."""
    end: datetime

    def reminders(self) -> Iterator[tuple[Nudge, datetime, bool]]:
        """Yield each reminder that became due, when, and whether it came in time."""
        for at in sorted(set(self._moments())):
            nudge = self._due(at) if self._counts(at) else None
            if nudge is not None and not self._came_before(nudge, at):
                until = at + IN_TIME
                there = [one for one in self.heard if at <= one.at <= until]
                if not any(one.by_hand or one.letter not in LETTERS for one in there):
                    yield nudge, at, any(one.letter == nudge for one in there)

    def _moments(self) -> Iterator[datetime]:
        changes = sorted({self.round_.opened_at, *self.round_.moments(self.agency_id)})
        calendar = self.somebody.calendar
        for window in dict.fromkeys(self.round_.window(self.agency_id, at) for at in changes):
            yield from deadlines.moments(window, calendar)
        for told in self.overdue:
            if told.came_at is not None:
                yield deadlines.escalation_at(told.came_at, calendar) + _SOON
        moments = [*changes, *(one.counts_from + FOLD + _SOON for one in self.heard)]
        moments += [span.end + _SOON for span in self.facts.worker_down]
        moments += [span.end + SETTLED + _SOON for span in self.facts.relay_down]
        for moment in moments:
            yield later(calendar, moment)

    def _counts(self, at: datetime) -> bool:
        """Tell whether the moment is a fair one: nothing broken, nothing moving, answer owed."""
        until, facts = at + IN_TIME, self.round_
        return (
            facts.opened_at <= at
            and until < self.end
            and not facts.over(until)
            and not facts.answered(self.agency_id, at)
            and not facts.changed_between(self.agency_id, at, until)
            and not facts.rested(at, until)
            and not self.facts.down(at, until)
            and not any(one.touches(at - SETTLED, until) for one in self.facts.relay_down)
        )

    def _due(self, at: datetime) -> Nudge | None:
        window = self.round_.window(self.agency_id, at)
        last = max((one.counts_from for one in self.heard if one.at < at), default=None)
        if self._escalates(window, at, last):
            return Nudge.ESCALATION
        if not self.drafts:
            return None
        return deadlines.due(window, self.somebody.calendar, now=at, last_heard=last)

    def _escalates(self, window: Window, at: datetime, last: datetime | None) -> bool:
        told = self._told(at)
        if told is None or told <= window.deadline or (last is not None and at - last < FOLD):
            return False
        calendar = self.somebody.calendar
        return deadlines.escalation_at(told, calendar) <= at and is_working(calendar, at)

    def _told(self, at: datetime) -> datetime | None:
        """Return when the last of the agency was told that it is overdue; None while one waits.

        A mail that comes at this very moment has come: one that an outage held back over a night
        comes in the minute in which people begin to work, and in that minute the principal's office
        would have been asked because of a colleague who was told days before. Then all of them
        have a working day from now on.
        """
        written = [one for one in self.overdue if one.written_at <= at]
        came = [one.came_at for one in written if one.came_at is not None and one.came_at <= at]
        return max(came) if came and len(came) == len(written) else None

    def _came_before(self, nudge: Nudge, at: datetime) -> bool:
        once = nudge == Nudge.ESCALATION
        since = datetime.min.replace(tzinfo=at.tzinfo) if once else self._since(at)
        return any(
            one.letter == nudge and not one.by_hand and since <= one.written_at and one.at < at
            for one in self.heard
        )

    def _since(self, at: datetime) -> datetime:
        return self.round_.set_at(self.agency_id, at)
