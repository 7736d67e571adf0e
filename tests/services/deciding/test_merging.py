"""Merging: the answers that count become passages, the same ones however often it runs."""

from sqlalchemy import select

from tests.build import LISTENING, REPORTING
from workflow.models import EventPayload

ALL = "We will listen to all migrants before we decide."
MOST = "We will listen to most migrants before we decide."


def shape(passages):
    return [
        (
            p.block_id,
            p.base,
            [(w.text, sorted(s.change.label for s in w.supports)) for w in p.wordings],
        )
        for p in passages
    ]


def test_equal_proposals_are_one_wording_with_two_supporters(build):
    build.round()
    build.revision("ILO", {LISTENING: ALL})
    build.revision("WHO", {LISTENING: ALL})

    build.merge()

    assert shape(build.passages()) == [(LISTENING, "", [(" all", ["ILO-1", "WHO-1"])])]


def test_rival_proposals_are_one_contested_passage(build):
    build.round()
    build.revision("ILO", {LISTENING: ALL})
    build.revision("WHO", {LISTENING: MOST})

    build.merge()

    (passage,) = build.passages()
    assert passage.contested
    assert {w.text for w in passage.wordings} == {" all", " most"}


def test_merging_twice_changes_nothing(build):
    build.round()
    build.revision("ILO", {LISTENING: ALL})

    assert build.merge()
    before = [p.id for p in build.passages()]

    assert not build.merge()
    assert [p.id for p in build.passages()] == before


def test_a_decision_stands_as_long_as_its_passage_does(build):
    build.round()
    build.revision("ILO", {LISTENING: ALL})
    build.merge()
    decision = build.decide(build.passages()[0])

    build.revision("WHO", {REPORTING: "We will report each year on what we did."})
    build.merge()

    first, second = build.passages()
    assert first.decision.id == decision.id
    assert second.decision is None


def test_a_decision_falls_with_its_passage(build):
    build.round()
    build.revision("ILO", {LISTENING: ALL})
    build.merge()
    build.decide(build.passages()[0])

    build.revision("WHO", {LISTENING: MOST})
    build.merge()

    (passage,) = build.passages()
    assert passage.contested
    assert passage.decision is None


def test_a_supporter_who_leaves_takes_no_decision_along(build, session):
    from workflow.services.answering import revisions

    round_ = build.round()
    build.revision("ILO", {LISTENING: ALL})
    build.revision("WHO", {LISTENING: ALL})
    build.merge()
    decision = build.decide(build.passages()[0])

    revisions.withdraw(session, build.focal_point("WHO"), round_id=round_.id)
    build.merge()

    (passage,) = build.passages()
    assert shape([passage]) == [(LISTENING, "", [(" all", ["ILO-1"])])]
    assert passage.decision.id == decision.id


def test_late_answers_wait_outside(build):
    build.round()
    build.revision("ILO", {LISTENING: ALL})
    build.later(days=8)
    build.revision("WHO", {LISTENING: MOST}, late=True)

    build.merge()

    (passage,) = build.passages()
    assert not passage.contested


def test_the_record_keeps_what_each_merge_proved(build, session):
    build.round()
    build.revision("ILO", {LISTENING: ALL})

    build.merge()

    told = [one.told for one in session.scalars(select(EventPayload)) if "proved" in one.told]
    assert [one["proved"] for one in told] == [
        ["base kept", "agencies kept", "changes kept", "words kept"]
    ]
