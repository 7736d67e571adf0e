"""Which mails should have come, and which not: reckoned from what happened and what arrived.

Each broken rule is one sentence. How often a rule was tried is told too: a rule that nothing
tried has proved nothing.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from onevoice.simulation.facts import Facts
from onevoice.simulation.owed import Heard, Owed, Waited
from onevoice.simulation.places import Cast, Somebody
from onevoice.simulation.relay import Arrived
from workflow.queries.chasing.chasing import LETTERS, REMINDER, TELL_THE_DEADLINE
from workflow.queries.mailing.outbox import NOT_NEEDED
from workflow.rules.calendars import is_working, later
from workflow.rules.deadlines import FOLD, Nudge
from workflow.services.mailing.pacing import APART, SPACED

LAST_DAYS = timedelta(days=2)
"""What is written at the very end of the year may not have left."""
OFFICE_LETTERS = frozenset({"all-in", "rivals-waiting", "board-digest"})
"""Reminders and digests to the coordinator's office."""
BEFORE_THE_DEADLINE = {Nudge.SEVEN_DAYS, Nudge.THREE_DAYS, Nudge.ONE_DAY, Nudge.HOURS}


@dataclass(frozen=True, slots=True)
class Written:
    """A row of the outbox."""

    message_id: str
    key: str
    letter: str
    person_id: int
    agency_id: int | None
    round_id: int | None
    pledge_id: int | None
    written_at: datetime
    sent: bool
    held: bool
    problem: str
    waits_until: datetime | None = None
    """Until when it was held back so that its reader does not get a mail every hour."""

    @property
    def went_at(self) -> datetime:
        """When it left, or was told with others."""
        return max(self.written_at, self.waits_until or self.written_at)

    @property
    def by_hand(self) -> bool:
        """Whether the office sent this reminder itself, at whatever hour."""
        return self.key.startswith(f"{REMINDER}:")


@dataclass
class Verdict:
    """What the judge found."""

    broken: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)

    def check(self, rule: str, good: bool, told: str) -> None:  # noqa: FBT001  a rule holds or not
        """Note that a rule was tried, and that it is broken if it is."""
        self.tried[rule] += 1
        if not good:
            self.broken.append(f"{rule}: {told}")


@dataclass(frozen=True)
class Judge:
    """Knows everything, and asks no service."""

    facts: Facts
    cast: Cast
    written: Sequence[Written]
    arrived: Sequence[Arrived]
    lost_acknowledgements: int
    end: datetime

    def judge(self) -> Verdict:
        """Try every rule on every mail and on every moment at which one was due."""
        verdict = Verdict()
        rows = {row.message_id: row for row in self.written}
        self._judge_delivery(verdict, rows)
        self._judge_pace(verdict)
        chases = list(self._chases(rows))
        for mail, row, somebody in chases:
            self._judge_chase(verdict, mail, row, somebody)
        self._judge_distance(verdict, chases)
        self._judge_missing(verdict, rows)
        return verdict

    # --- what left the house ------------------------------------------------------------------

    def _judge_delivery(self, verdict: Verdict, rows: Mapping[str, Written]) -> None:
        copies: dict[str, list[Arrived]] = defaultdict(list)
        for mail in self.arrived:
            verdict.check("nobody forged a mail", mail.message_id in rows, mail.subject)
            copies[mail.message_id].append(mail)
        doubles = [found for found in copies.values() if len(found) > 1]
        verdict.check(
            "none double but for a lost acknowledgement",
            sum(len(found) - 1 for found in doubles) <= self.lost_acknowledgements,
            f"{len(doubles)} twice, {self.lost_acknowledgements} acknowledgements lost",
        )
        for found in doubles:
            equal = len({mail.digest for mail in found}) == 1
            verdict.check("a second copy is equal to the first", equal, found[0].subject)
        for row in self.written:
            if row.held or row.problem == NOT_NEEDED:
                continue
            if row.written_at < self.end - LAST_DAYS:
                there = row.message_id in copies
                verdict.check("none lost", there and row.sent, f"{row.key} ({row.problem})")
            if row.letter in OFFICE_LETTERS:
                working = is_working(self.cast.office_calendar, row.written_at)
                verdict.check("none outside working hours", working, f"{row.key}")

    def _judge_pace(self, verdict: Verdict) -> None:
        """Judge what is not urgent: four hours apart, and never held back for good."""
        by_reader: dict[tuple[int, int | None], list[Written]] = defaultdict(list)
        for row in self.written:
            if row.letter not in SPACED or (row.held and row.waits_until is None):
                continue
            if row.went_at < self.end - LAST_DAYS:
                verdict.check("none held back for good", row.sent, row.key)
            if not row.held:
                by_reader[row.person_id, row.pledge_id].append(row)
        for rows in by_reader.values():
            rows.sort(key=lambda one: one.went_at)
            for before, row in itertools.pairwise(rows):
                good = row.went_at - before.went_at >= APART or self._pressed(before, row)
                verdict.check("none within four hours", good, f"{before.key}, {row.key}")

    def _pressed(self, before: Written, row: Written) -> bool:
        """Tell whether a deadline of the pledge lay before the end of the four hours."""
        until = later(self.cast.office_calendar, before.went_at + APART)
        return any(
            row.went_at <= moment <= until
            for facts in self.facts.rounds.values()
            if facts.pledge_id == row.pledge_id
            for moment in facts.ends()
        )

    # --- reminders that came ------------------------------------------------------------------

    def _chases(self, rows: Mapping[str, Written]) -> Iterator[tuple[Arrived, Written, Somebody]]:
        people = {
            (agency_id, somebody.actor.person_id): somebody
            for agency_id in self.cast.drafters
            for somebody in self.cast.people(agency_id)
        }
        seen: set[str] = set()
        for mail in sorted(self.arrived, key=lambda one: one.at):
            row = rows.get(mail.message_id)
            if row is None or row.letter not in LETTERS or mail.message_id in seen:
                continue
            seen.add(mail.message_id)
            yield mail, row, people[row.agency_id or 0, row.person_id]

    def _judge_chase(
        self, verdict: Verdict, mail: Arrived, row: Written, somebody: Somebody
    ) -> None:
        facts, agency_id, at = self.facts.rounds[row.round_id or 0], row.agency_id or 0, mail.at
        told = f"{row.letter} to {mail.to} at {at:%a %d %b %Y %H:%M} UTC, round {row.round_id}"
        verdict.check("none to anyone who had answered", not facts.answered(agency_id, at), told)
        verdict.check("none while the round rests", not facts.rested(at, at), told)
        verdict.check("none after publication", not facts.over(at), told)
        locked = self.facts.locks.get(facts.pledge_id)
        if locked is not None:
            verdict.check("none past a lock", at <= locked, told)
        deadline = facts.window(agency_id, at).deadline
        late = at > deadline
        if not row.by_hand:
            working = is_working(somebody.calendar, at)
            verdict.check("none outside working hours", working, told)
            verdict.check("none untrue", late != (row.letter in BEFORE_THE_DEADLINE), told)

    def _judge_distance(
        self, verdict: Verdict, chases: Iterable[tuple[Arrived, Written, Somebody]]
    ) -> None:
        by_reader: dict[tuple[int | None, int | None, int], list[tuple[datetime, str, bool]]]
        by_reader = defaultdict(list)
        for mail, row, _ in chases:
            key = (row.round_id, row.agency_id, row.person_id)
            by_reader[key].append((mail.at, row.letter, row.by_hand))
        for key, mails in by_reader.items():
            for (before, _, _), (after, letter, by_hand) in itertools.pairwise(mails):
                told = f"{letter} at {after:%a %d %b %H:%M} UTC in round {key[0]}"
                verdict.check("none within six hours", by_hand or after - before >= FOLD, told)
            asked = sum(letter == Nudge.ESCALATION for _, letter, _ in mails)
            verdict.check("the principal's office once", asked <= 1, f"round {key[0]}")

    # --- reminders that should have come ------------------------------------------------------

    def _came(self, rows: Mapping[str, Written]) -> Mapping[tuple[int, int, int], list[Heard]]:
        first = {mail.message_id: mail.at for mail in reversed(self.arrived)}
        last = {mail.message_id: mail.at for mail in self.arrived}
        found: dict[tuple[int, int, int], list[Heard]] = defaultdict(list)
        for message_id, at in last.items():
            row = rows.get(message_id)
            if row is not None and row.letter in TELL_THE_DEADLINE:
                key = (row.round_id or 0, row.agency_id or 0, row.person_id)
                heard = Heard(row.letter, first[message_id], at, row.written_at, row.by_hand)
                found[key].append(heard)
        return found

    def _overdue(self, rows: Mapping[str, Written]) -> Mapping[tuple[int, int], list[Waited]]:
        """Return when who of an agency was to hear in a round that its answer is overdue."""
        last = {mail.message_id: mail.at for mail in self.arrived}
        found: dict[tuple[int, int], list[Waited]] = defaultdict(list)
        for row in rows.values():
            if row.letter == Nudge.OVERDUE:
                waited = Waited(row.written_at, last.get(row.message_id))
                found[row.round_id or 0, row.agency_id or 0].append(waited)
        return found

    def _judge_missing(self, verdict: Verdict, rows: Mapping[str, Written]) -> None:
        came = self._came(rows)
        overdue = self._overdue(rows)
        for round_id, facts in self.facts.rounds.items():
            for agency_id in self.cast.drafters:
                for somebody in self.cast.people(agency_id):
                    key = (round_id, agency_id, somebody.actor.person_id or 0)
                    owed = Owed(
                        self.facts,
                        facts,
                        agency_id,
                        somebody,
                        somebody in self.cast.drafters[agency_id],
                        came.get(key, []),
                        overdue.get((round_id, agency_id), []),
                        self.end,
                    )
                    self._judge_owed(verdict, owed, round_id)

    def _judge_owed(self, verdict: Verdict, owed: Owed, round_id: int) -> None:
        told = f"{owed.somebody.email}, round {round_id}"
        if owed.drafts and owed.round_.opened_at < self.end - LAST_DAYS:
            invited = any(one.letter == "round-open" for one in owed.heard)
            verdict.check("everybody is invited", invited, told)
        for nudge, at, there in owed.reminders():
            verdict.check("none missing", there, f"{nudge} at {at:%a %d %b %Y %H:%M} UTC to {told}")
