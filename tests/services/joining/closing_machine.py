"""The second half of the machine: silence, the lock, and what comes after it."""

from datetime import timedelta

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from tests.build import CAST, REPORTING
from tests.services.joining.consent_machine import Consent, agencies, rarely
from workflow.models import (
    Corrigendum,
    LockRequest,
    Objection,
    Silence,
)
from workflow.queries.joining import standing
from workflow.rules.permissions import CLOCK
from workflow.services.joining import corrections, locking, silence


class Closing(Consent):
    """Joining and closing together."""

    def go_to(self, start):
        """Begin later in the life of a pledge."""
        if start == "under silence":
            self.silence_starts()
        if start == "locked":
            self.give(self.build.principal("ILO"), "joins", may_confirm=True)
            self.two_people_lock()

    # --- silence ------------------------------------------------------------------------------

    @rule()
    def silence_starts(self):
        ends = self.build.now + timedelta(days=7)
        self.step(
            lambda: silence.start(self.session, self.office, pledge_id=self.pledge.id, ends_at=ends)
        )

    @rule(agency=agencies)
    def an_agency_objects(self, agency):
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

    @rule(agency=agencies)
    def an_objection_is_taken_back(self, agency):
        if raised := self.last(Objection):
            self.step(
                lambda: silence.take_back(
                    self.session, self.build.principal(agency), objection_id=raised.id
                )
            )

    @rule(days=st.sampled_from([1, 8, 31]))
    def time_passes(self, days):
        self.build.later(days=days)
        before = self.pledge.stage
        self.step(lambda: locking.settle_due(self.session, CLOCK))
        for row in self.session.scalars(select(Corrigendum)):
            self.step(lambda row=row: corrections.issue(self.session, CLOCK, corrigendum_id=row.id))
        if self.pledge.stage == "locked" and before != "locked":
            event("locked by the clock")
            self.note_lock()

    # --- the lock and after it ----------------------------------------------------------------

    @rule(old=rarely)
    def the_lock_is_asked_for(self, old):
        version = self.pledge.versions[0 if old else -1]
        self.step(
            lambda: locking.request(
                self.session, self.office, version_id=version.id, seen=version.sha256
            )
        )

    @rule(wrong=rarely, same_person=rarely)
    def the_lock_is_confirmed(self, wrong, same_person):
        if asked := self.last(LockRequest):
            typed = "00000000" if wrong else asked.version.sha256[:8]
            who = self.office if same_person else self.staff
            version = self.step(
                lambda: locking.confirm(self.session, who, request_id=asked.id, typed=typed)
            )
            if version:
                assert not wrong
                assert not same_person
                event("locked by two people")
                self.note_lock()

    def note_lock(self):
        latest = self.pledge.latest
        assert standing.readiness(self.session, self.pledge).round_running is False
        self.locked = (latest.id, latest.sha256, latest.text, latest.locked_at)

    @rule(words=st.sampled_from(["report, once a year,", "report twice a year", "reports"]))
    def a_correction_is_proposed_and_opened(self, words):
        latest, ends = self.pledge.latest, self.build.now + timedelta(days=3)
        row = self.step(
            lambda: corrections.propose(
                self.session,
                self.office,
                version_id=latest.id,
                block_id=REPORTING,
                old="report once a year",
                new=words,
                reason="Spelling.",
            )
        )
        if row:
            self.step(
                lambda: corrections.open_to_objections(
                    self.session, self.office, corrigendum_id=row.id, ends_at=ends
                )
            )

    @rule(agency=agencies)
    def a_correction_is_objected_to(self, agency):
        if row := self.last(Corrigendum):
            self.step(
                lambda: corrections.object_(
                    self.session,
                    self.build.focal_point(agency),
                    corrigendum_id=row.id,
                    reason="It says something else.",
                )
            )

    @rule()
    def two_people_lock(self):
        self.the_lock_is_asked_for(old=False)
        self.the_lock_is_confirmed(wrong=False, same_person=False)

    @rule(agency=st.sampled_from([None, *CAST]))
    def silence_runs_its_time(self, agency):
        self.silence_starts()
        if agency:
            self.an_agency_objects(agency)
        self.time_passes(8)

    @rule(agency=st.sampled_from([None, *CAST]))
    def a_correction_runs_its_time(self, agency):
        self.a_correction_is_proposed_and_opened("report, once a year,")
        if agency:
            self.a_correction_is_objected_to(agency)
        self.time_passes(8)

    @rule(agency=agencies, days=st.sampled_from([1, 31]))
    def an_agency_leaves(self, agency, days):
        self.give(self.build.principal(agency), "leaves")
        self.time_passes(days)
