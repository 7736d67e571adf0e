"""Whatever workers do and whenever they die: each job is done once, and none is forgotten."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from workflow import db, jobs
from workflow.models import Job
from workflow.rules.retries import MOST_ATTEMPTS
from workflow.services.upkeep import work

KIND = jobs.MERGE_ROUND


class Workers(RuleBasedStateMachine):
    """Workers on one table; `hands` is what each of them holds, dead or alive."""

    def __init__(self):
        super().__init__()
        self.engine = db.connect("sqlite://")
        Job.__table__.create(self.engine)
        self.session = db.sessions(self.engine, clock=lambda: self.now)()
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.written: set[int] = set()
        self.hands: list[tuple[work.Claim, datetime]] = []
        self.done: list[int] = []

    def teardown(self):
        self.finish_everything()
        self.session.close()
        self.engine.dispose()

    @rule(number=st.integers(1, 6), wait=st.integers(0, 30))
    def write(self, number, wait):
        due_at = self.now + timedelta(seconds=wait)
        work.enqueue(self.session, KIND, number, key=f"job:{number}", due_at=due_at)
        self.written.add(number)

    @rule()
    def claim(self):
        claim = work.claim(self.session, KIND)
        if claim:
            alive = [c for c, until in self.hands if until >= self.now]
            assert claim.target not in [c.target for c in alive], "two workers at one job"
            assert claim.target not in self.done, "a job that is done was begun again"
            self.hands.append((claim, self.now + work.LEASE))

    @precondition(lambda self: self.hands)
    @rule(which=st.integers(0, 99))
    def finish(self, which):
        claim, _ = self.hands.pop(which % len(self.hands))
        if work.finish(self.session, claim):
            self.done.append(claim.target)

    @precondition(lambda self: self.hands)
    @rule(which=st.integers(0, 99))
    def fail(self, which):
        claim, _ = self.hands.pop(which % len(self.hands))
        work.fail(self.session, claim, "It broke.")

    @rule(seconds=st.sampled_from([0.5, 3, 11, 70]))
    def pass_time(self, seconds):
        self.now += timedelta(seconds=seconds)
        db.forget_time(self.session)

    @invariant()
    def each_job_is_done_at_most_once(self):
        assert len(self.done) == len(set(self.done))

    def finish_everything(self):
        """In the end good workers come: all is done, or was tried often enough to be given up."""
        for _ in range(40):
            self.pass_time(400)
            while claim := work.claim(self.session, KIND):
                assert work.finish(self.session, claim)
                self.done.append(claim.target)
        given_up = self.session.query(Job).filter_by(state="given up").all()
        assert {job.target for job in given_up} | set(self.done) == self.written
        assert not {job.target for job in given_up} & set(self.done)
        assert all(job.attempts >= MOST_ATTEMPTS for job in given_up)


TestWorkers = Workers.TestCase
TestWorkers.settings = settings(max_examples=40, stateful_step_count=40)
