"""Handing in an answer, answering "no changes", taking an answer back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import LISTENING, REPORTING
from workflow.errors import NotFound, NothingChanged, Overtaken, RoundClosed
from workflow.models import Event, Job, Mail, Revision
from workflow.queries.answering import visible
from workflow.rules.notes import Note
from workflow.services.answering import drafts, revisions

ALL = {LISTENING: "We will listen to all migrants before we decide."}
MOST = {LISTENING: "We will listen to most migrants before we decide."}


def counting(build, session):
    found = visible.counting(session, build.last_round().id)
    return [(r.agency.acronym, r.number, r.answer) for r in found]


def test_a_revision_says_its_changes_with_their_reasons(build):
    note = Note("All means all.", "substantive", "red line")
    both = ALL | {REPORTING: "We will report every year on what we did."}

    revision = build.revision("ILO", both, note=note)

    assert [(c.label, c.block_id, c.reason, c.weight) for c in revision.changes] == [
        ("ILO-1", LISTENING, "All means all.", "red line"),
        ("ILO-2", REPORTING, "All means all.", "red line"),
    ]


def test_a_later_answer_replaces_the_first_and_keeps_it(build, session):
    build.revision("ILO", ALL)
    build.revision("ILO", MOST)

    assert counting(build, session) == [("ILO", 2, "changes")]
    assert len(session.scalars(select(Revision)).all()) == 2


def test_no_changes_is_an_answer(build, session):
    build.revision("WHO")

    assert counting(build, session) == [("WHO", 1, "no changes")]


def test_who_sends_reads_exactly_what_goes_out(build, session):
    round_ = build.round()
    first = build.draft("ILO", ALL)
    build.draft("ILO", MOST)

    with pytest.raises(Overtaken):
        revisions.submit(
            session, build.focal_point("ILO"), round_id=round_.id, seen=first.draft.number
        )


def test_a_text_without_a_change_is_not_an_answer_with_changes(build, session):
    round_ = build.round()
    actor = build.focal_point("ILO")
    with pytest.raises(NothingChanged):
        revisions.submit(session, actor, round_id=round_.id, seen=0)

    blocks = round_.version.blocks
    drafts.save(session, actor, round_id=round_.id, seen=0, blocks=blocks)
    with pytest.raises(NothingChanged):
        revisions.submit(session, actor, round_id=round_.id, seen=1)


def test_the_last_instant_is_on_time_and_the_next_is_not(build, session):
    round_ = build.round()
    saved = build.draft("ILO", ALL)
    build.at(round_.deadline_at + timedelta(seconds=60))  # the courtesy that was stated
    actor = build.focal_point("ILO")
    sent = revisions.submit(session, actor, round_id=round_.id, seen=saved.draft.number)
    assert sent.standing == "on time"
    event = session.query(Event).order_by(Event.id.desc()).first()
    assert event.payload.told["seconds of courtesy"] == 60

    build.later(microseconds=1)
    with pytest.raises(RoundClosed):
        revisions.submit(session, actor, round_id=round_.id, seen=saved.draft.number)


def test_a_refused_text_stays_a_draft_and_may_come_late(build, session):
    round_ = build.round()
    saved = build.draft("ILO", ALL)
    build.close(round_)
    actor = build.focal_point("ILO")

    with pytest.raises(RoundClosed):
        revisions.submit(session, actor, round_id=round_.id, seen=saved.draft.number)
    assert drafts.find(session, round_.id, build.agency("ILO").id).id == saved.draft.id

    late = revisions.submit(session, actor, round_id=round_.id, seen=saved.draft.number, late=True)
    assert late.standing == "late"
    assert counting(build, session) == []
    assert [r.id for r in visible.waiting_late(session, round_.id)] == [late.id]


def test_what_was_taken_back_counts_no_more_and_can_be_sent_again(build, session):
    round_ = build.round()
    build.revision("ILO", ALL)
    actor = build.focal_point("ILO")

    revisions.withdraw(session, actor, round_id=round_.id)
    assert counting(build, session) == []
    with pytest.raises(NotFound):
        revisions.withdraw(session, actor, round_id=round_.id)

    build.revision("ILO", MOST)
    assert counting(build, session) == [("ILO", 3, "changes")]


def test_after_the_deadline_nothing_is_taken_back(build, session):
    round_ = build.round()
    build.revision("ILO", ALL)
    build.close(round_)

    with pytest.raises(RoundClosed):
        revisions.withdraw(session, build.focal_point("ILO"), round_id=round_.id)


def test_each_answer_asks_for_a_merge_and_sends_a_receipt(build, session):
    revision = build.revision("ILO", ALL)

    keys = session.scalars(select(Job.key).where(Job.kind == "merge-round")).all()
    assert keys == [f"merge:{revision.round_id}:revision:{revision.id}"]
    receipt = session.scalars(select(Mail).where(Mail.letter == "receipt")).one()
    assert receipt.address == "focal.point.ilo@onevoice.test"


def test_others_see_an_answer_at_once_unless_rounds_are_sealed(build, session):
    open_, sealed = build.pledge(), build.pledge(title="Sealed", sealed=True)
    for pledge, seen in ((open_, ["ILO"]), (sealed, [])):
        round_ = build.round(pledge)
        build.revision("ILO", ALL, round_=round_)

        found = visible.revisions(session, build.focal_point("WHO"), round_)
        assert [r.agency.acronym for r in found] == seen
        own = visible.revisions(session, build.focal_point("ILO"), round_)
        assert [r.agency.acronym for r in own] == ["ILO"]


def test_when_the_round_is_over_what_was_sealed_is_open(build, session):
    round_ = build.round(build.pledge(sealed=True))
    build.revision("ILO", ALL)
    build.close(round_)

    found = visible.revisions(session, build.focal_point("WHO"), round_)
    assert [r.agency.acronym for r in found] == ["ILO"]
