"""What agencies do in a simulated year: most answer in time, some late, some never.

Every hand goes through the services, with the rights of whoever acts.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from onevoice.simulation.year import Year
from workflow.models import Round
from workflow.services.answering import drafts, revisions
from workflow.services.rounds import extensions
from workflow.text.blocks import Block

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass
class Members:
    """The agencies, and the chance that decides what they do."""

    year: Year
    chance: random.Random

    def take_part(self, round_id: int, agency_id: int, opens: datetime, deadline: datetime) -> None:
        """Choose what an agency does: most answer in time, some late, some never."""
        luck, length = self.chance.random(), deadline - opens
        if luck < 0.10:
            return
        if luck < 0.18:
            late = deadline + self._between(0.2, 60) * HOUR
            self.year.at(late, lambda: self._answer(round_id, agency_id, late=True))
            return
        share = self._between(0.05, 0.85) if luck < 0.6 else self._between(0.85, 0.999)
        when = opens + share * length
        if luck > 0.94:
            self.year.at(opens + 0.8 * length, lambda: self._ask_for_time(round_id, agency_id))
            when = deadline + self._between(1, 30) * HOUR
        self.year.at(when, lambda: self._answer(round_id, agency_id))
        if 0.55 < luck < 0.6:
            self.year.at(when + 2 * HOUR, lambda: self._take_back(round_id, agency_id))
            self.year.at(when + 20 * HOUR, lambda: self._answer(round_id, agency_id))

    def _answer(self, round_id: int, agency_id: int, *, late: bool = False) -> None:
        facts = self.year.facts.rounds[round_id]
        actor = self.year.cast.drafters[agency_id][0].actor
        edits = self.chance.random() < 0.06

        def answer(session: Session) -> None:
            if edits:
                round_ = session.get_one(Round, round_id)
                known = drafts.find(session, round_id, agency_id)
                saved = drafts.save(
                    session,
                    actor,
                    round_id=round_id,
                    seen=known.number if known else 0,
                    blocks=self._edited(round_, agency_id),
                    notes={},
                )
                seen = saved.draft.number
                revisions.submit(session, actor, round_id=round_id, seen=seen, late=late)
            else:
                revisions.no_changes(session, actor, round_id=round_id, late=late)
            facts.answers[agency_id].append((self.year.now, True))

        self.year.do(answer)

    def _edited(self, round_: Round, agency_id: int) -> list[Block]:
        name = self.year.cast.names[agency_id]
        blocks = list(round_.version.blocks)
        place = self.chance.randrange(1, len(blocks))
        old = blocks[place]
        words = f"{old.text[:60].rstrip('.')} with {name}, {self.chance.randrange(1000)}."
        blocks[place] = Block(old.id, old.kind, words, old.level)
        return blocks

    def _take_back(self, round_id: int, agency_id: int) -> None:
        facts = self.year.facts.rounds[round_id]
        actor = self.year.cast.drafters[agency_id][0].actor

        def take_back(session: Session) -> None:
            revisions.withdraw(session, actor, round_id=round_id)
            facts.answers[agency_id].append((self.year.now, False))

        if self.year.do(take_back):
            self.year.expect_reminders(round_id)

    def _ask_for_time(self, round_id: int, agency_id: int) -> None:
        facts = self.year.facts.rounds[round_id]
        actor = self.year.cast.drafters[agency_id][0].actor
        until = facts.window(agency_id, self.year.now).deadline + self._between(1, 4) * DAY
        found: list[int] = []

        def ask(session: Session) -> None:
            asked = extensions.request(
                session, actor, round_id=round_id, until=until, reason="Our principal is away."
            )
            found.append(asked.id)

        if self.year.do(ask):
            grants = self.chance.random() < 0.8
            self.year.at(
                self.year.now + self._between(1, 9) * HOUR,
                lambda: self._answer_request(round_id, agency_id, found[0], grants=grants),
            )

    def _answer_request(
        self, round_id: int, agency_id: int, extension_id: int, *, grants: bool
    ) -> None:
        facts = self.year.facts.rounds[round_id]

        def answer(session: Session) -> None:
            extension = extensions.answer(
                session,
                self.year.cast.office[0],
                extension_id=extension_id,
                granted=grants,
                reason="" if grants else "Too late.",
            )
            if grants:
                facts.extensions[agency_id].append((self.year.now, extension.until))

        if self.year.do(answer):
            self.year.expect_reminders(round_id)

    def _between(self, low: float, high: float) -> float:
        return self.chance.uniform(low, high)
