"""Any history of versions, opt-ins, silence, lock and corrigenda keeps the promises of consent.

No name stands under a text that its agency did not join, a locked text was decided to the last
passage and never changes, a refused step left every row as it was, and the record verifies.
"""

from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import select

from tests.services.joining.closing_machine import Closing
from workflow.models import Corrigendum, OptIn, Passage, Round, Silence
from workflow.queries.joining import standing
from workflow.rules.consent import JOINING, brackets
from workflow.rules.permissions import DECIDING
from workflow.services.joining import silence
from workflow.services.proving import record


class Promises(Closing):
    """The machine, with what has to hold after each of its steps."""

    @invariant()
    def no_name_stands_under_a_text_that_its_agency_did_not_join(self):
        latest = self.pledge.latest
        rows = self.session.scalars(select(OptIn).order_by(OptIn.id)).all()
        for stand in standing.stands(self.session, self.pledge):
            if stand.joined:
                own = [row for row in rows if row.agency_id == stand.agency.id]
                joined = [r for r in own if r.answer in JOINING and r.sha256 == latest.sha256]
                assert joined
                assert own[-1] in joined or own[-1].answer == "leaves"

    @invariant()
    def only_who_may_decide_joined_words_that_say_something_else(self):
        for row in self.session.scalars(select(OptIn)):
            if row.role not in {role.value for role in DECIDING}:
                read = standing.read_by_principal(self.session, self.pledge.id, row.agency_id)
                assert row.role == "focal point"
                assert read is not None
                assert row.authority_id is None

    @invariant()
    def a_locked_text_was_ready_and_stays_as_it_was(self):
        if self.locked:
            latest = self.pledge.latest
            assert (latest.id, latest.sha256, latest.text, latest.locked_at) == self.locked
            assert brackets(latest.text) == []
            assert self.pledge.stage == "locked"
            assert self.undecided() == []

    def undecided(self):
        rows = self.session.scalars(
            select(Passage).join(Round).where(Passage.current, Round.state != "closed")
        )
        return [row for row in rows if row.decision is None]

    @invariant()
    def nobody_is_agreed_under_an_objection(self):
        last = self.last(Silence)
        if last and last.state == "held":
            assert silence.standing_objections(last) == []

    @invariant()
    def a_corrigendum_stands_beside_a_locked_text_without_objection(self):
        for row in self.session.scalars(select(Corrigendum)):
            assert row.version.locked_at is not None
            if row.state == "issued":
                after = [o for o in row.objections if o.made_at > row.proposed_at]
                assert not after or after[-1].made_at < row.ended_at
                assert row.old in self.block(row.block_id)

    @invariant()
    def the_record_verifies(self):
        assert record.verify(self.session, self.pledge.id)


def test_every_history_keeps_the_promises_of_consent(engine):
    Promises.engine = engine
    kind = settings(max_examples=30, stateful_step_count=20)

    run_state_machine_as_test(Promises, settings=kind)
