"""A machine that plays any history of joining, silence, lock and what comes after.

Each rule is a step that somebody might take at any time; most are refused, and a refused step has
to leave every row of every table as it was. What must always hold is checked after each step.
"""

import hashlib
from datetime import timedelta

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select

from tests.build import CAST, HELPING, REPORTING, Build
from tests.services.joining.test_silence import MONDAY
from workflow import db
from workflow.errors import Refused
from workflow.models import (
    Authority,
    OnBehalf,
    Round,
)
from workflow.rules.consent import OptInAnswer
from workflow.rules.permissions import Actor, Role
from workflow.rules.ways import Ways
from workflow.services.joining import on_behalf, optins
from workflow.services.people import delegates
from workflow.services.pledging import members, pledges

rarely = st.sampled_from([False, False, False, True])
agencies = st.sampled_from(CAST)
answers = st.sampled_from(OptInAnswer)
wordings = st.sampled_from(
    [
        "We will report once a year, on what we did.",
        "We will report once a year on what we did.",
        "We will report twice a year.",
        "We will report [once] [twice].",
    ]
)


class Consent(RuleBasedStateMachine):
    """One pledge in one transaction that is thrown away."""

    engine = None
    """The database, set by the test."""

    @initialize(
        locks=rarely,
        needs_silence=rarely,
        start=st.sampled_from(["drafting", "under silence", "locked"]),
    )
    def begin(self, locks, needs_silence, start):
        self.session = db.sessions(self.engine)()
        self.build = Build(self.session)
        self.build.at(MONDAY)
        for agency in CAST:
            self.build.principal(agency)
        self.staff = self.build.actor(Role.STAFF)
        self.office = self.build.coordinator()
        self.pledge = self.build.pledge()
        ways = Ways(locks_itself=locks, needs_silence=needs_silence)
        pledges.set_ways(self.session, self.office, pledge_id=self.pledge.id, ways=ways)
        self.locked = None
        self.go_to(start)

    def go_to(self, start):
        """Begin later in the life of a pledge; `Closing` knows how."""

    def teardown(self):
        if hasattr(self, "session"):
            self.session.rollback()
            self.session.close()

    def step(self, what):
        """Take a step; one that is refused has changed nothing, in no table."""
        before = self.everything()
        try:
            with self.session.begin_nested():
                return what()
        except Refused:
            self.session.expire_all()
            assert self.everything() == before
            return None

    def everything(self):
        """Return all rows of all tables, shortened to a hash."""
        self.session.flush()
        found = hashlib.sha256()
        for table in db.Model.metadata.sorted_tables:
            key = list(table.primary_key.columns)
            for row in self.session.execute(select(table).order_by(*key)):
                found.update(f"{table.name}{tuple(row)!r}".encode())
        return found.hexdigest()

    # --- answers ------------------------------------------------------------------------------

    @rule(agency=agencies, answer=answers, old=rarely, editorial=st.booleans())
    def a_principal_answers(self, agency, answer, old, editorial):
        self.give(self.build.principal(agency), answer, old=old, may_confirm=editorial)

    @rule(agency=agencies)
    def a_principal_joins(self, agency):
        self.give(self.build.principal(agency), "joins", may_confirm=True)

    def give(self, actor, answer, *, old=False, may_confirm=False):
        version = self.pledge.versions[0 if old else -1]
        self.step(
            lambda: optins.answer(
                self.session,
                actor,
                version_id=version.id,
                seen=version.sha256,
                answer=answer,
                words="Our words.",
                must_contain="We will report twice",
                may_confirm=may_confirm,
            )
        )

    @rule(agency=agencies)
    def a_focal_point_confirms_corrections(self, agency):
        latest = self.pledge.latest
        row = self.step(
            lambda: optins.confirm_editorial(
                self.session,
                self.build.focal_point(agency),
                version_id=latest.id,
                seen=latest.sha256,
            )
        )
        event(f"corrections confirmed: {row is not None}")

    @rule(agency=agencies, days=st.sampled_from([1, 9]))
    def a_delegate_is_named(self, agency, days):
        start = self.build.now
        self.step(
            lambda: delegates.name(
                self.session,
                self.build.principal(agency),
                person_name=f"Delegate {agency}",
                email=f"delegate@{agency.lower()}.test",
                starts_at=start,
                ends_at=start + timedelta(days=days),
            )
        )

    @rule(answer=answers)
    def a_delegate_answers(self, answer):
        if row := self.last(Authority):
            grant = row.grant
            actor = Actor(grant.person_id, grant.person.name, Role.DELEGATE, grant.agency_id)
            self.give(actor, answer)

    @rule(agency=agencies, answer=answers)
    def the_office_writes_down(self, agency, answer):
        latest = self.pledge.latest
        self.step(
            lambda: on_behalf.write_down(
                self.session,
                self.office,
                version_id=latest.id,
                seen=latest.sha256,
                agency_id=self.build.agency(agency).id,
                answer=answer,
                said="By telephone.",
                words="Our words.",
            )
        )

    @rule(agency=agencies, refused=rarely)
    def what_was_written_down_is_confirmed(self, agency, refused):
        if row := self.last(OnBehalf):
            actor, seen = self.build.principal(agency), self.pledge.latest.sha256
            if refused:
                self.step(lambda: on_behalf.refuse(self.session, actor, on_behalf_id=row.id))
            else:
                self.step(
                    lambda: on_behalf.confirm(self.session, actor, on_behalf_id=row.id, seen=seen)
                )

    @rule(agency=agencies)
    def an_agency_is_taken_out_or_comes_back(self, agency):
        here = {m.agency_id for m in self.pledge.members if m.left_at is None}
        wanted = here ^ {self.build.agency(agency).id}
        row = self.step(
            lambda: members.set_members(
                self.session, self.office, pledge_id=self.pledge.id, agencies=sorted(wanted)
            )
        )
        event(f"members set: {row is not None}")

    # --- the text -----------------------------------------------------------------------------

    @rule(words=wordings)
    def a_round_brings_a_new_version(self, words):
        def through_a_round():
            round_ = self.build.round(self.pledge)
            edits = {REPORTING: words} if self.block(REPORTING) != words else {HELPING: "Help."}
            self.build.revision("ILO", edits, round_=round_)
            self.build.publish(round_)

        self.step(through_a_round)

    @rule(words=wordings)
    def a_round_is_opened_and_left_undecided(self, words):
        def half_a_round():
            round_ = self.build.round(self.pledge)
            self.build.revision("IOM", {REPORTING: words}, round_=round_)
            self.build.merge(round_)

        self.step(half_a_round)

    @rule()
    def the_round_is_finished(self):
        open_ = self.last(Round)
        if open_:
            self.step(lambda: self.build.publish(open_))

    def last(self, model):
        return self.session.scalar(select(model).order_by(model.id.desc()).limit(1))

    def block(self, block_id):
        return next(r.text for r in self.pledge.latest.rows if r.block_id == block_id)
