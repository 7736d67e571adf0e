"""What the coordinator's office does in a simulated year, and what breaks, by chance."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onevoice.simulation.facts import RoundFacts, Span
from onevoice.simulation.members import Members
from onevoice.simulation.year import Year
from workflow.models import Extension, Pledge, Round
from workflow.queries.answering import visible
from workflow.rules.dispositions import Disposition
from workflow.rules.permissions import CLOCK, Actor
from workflow.services.chasing import nudges
from workflow.services.deciding import decisions, merging, publishing
from workflow.services.joining import locking
from workflow.services.pledging import pledges
from workflow.services.rounds import intake, rounds, suspending

TEXT = """# A shared text

1. We will listen before we decide.

2. We will report once a year on what we did.

3. We will help each other in every country."""

CLOCKS_CHANGE = (
    date(2026, 3, 8),  # United States
    date(2026, 3, 29),  # Europe
    date(2026, 4, 5),  # Chile
    date(2026, 4, 24),  # Egypt
    date(2026, 9, 6),  # Chile
    date(2026, 10, 25),  # Europe
    date(2026, 10, 29),  # Egypt
    date(2026, 11, 1),  # United States
)
ZONES = ("America/New_York", "America/New_York", "Europe/Zurich")
HOURS = (12, 17, 17, 23)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass
class Plot:
    """The office's plans, and the chance that decides the rest."""

    year: Year
    chance: random.Random
    left: int
    """Rounds still to be opened."""

    def __post_init__(self) -> None:
        """Let the agencies draw from the same chance."""
        self.members = Members(self.year, self.chance)

    def begin(self, *, tracks: int) -> None:
        """Start as many pledges beside each other, and the outages of the whole year."""
        self.year.on_closed = self._closed
        for track in range(tracks):
            start = self.year.now + track * DAY * 1.7 + self._some(HOUR)
            self.year.at(start, self._start_pledge)
        moment = self.year.now + 8 * DAY
        while moment < self.year.end:
            self.year.worker_fails(Span(moment, moment + self._between(1, 30) * HOUR))
            calm = moment + self._between(4, 9) * DAY
            self.year.relay_fails(Span(calm, calm + self._between(1, 18) * HOUR))
            self.year.at(calm + 3 * DAY, self.year.loses_an_acknowledgement)
            moment = calm + self._between(8, 14) * DAY

    def _start_pledge(self) -> None:
        agencies = sorted(self.year.cast.drafters)
        found: list[int] = []

        def start(session: Session) -> None:
            pledge = pledges.start(
                session, self._office, title="A common pledge", text=TEXT, agencies=agencies
            )
            found.append(pledge.id)

        if self.year.do(start):
            self._open_round(found[0])

    def _open_round(self, pledge_id: int) -> None:
        if self.left <= 0 or self.year.now > self.year.end - 12 * DAY:
            return
        now, zone = self.year.now, self.chance.choice(ZONES)
        opens = now + DAY if self.chance.random() < 0.1 else now
        deadline = self._deadline(opens, zone)
        found: list[Round] = []

        def open_round(session: Session) -> None:
            found.append(
                rounds.open_round(
                    session,
                    self._office,
                    pledge_id=pledge_id,
                    deadline=deadline,
                    zone=zone,
                    opens_at=opens if opens > now else None,
                )
            )
            facts = RoundFacts(pledge_id, found[0].number, zone, opens, [(now, deadline)])
            self.year.facts.rounds[found[0].id] = facts

        if not self.year.do(open_round):
            return
        self.left -= 1
        round_id = found[0].id
        self.year.expect_reminders(round_id)
        for agency_id in self.year.cast.drafters:
            self.members.take_part(round_id, agency_id, opens, deadline)
        self._change_of_plans(round_id, opens, deadline)

    def _deadline(self, opens: datetime, zone: str) -> datetime:
        day = (opens + self._between(5, 16) * DAY).astimezone(ZoneInfo(zone)).date()
        near = [one for one in CLOCKS_CHANGE if 4 <= (one - opens.date()).days <= 18]
        if near and self.chance.random() < 0.6:
            day = near[0]
        hour = self.chance.choice(HOURS)
        return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(opens.tzinfo)

    def _change_of_plans(self, round_id: int, opens: datetime, deadline: datetime) -> None:
        luck, when = self.chance.random(), opens + self._between(0.3, 0.95) * (deadline - opens)
        if luck < 0.12:
            self.year.at(when, lambda: self._move_deadline(round_id))
        elif luck < 0.22:
            self.year.at(when, lambda: self._suspend(round_id))
        elif luck < 0.27:
            self.year.at(when, lambda: self._close_early(round_id))
        elif luck < 0.35:
            self.year.at(when, lambda: self._remind(round_id))

    def _move_deadline(self, round_id: int) -> None:
        facts = self.year.facts.rounds[round_id]
        deadline = facts.deadlines[-1][1] + self._between(1, 6) * DAY

        def move(session: Session) -> None:
            rounds.move_deadline(
                session, self._office, round_id=round_id, deadline=deadline, reason="A feast."
            )
            facts.deadlines.append((self.year.now, deadline))

        if self.year.do(move):
            self.year.expect_reminders(round_id)

    def _suspend(self, round_id: int) -> None:
        facts = self.year.facts.rounds[round_id]

        def suspend(session: Session) -> None:
            suspending.suspend(session, self._office, round_id=round_id, reason="Elections.")
            facts.resting_since = self.year.now

        if self.year.do(suspend):
            self.year.at(self.year.now + self._between(1, 8) * DAY, lambda: self._resume(round_id))

    def _resume(self, round_id: int) -> None:
        facts = self.year.facts.rounds[round_id]

        def resume(session: Session) -> None:
            round_ = suspending.resume(session, self._office, round_id=round_id)
            now = self.year.now
            if facts.resting_since is not None:
                facts.rests.append(Span(facts.resting_since, now))
            facts.resting_since = None
            facts.deadlines.append((now, round_.deadline_at))
            granted = session.scalars(
                select(Extension).where(
                    Extension.round_id == round_id, Extension.state == "granted"
                )
            )
            for extension in granted:
                facts.extensions[extension.agency_id].append((now, extension.until))

        if self.year.do(resume):
            self.year.expect_reminders(round_id)

    def _close_early(self, round_id: int) -> None:
        self.year.do(
            lambda session: _ignore(
                rounds.close(session, self._office, round_id=round_id, reason="We must go on.")
            )
        )

    def _remind(self, round_id: int) -> None:
        if self.year.do(
            lambda session: _ignore(nudges.send(session, self._office, round_id=round_id))
        ):
            self.year.expect_reminders(round_id)

    def _closed(self, round_id: int) -> None:
        self.year.at(self.year.now + self._between(1, 3) * DAY, lambda: self._publish(round_id))

    def _publish(self, round_id: int) -> None:
        facts = self.year.facts.rounds[round_id]

        def publish(session: Session) -> None:
            for late in visible.waiting_late(session, round_id):
                intake.take_up(session, self._office, revision_id=late.id, reason="It is short.")
            merging.merge_round(session, CLOCK, round_id=round_id)
            self._decide_all(session, round_id)
            candidate = publishing.preview(session, self._office, round_id=round_id)
            publishing.publish(session, self._office, round_id=round_id, seen=candidate.sha256)
            facts.published_at = self.year.now

        if not self.year.do(publish):
            return
        if facts.number >= 4 and self.chance.random() < 0.3:
            self._lock(facts.pledge_id)
            self._start_pledge()
            return
        self.year.at(
            self.year.now + self._between(0.5, 2) * DAY, lambda: self._open_round(facts.pledge_id)
        )

    def _decide_all(self, session: Session, round_id: int) -> None:
        for passage in visible.passages(session, round_id):
            if passage.decision is None:
                decisions.decide(
                    session,
                    self._office,
                    passage_id=passage.id,
                    seen=passage.fingerprint,
                    seen_decision=len(passage.decisions),
                    disposition=Disposition.ACCEPTED.value,
                    wording=passage.wordings[0].key,
                    text=None,
                    reason="It reads well.",
                    fates=None,
                )

    def _lock(self, pledge_id: int) -> None:
        def lock(session: Session) -> None:
            latest = session.get_one(Pledge, pledge_id).latest
            first, second = self.year.cast.office
            asked = locking.request(session, first, version_id=latest.id, seen=latest.sha256)
            typed = latest.sha256[: locking.TYPED]
            locking.confirm(session, second, request_id=asked.id, typed=typed)
            self.year.facts.locks[pledge_id] = self.year.now

        self.year.do(lock)

    @property
    def _office(self) -> Actor:
        return self.year.cast.office[0]

    def _between(self, low: float, high: float) -> float:
        return self.chance.uniform(low, high)

    def _some(self, span: timedelta) -> timedelta:
        return self.chance.random() * span


def _ignore(_answer: object) -> None:
    """Say that nobody looks at an answer."""
