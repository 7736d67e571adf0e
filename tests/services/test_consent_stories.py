"""Any history of versions, opt-ins, silence and lock keeps the promises of consent.

Hypothesis plays stories of its own. After each step: no name stands under a text that its agency
did not join, a locked text was ready and never changes, a refused step left everything as it
was, and the record verifies.
"""

import tempfile
from datetime import timedelta
from functools import cache

from hypothesis import event, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.build import CAST, HELPING, REPORTING, Build
from tests.servers.schema import migrate
from tests.services.test_silence import MONDAY
from workflow import db
from workflow.errors import Refused
from workflow.models import Event, LockRequest, Objection, OptIn, Pledge, Round, Silence
from workflow.queries import standing
from workflow.rules.consent import JOINING, OptInAnswer, brackets
from workflow.rules.permissions import CLOCK, Role
from workflow.services import locking, optins, record, silence

rarely = st.sampled_from([False, False, False, True])
agencies = st.sampled_from(CAST)
wordings = st.sampled_from(
    [
        "We will report twice a year.",
        "We will report every year.",
        "We will report [once] [twice].",
        "We will report.",
    ]
)


@cache
def engine():
    folder = tempfile.mkdtemp()
    migrate(f"sqlite:///{folder}/stories.db")
    return db.connect(f"sqlite:///{folder}/stories.db")


class Story:
    """One pledge, played in one transaction that is thrown away."""

    def __init__(self):
        self.session = db.sessions(engine())()
        self.build = Build(self.session)
        self.build.at(MONDAY)
        for agency in CAST:
            self.build.principal(agency)
        self.staff = self.build.actor(Role.STAFF)
        self.pledge = self.build.pledge()
        self.locked = None

    def end(self):
        self.session.rollback()
        self.session.close()

    def step(self, what):
        """Take a step; one that is refused has changed nothing."""
        before = self.state()
        try:
            with self.session.begin_nested():
                return what()
        except Refused:
            self.session.expire_all()
            assert self.state() == before
            return None

    def state(self):
        counted = [
            self.session.scalar(select(func.count()).select_from(model))
            for model in (OptIn, Silence, Objection, LockRequest, Round, Event)
        ]
        held = self.session.get_one(Pledge, self.pledge.id)
        return (held.stage, held.head_hash, len(held.versions), *counted)

    # --- steps ------------------------------------------------------------------------------

    def answer(self, agency, answer, old):
        version = self.pledge.versions[0 if old else -1]
        self.step(
            lambda: optins.answer(
                self.session,
                self.build.principal(agency),
                version_id=version.id,
                seen=version.sha256,
                answer=answer,
                words="Our words.",
                must_contain="We will report.",
            )
        )

    def publish(self, words):
        def through_a_round():
            round_ = self.build.round(self.pledge)
            edits = {REPORTING: words} if self.block(REPORTING) != words else {HELPING: "Help."}
            self.build.revision("ILO", edits, round_=round_)
            self.build.publish(round_)

        self.step(through_a_round)

    def start_silence(self):
        ends = self.build.now + timedelta(days=7)
        self.step(
            lambda: silence.start(
                self.session, self.build.coordinator(), pledge_id=self.pledge.id, ends_at=ends
            )
        )

    def object_(self, agency):
        if running := self.last(Silence):
            self.step(
                lambda: silence.object_(
                    self.session,
                    self.build.principal(agency),
                    silence_id=running.id,
                    block_id=REPORTING,
                    reason="No.",
                )
            )

    def take_back(self, agency):
        if raised := self.last(Objection):
            self.step(
                lambda: silence.take_back(
                    self.session, self.build.principal(agency), objection_id=raised.id
                )
            )

    def wait(self, days):
        self.build.later(days=days)
        if self.step(lambda: locking.settle_due(self.session, CLOCK)):
            event(f"silence {self.last(Silence).state}")

    def ask_for_the_lock(self, old):
        version = self.pledge.versions[0 if old else -1]
        self.step(
            lambda: locking.request(
                self.session,
                self.build.coordinator(),
                version_id=version.id,
                seen=version.sha256,
            )
        )

    def confirm_the_lock(self, wrong, same_person):
        if asked := self.last(LockRequest):
            typed = "00000000" if wrong else asked.version.sha256[:8]
            who = self.build.coordinator() if same_person else self.staff
            version = self.step(
                lambda: locking.confirm(self.session, who, request_id=asked.id, typed=typed)
            )
            if version:
                assert not wrong
                assert not same_person
                event("locked")
                self.locked = (version.id, version.sha256, version.text)

    def two_people_lock(self):
        self.ask_for_the_lock(False)
        self.confirm_the_lock(False, False)

    def silence_runs_its_time(self, agency):
        self.start_silence()
        if agency:
            self.object_(agency)
        self.wait(8)

    # --- promises ---------------------------------------------------------------------------

    def no_name_stands_under_a_text_that_its_agency_did_not_join(self):
        latest = self.pledge.latest
        for stand in standing.stands(self.session, self.pledge):
            row = stand.opt_in
            joined = row is not None and row.answer in JOINING and row.sha256 == latest.sha256
            assert stand.joined == joined

    def a_locked_text_was_ready_and_stays_as_it_was(self):
        if self.locked:
            latest = self.pledge.latest
            assert (latest.id, latest.sha256, latest.text) == self.locked
            assert brackets(latest.text) == []
            assert self.pledge.stage == "locked"

    def nobody_is_agreed_under_an_objection(self):
        if (last := self.last(Silence)) and last.state == "held":
            assert silence.standing_objections(last) == []

    def the_record_verifies(self):
        assert record.verify(self.session, self.pledge.id)

    def last(self, model):
        return self.session.scalar(select(model).order_by(model.id.desc()).limit(1))

    def block(self, block_id):
        return next(r.text for r in self.pledge.latest.rows if r.block_id == block_id)


PROMISES = (
    Story.no_name_stands_under_a_text_that_its_agency_did_not_join,
    Story.a_locked_text_was_ready_and_stays_as_it_was,
    Story.nobody_is_agreed_under_an_objection,
    Story.the_record_verifies,
)

steps = st.one_of(
    st.tuples(st.just(Story.answer), agencies, st.sampled_from(OptInAnswer), rarely),
    st.tuples(st.just(Story.publish), wordings),
    st.tuples(st.just(Story.start_silence)),
    st.tuples(st.just(Story.object_), agencies),
    st.tuples(st.just(Story.take_back), agencies),
    st.tuples(st.just(Story.wait), st.sampled_from([1, 8])),
    st.tuples(st.just(Story.silence_runs_its_time), st.sampled_from([None, *CAST])),
    st.tuples(st.just(Story.two_people_lock)),
    st.tuples(st.just(Story.ask_for_the_lock), rarely),
    st.tuples(st.just(Story.confirm_the_lock), rarely, rarely),
)


@settings(max_examples=25)
@given(st.lists(steps, min_size=10, max_size=25))
def test_every_history_keeps_the_promises_of_consent(told):
    story = Story()
    try:
        for take, *how in told:
            take(story, *how)
            for promise in PROMISES:
                promise(story)
    finally:
        story.end()
