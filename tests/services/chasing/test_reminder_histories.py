"""Whatever happens in a round, in whatever order: nobody who has answered is ever reminded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from tests.build import CAST, Build
from workflow import db
from workflow.errors import Refused
from workflow.models import Mail
from workflow.queries.chasing import chasing
from workflow.rules.permissions import CLOCK, Role
from workflow.services.answering import revisions
from workflow.services.chasing import nudges
from workflow.services.rounds import extensions, rounds, suspending

pytestmark = pytest.mark.databases("sqlite")

BEGINS = datetime(2026, 10, 20, 9, tzinfo=UTC)
"""Clocks change in Europe and in the United States while the round runs."""

agencies = st.sampled_from(CAST)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 70)),
        st.tuples(st.sampled_from(["answer", "late", "take back", "more time"]), agencies),
        st.tuples(st.sampled_from(["move", "suspend", "resume", "remind", "close"]), st.none()),
    ),
    min_size=3,
    max_size=14,
)


class History:
    """A round to which anything may happen, and who has answered by now."""

    def __init__(self, session):
        self.session, self.build = session, Build(session)
        self.build.at(BEGINS)
        self.round = self.build.round(days=12)
        for agency in CAST:
            self.build.person(Role.PRINCIPAL, agency)
        self.answered: set[str] = set()
        self.sent = 0

    def do(self, what, who):
        office = self.build.coordinator()
        acts = {
            "wait": lambda: self.build.later(hours=who),
            "answer": lambda: self.answer(who, late=False),
            "late": lambda: self.answer(who, late=True),
            "take back": lambda: self.take_back(who),
            "more time": lambda: self.more_time(who),
            "move": lambda: rounds.move_deadline(
                self.session,
                office,
                round_id=self.round.id,
                deadline=self.round.deadline_at + timedelta(days=3),
                reason="x",
            ),
            "suspend": lambda: suspending.suspend(
                self.session, office, round_id=self.round.id, reason="x"
            ),
            "resume": lambda: suspending.resume(self.session, office, round_id=self.round.id),
            "remind": lambda: nudges.send(self.session, office, round_id=self.round.id),
            "close": lambda: rounds.close(self.session, CLOCK, round_id=self.round.id),
        }
        try:
            with self.session.begin_nested():
                acts[what]()
        except Refused:
            db.forget_time(self.session)

    def answer(self, agency, *, late):
        actor = self.build.focal_point(agency)
        revisions.no_changes(self.session, actor, round_id=self.round.id, late=late)
        self.answered.add(agency)

    def take_back(self, agency):
        revisions.withdraw(self.session, self.build.focal_point(agency), round_id=self.round.id)
        self.answered.discard(agency)

    def more_time(self, agency):
        until = self.round.deadline_at + timedelta(days=2)
        asked = extensions.request(
            self.session,
            self.build.focal_point(agency),
            round_id=self.round.id,
            until=until,
            reason="x",
        )
        extensions.answer(
            self.session, self.build.coordinator(), extension_id=asked.id, granted=True
        )

    def reminders(self):
        return (
            self.session.query(Mail)
            .filter(Mail.letter.in_(chasing.LETTERS), Mail.sent_at.is_(None))
            .order_by(Mail.id)
            .all()
        )


@bounds(max_examples=40, suppress_health_check=list(HealthCheck))
@given(history=steps)
def test_nobody_who_has_answered_is_ever_reminded(engine, history):
    with db.sessions(engine)() as session:
        story = History(session)
        for what, who in history:
            story.do(what, who)
            written = nudges.send(session, CLOCK, round_id=story.round.id)
            assert not story.answered & {one.agency.acronym for one in written}
            for mail in story.reminders():
                goes_at = nudges.goes_at(session, mail.key)
                if goes_at is not None and goes_at <= story.build.now:
                    assert mail.name.rsplit(" ", 1)[1] not in story.answered
                    mail.sent_at = story.build.now
            session.flush()
        session.rollback()
