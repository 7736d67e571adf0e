"""What was carried over comes back in the next round by itself."""

from tests.build import LISTENING, REPORTING
from workflow.queries.answering import visible
from workflow.rules.dispositions import Disposition
from workflow.services.answering import revisions

ALL = {LISTENING: "We will listen to all migrants before we decide."}


def carried_round(build):
    build.round()
    build.revision("ILO", ALL)
    build.merge()
    (passage,) = build.passages()
    build.decide(passage, Disposition.CARRIED, reason="We need a view from WHO.")
    build.publish()
    return build.round(build.last_round().pledge)


def wordings(build):
    build.merge()
    return [
        (w.text, s.change.label) for p in build.passages() for w in p.wordings for s in w.supports
    ]


def test_a_carried_change_stands_in_the_next_round_with_its_reason(build, session):
    round_ = carried_round(build)

    (revision,) = visible.counting(session, round_.id)

    assert (revision.answer, revision.via) == ("carried", "carried")
    assert [(c.label, c.carried_from is not None) for c in revision.changes] == [("ILO-R2-1", True)]


def test_no_changes_leaves_what_was_carried(build, session):
    round_ = carried_round(build)
    before = wordings(build)

    revisions.no_changes(session, build.focal_point("ILO"), round_id=round_.id, seen=0)

    assert wordings(build) == before != []


def test_an_answer_of_its_own_replaces_what_was_carried(build):
    carried_round(build)

    build.revision("ILO", {REPORTING: "We will report twice a year."})

    assert [label for _, label in wordings(build)] == ["ILO-R2-1"]
    assert all("all migrants" not in text for text, _ in wordings(build))


def test_taking_an_answer_back_drops_what_was_carried(build, session):
    round_ = carried_round(build)

    revisions.withdraw(session, build.focal_point("ILO"), round_id=round_.id)

    assert wordings(build) == []
