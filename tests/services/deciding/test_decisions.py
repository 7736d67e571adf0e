"""Deciding passages: on what was seen, with a reason where one is owed, and never twice."""

import pytest
from sqlalchemy import select

from tests.build import LISTENING, REPORTING
from workflow.errors import (
    BadChoice,
    Missing,
    NotAllowed,
    NotFound,
    Overtaken,
    ReasonOwed,
    RoundNotOpen,
    UndoneTwice,
)
from workflow.models import Decision, Event
from workflow.rules.dispositions import Disposition, Fate
from workflow.rules.notes import Note
from workflow.rules.permissions import Role
from workflow.services.deciding import decisions

ALL = {LISTENING: "We will listen to all migrants before we decide."}
MOST = {LISTENING: "We will listen to most migrants before we decide."}
YEARLY = {REPORTING: "We will report every year on what we did."}
EDITORIAL = Note("Plainer.", "editorial", "preference")


@pytest.fixture
def rivals(build):
    """One passage with two wordings."""
    build.round()
    build.revision("ILO", ALL)
    build.revision("WHO", MOST)
    build.merge()
    return build.passages()[0]


@pytest.fixture
def alone(build):
    """One passage with one wording."""
    build.round()
    build.revision("ILO", ALL)
    build.merge()
    return build.passages()[0]


def fresh(build):
    return build.passages()[0]


def test_a_decision_says_what_stands_by_whom_and_why(build, alone):
    decision = build.decide(alone, reason="Agreed.")

    assert (decision.disposition, decision.wording.text, decision.reason, decision.number) == (
        "accepted",
        " all",
        "Agreed.",
        1,
    )
    assert fresh(build).decision.id == decision.id


def test_a_second_decision_replaces_the_first_and_both_stay(build, session, alone):
    build.decide(alone)
    build.decide(fresh(build), Disposition.REJECTED, reason="After all not.")

    kept = session.scalars(select(Decision.disposition).order_by(Decision.number)).all()
    assert kept == ["accepted", "rejected"]
    assert fresh(build).decision.disposition == "rejected"


def test_who_looks_at_an_old_page_overwrites_nothing(build, session, alone):
    stale = {"passage_id": alone.id, "seen": alone.fingerprint, "seen_decision": 0}
    build.decide(alone)

    with pytest.raises(Overtaken, match="Coordinator"):
        decisions.decide(
            session, build.coordinator(), **stale, disposition="rejected", reason="No."
        )


def test_a_passage_whose_wordings_changed_is_looked_at_again(build, alone):
    build.revision("WHO", MOST)
    build.merge()

    with pytest.raises(Overtaken, match="new answer"):
        build.decide(alone)


@pytest.mark.parametrize(
    "disposition",
    [
        Disposition.REJECTED,
        Disposition.BRACKETED,
        Disposition.REDIRECTED,
        Disposition.CARRIED,
        Disposition.NOT_TAKEN_UP,
    ],
)
def test_whoever_does_not_get_their_words_is_told_why(build, alone, disposition):
    with pytest.raises(ReasonOwed):
        build.decide(alone, disposition, reason=" ")
    assert build.decide(alone, disposition, reason="Because.").disposition == disposition


def test_accepting_one_of_two_owes_the_other_a_reason(build, rivals):
    with pytest.raises(ReasonOwed):
        build.decide(rivals, reason="")

    loser = rivals.wordings[1].key
    fate = Fate(Disposition.CARRIED, "Next time.")
    decision = build.decide(rivals, reason="", fates={loser: fate})
    assert decision.fates == {
        loser: {"disposition": "carried to the next round", "reason": "Next time."}
    }


def test_bridging_words_have_to_be_there(build, rivals):
    with pytest.raises(Missing):
        build.decide(rivals, Disposition.MODIFIED, text=" ")
    assert build.decide(rivals, Disposition.MODIFIED, text=" many").text == " many"


@pytest.mark.parametrize("value", ["adopted", "undone", ""])
def test_only_known_dispositions_are_taken(build, session, alone, value):
    with pytest.raises(BadChoice):
        decisions.decide(
            session,
            build.coordinator(),
            passage_id=alone.id,
            seen=alone.fingerprint,
            seen_decision=0,
            disposition=value,
            reason="Because.",
        )


def test_only_a_wording_of_the_passage_can_stand(build, session, alone):
    with pytest.raises(BadChoice):
        decisions.decide(
            session,
            build.coordinator(),
            passage_id=alone.id,
            seen=alone.fingerprint,
            seen_decision=0,
            disposition="accepted",
            wording="other",
        )


def test_undoing_opens_the_passage_and_happens_once(build, session, alone):
    decision = build.decide(alone)
    office = build.coordinator()

    decisions.undo(session, office, decision_id=decision.id)

    assert fresh(build).decision is None
    with pytest.raises(UndoneTwice):
        decisions.undo(session, office, decision_id=decision.id)
    assert build.decide(fresh(build)).number == 3


def test_editorial_changes_are_accepted_in_one_step_and_undone_in_one(build, session):
    build.round()
    build.revision("ILO", ALL, note=EDITORIAL)
    build.revision("WHO", YEARLY)
    build.merge()
    office, round_id = build.coordinator(), build.last_round().id

    batch = decisions.accept_editorial(session, office, round_id=round_id)

    assert batch.count == 1
    assert [p.decision is not None for p in build.passages()] == [True, False]
    assert decisions.undo_batch(session, office, round_id=round_id, batch=batch.name) == 1
    assert [p.decision for p in build.passages()] == [None, None]
    with pytest.raises(UndoneTwice):
        decisions.undo_batch(session, office, round_id=round_id, batch=batch.name)


def test_what_is_contested_is_never_accepted_in_bulk(build, session):
    build.round()
    build.revision("ILO", ALL, note=EDITORIAL)
    build.revision("WHO", MOST, note=EDITORIAL)
    build.merge()

    batch = decisions.accept_editorial(session, build.coordinator(), round_id=build.last_round().id)

    assert batch.count == 0


def test_changes_that_belong_together_are_decided_together(build):
    both = ALL | YEARLY
    build.revision("ILO", both, note=Note("Both or none.", together="A"))
    build.merge()

    build.decide(fresh(build))

    assert [p.decision.disposition for p in build.passages()] == ["accepted", "accepted"]


def test_every_decision_and_every_undoing_is_on_record(build, session, alone):
    decision = build.decide(alone)
    decisions.undo(session, build.coordinator(), decision_id=decision.id)

    kinds = session.scalars(select(Event.kind).order_by(Event.seq)).all()
    assert kinds[-2:] == ["passage decided", "decision undone"]


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.PRINCIPAL, Role.OBSERVER])
def test_only_the_office_decides(build, alone, role):
    with pytest.raises(NotAllowed):
        build.decide(alone, by=build.actor(role))


def test_what_is_published_is_decided_no_more(build, session, alone):
    decision = build.decide(alone)
    build.publish()

    with pytest.raises(RoundNotOpen):
        decisions.undo(session, build.coordinator(), decision_id=decision.id)


def test_what_is_not_there_cannot_be_decided_or_undone(build, session):
    office = build.coordinator()
    with pytest.raises(NotFound):
        decisions.undo(session, office, decision_id=4711)
    with pytest.raises(NotFound):
        decisions.decide(
            session, office, passage_id=4711, seen="", seen_decision=0, disposition="rejected"
        )
