"""The clock of a simulated year: whoever acts next acts, then the worker does what is due."""

import heapq
import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onevoice.simulation.facts import Facts, RoundFacts, Span
from onevoice.simulation.places import Cast
from onevoice.simulation.relay import Relay
from worker import tasks
from worker.tasks import Tools
from workflow import db
from workflow.errors import Refused
from workflow.models import Job, Round
from workflow.rules import deadlines
from workflow.rules.calendars import later
from workflow.rules.deadlines import Window
from workflow.rules.stages import RoundState
from workflow.services import planning

Act = Callable[[Session], None]

SOON = timedelta(seconds=1)
LOOKS_AT_ALL = time(15, 30)
"""Once a day, in UTC, the worker looks at everything, as it does every ten seconds in life."""


class Clock:
    """The simulated time."""

    def __init__(self, moment: datetime) -> None:
        """Begin at a moment."""
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the time."""
        return self.moment


class Year:
    """Who acts when, and a worker that follows."""

    def __init__(
        self, tools: Tools, relay: Relay, cast: Cast, *, clock: Clock, end: datetime
    ) -> None:
        """Begin a year in which nothing has happened."""
        self.sessions, self.tools, self.relay = tools.sessions, tools, relay
        self.cast, self.clock, self.end = cast, clock, end
        self.facts = Facts()
        self.on_closed: Callable[[int], None] = lambda _round_id: None
        self._acts: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._wakes: set[tuple[datetime, int]] = set()
        self._worker_down = False

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return self.clock()

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        """Let something happen; what lies behind the end of the year never does."""
        if moment <= self.end:
            heapq.heappush(self._acts, (max(moment, self.now), next(self._numbers), act))

    def do(self, act: Act) -> bool:
        """Let somebody act, as a request does; tell whether it was not refused."""
        try:
            with db.transaction(self.sessions) as session:
                act(session)
        except Refused as refused:
            self.facts.refused.append(refused.word)
            return False
        self.work()
        return True

    def run(self, watch: Callable[[datetime], None]) -> None:
        """Play until the end; `watch` is told the time once a simulated day."""
        day = self.now.date()
        self.at(datetime.combine(day, LOOKS_AT_ALL, UTC), self._look_at_all)
        while (moment := self._next()) is not None:
            self.clock.moment = max(moment, self.now)
            if self.now.date() != day:
                day = self.now.date()
                watch(self.now)
            while self._acts and self._acts[0][0] <= self.now:
                _, _, act = heapq.heappop(self._acts)
                act()
            self.work()
        self.clock.moment = self.end
        self.work()

    def work(self) -> None:
        """Do all that is due now, as the worker would."""
        if self._worker_down:
            return
        while kinds := tasks.lying(self.tools, timedelta(0)):
            for kind in kinds:
                tasks.drain(self.tools, kind)
        self._look_for_changes()

    def worker_fails(self, span: Span) -> None:
        """Let no worker run for some time."""
        self.facts.worker_down.append(span)
        self.at(span.start, lambda: self._set_worker(down=True))
        self.at(span.end, lambda: self._set_worker(down=False))

    def relay_fails(self, span: Span) -> None:
        """Let the mail server take nothing for some time."""
        self.facts.relay_down.append(span)
        self.at(span.start, lambda: self._set_relay(down=True))
        self.at(span.end, lambda: self._set_relay(down=False))

    def loses_an_acknowledgement(self) -> None:
        """Let the mail server keep the next mail without saying so."""
        self.relay.lose_next += 1

    def expect_reminders(self, round_id: int) -> None:
        """Look at a round again at each moment that may make a reminder due.

        A worker looks every ten seconds; here it looks when something can be due, and the judge,
        who reckons by himself, finds it if that was too late.
        """
        facts = self.facts.rounds[round_id]
        heard_out = self.now + deadlines.FOLD + SOON
        seen: set[tuple[Window, str]] = set()
        for agency_id in self.cast.drafters:
            window = facts.window(agency_id, self.now)
            for somebody in self.cast.people(agency_id):
                place = (window, somebody.calendar.zone)
                if place not in seen:
                    seen.add(place)
                    after = deadlines.overdue_at(window, somebody.calendar)
                    moments = [
                        *deadlines.moments(window, somebody.calendar),
                        deadlines.escalation_at(after, somebody.calendar),
                        later(somebody.calendar, heard_out),
                    ]
                    self._wake(round_id, moments)

    def _wake(self, round_id: int, moments: Iterable[datetime]) -> None:
        for moment in moments:
            if moment >= self.now and (moment, round_id) not in self._wakes:
                self._wakes.add((moment, round_id))
                self.at(moment, lambda when=moment: self._look(round_id, when))  # type: ignore[misc]

    def _look(self, round_id: int, when: datetime) -> None:
        self._wakes.discard((when, round_id))
        if self._worker_down:
            return
        with db.transaction(self.sessions) as session:
            round_ = session.get(Round, round_id)
            if round_ is not None and round_.state != RoundState.SUSPENDED:
                planning.plan_round(session, round_)
        self.work()

    def _look_at_all(self) -> None:
        self.at(self.now + timedelta(days=1), self._look_at_all)
        if not self._worker_down:
            with db.transaction(self.sessions) as session:
                planning.plan(session)

    def _next(self) -> datetime | None:
        due = [moment for moment, _, _ in self._acts[:1]]
        if not self._worker_down:
            with self.sessions() as session:
                waiting = session.scalar(select(func.min(Job.due_at)).where(Job.state == "waiting"))
            due += [waiting] if waiting is not None and waiting <= self.end else []
        return min(due, default=None)

    def _set_worker(self, *, down: bool) -> None:
        self._worker_down = down
        if not down:
            self._back_again()

    def _set_relay(self, *, down: bool) -> None:
        self.relay.down = down
        if not down:
            self._back_again()

    def _back_again(self) -> None:
        """After an outage look at every round at once, and when people come to work."""
        if not self._worker_down:
            with db.transaction(self.sessions) as session:
                planning.plan(session)
        for round_id, facts in self.facts.rounds.items():
            if facts.published_at is None:
                self.expect_reminders(round_id)
                for agency_id in self.cast.drafters:
                    for somebody in self.cast.people(agency_id):
                        self._wake(round_id, [later(somebody.calendar, self.now)])

    def _look_for_changes(self) -> None:
        """Write down which rounds the worker has opened or closed."""
        waiting = {
            round_id: facts
            for round_id, facts in self.facts.rounds.items()
            if facts.closed_at is None
        }
        if not waiting:
            return
        with self.sessions() as session:
            rows = session.execute(
                select(Round.id, Round.state, Round.opened_at, Round.ended_at).where(
                    Round.id.in_(waiting)
                )
            ).all()
        for round_id, state, opened_at, ended_at in rows:
            self._note(round_id, waiting[round_id], state, opened_at, ended_at)

    def _note(
        self,
        round_id: int,
        facts: RoundFacts,
        state: str,
        opened_at: datetime,
        ended_at: datetime | None,
    ) -> None:
        if state != RoundState.PLANNED and opened_at != facts.opened_at:
            facts.opened_at = opened_at
            self.expect_reminders(round_id)
        if ended_at is not None:
            facts.closed_at = ended_at
            self.expect_reminders(round_id)
            self.on_closed(round_id)
