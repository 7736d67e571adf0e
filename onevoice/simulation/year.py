"""The clock of a simulated year: whoever acts next acts, then the worker does what is due."""

import heapq
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from onevoice.simulation.facts import Facts, RoundFacts, Span
from onevoice.simulation.places import Cast, Somebody
from onevoice.simulation.relay import Relay
from worker import tasks
from worker.tasks import Tools
from workflow import db
from workflow.errors import Refused
from workflow.models import Job, Mail, Round
from workflow.queries.chasing.chasing import TELL_THE_DEADLINE
from workflow.rules import deadlines
from workflow.rules.calendars import later
from workflow.rules.deadlines import Nudge, Window
from workflow.rules.stages import RoundState
from workflow.services.mailing.mail import message_id
from workflow.services.rounds import planning

Act = Callable[[Session], None]

SOON = timedelta(seconds=1)
LOOKS_AT_ALL = timedelta(hours=13, minutes=11)
"""How often the worker looks at everything, as it does every ten seconds in life: in the course of
the year at all hours of day and night, when most of the time it must find nothing to do."""


_OUTBOX = (
    select(Mail.id, Mail.key, Mail.letter, Mail.round_id, Mail.agency_id, Mail.written_at)
    .where(Mail.id > bindparam("seen"))
    .order_by(Mail.id)
)


@dataclass(frozen=True, slots=True)
class Told:
    """A mail in the outbox that tells somebody a deadline."""

    letter: str
    round_id: int
    agency_id: int
    written_at: datetime


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
        self, tools: Tools, relay: Relay, cast: Cast, *, clock: Clock, end: datetime, host: str
    ) -> None:
        """Begin a year in which nothing has happened."""
        self.sessions, self.tools, self.relay = tools.sessions, tools, relay
        self.cast, self.clock, self.end, self.host = cast, clock, end, host
        self.facts = Facts()
        self.on_closed: Callable[[int], None] = lambda _round_id: None
        self._acts: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._wakes: set[tuple[datetime, int]] = set()
        self._worker_down = False
        self._rows: dict[str, Told] = {}
        self._heard: dict[tuple[int, str], datetime] = {}
        self._seen_rows = self._seen_mails = 0

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
        self.at(self.now, self._look_at_all)
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
        self._look_after_mails()

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
                if heard := self._heard.get((round_id, somebody.email)):
                    rested = later(somebody.calendar, heard + deadlines.FOLD + SOON)
                    self._wake(round_id, [rested])
                place = (window, somebody.calendar.zone)
                if place not in seen:
                    seen.add(place)
                    after = deadlines.overdue_at(window, somebody.calendar)
                    moments = [
                        later(somebody.calendar, self.now),
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
        self.at(self.now + LOOKS_AT_ALL, self._look_at_all)
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

    def _look_after_mails(self) -> None:
        """Look again when a mail that has just come moves another one.

        Some hours after one that was written or left late, for its reader; after an overdue mail,
        when it is time to ask the principal's office.
        """
        self._read_outbox()
        came, self._seen_mails = self.relay.mails[self._seen_mails :], len(self.relay.mails)
        for mail in came:
            row = self._rows.get(mail.message_id)
            if row is None or self.facts.rounds[row.round_id].published_at is not None:
                continue
            self._heard[row.round_id, mail.to] = self.now
            for somebody in self.cast.people(row.agency_id):
                rested = later(somebody.calendar, self.now + deadlines.FOLD + SOON)
                if somebody.email == mail.to and self._late(row, somebody):
                    self._wake(row.round_id, [rested])
                if row.letter == Nudge.OVERDUE:
                    asked = deadlines.escalation_at(self.now, somebody.calendar)
                    self._wake(row.round_id, [asked + SOON, max(asked + SOON, rested)])

    def _late(self, row: Told, somebody: Somebody) -> bool:
        """Tell whether a mail came at a moment that nobody could have foreseen."""
        window = self.facts.rounds[row.round_id].window(row.agency_id, self.now)
        foreseen = deadlines.moments(window, somebody.calendar)
        return row.written_at < self.now or self.now not in foreseen

    def _read_outbox(self) -> None:
        with self.sessions() as session:
            db.promise_to_read(session)
            rows = session.execute(_OUTBOX, {"seen": self._seen_rows}).all()
        for row_id, key, letter, round_id, agency_id, at in rows:
            self._seen_rows = row_id
            if letter in TELL_THE_DEADLINE and round_id is not None and agency_id is not None:
                self._rows[message_id(key, self.host)] = Told(letter, round_id, agency_id, at)

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
