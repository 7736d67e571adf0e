"""The true state of each agency, and what a late answer would do."""

import pytest

from tests.build import LISTENING, REPORTING
from workflow.queries.rounds import board, late
from workflow.queries.rounds.board_states import Facts, State, state
from workflow.rules.permissions import Role
from workflow.services.answering import clearances
from workflow.services.rounds import intake


def states(build, round_, actor):
    page = board.board(build.session, actor, round_.id)
    return {row.agency.acronym: row.state.words for row in page.rows}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Facts(), "not started"),
        (Facts(drafted=True), "draft exists"),
        (Facts(drafted=True, step="asked"), "in clearance"),
        (Facts(drafted=True, step="cleared"), "cleared, not sent yet"),
        (Facts(drafted=True, step="returned"), "draft exists"),
        (Facts(answer="changes", standing="on time", changes=1), "1 change"),
        (Facts(answer="changes", standing="in extension", changes=3), "3 changes"),
        (Facts(answer="no changes", standing="on time"), "no changes"),
        (Facts(answer="withdrawn"), "taken back"),
        (Facts(answer="changes", standing="late"), "late, waits for the office"),
        (Facts(answer="changes", standing="late", verdict="taken up"), "late, taken up"),
        (
            Facts(answer="changes", standing="late", verdict="carried"),
            "late, carried to the next round",
        ),
        (Facts(over=True), "no answer"),
        (Facts(over=True, tacit=True), "tacit"),
        (Facts(answer="no changes", standing="on time", over=True, tacit=True), "no changes"),
    ],
)
def test_the_office_reads_the_true_state(facts, words):
    assert state(facts, insider=True, counts=True).words == words


@pytest.mark.parametrize("facts", [Facts(), Facts(drafted=True), Facts(drafted=True, step="asked")])
def test_other_agencies_learn_nothing_of_drafts(facts):
    assert state(facts, insider=False, counts=True) == State("not in yet", "calm")


@pytest.mark.parametrize("answer", ["changes", "no changes"])
def test_in_a_sealed_round_others_only_learn_that_an_answer_is_in(answer):
    facts = Facts(answer=answer, standing="on time", changes=4)
    assert state(facts, insider=False, counts=False) == State("answered", "good")


def test_the_board_has_one_row_for_each_agency(build):
    build.agency("ILO", clears=True)
    round_ = build.round()
    build.revision("IOM")
    saved = build.draft("ILO", {LISTENING: "We will listen first."})
    ilo = build.focal_point("ILO")
    clearances.request(build.session, ilo, round_id=round_.id, seen=saved.draft.number)

    assert states(build, round_, build.coordinator()) == {
        "ILO": "in clearance",
        "IOM": "no changes",
        "WHO": "not started",
    }
    assert states(build, round_, build.focal_point("WHO"))["ILO"] == "not in yet"
    assert states(build, round_, ilo)["ILO"] == "in clearance"


def test_clearance_of_an_older_draft_is_over(build):
    round_ = build.round()
    saved = build.draft("ILO", {LISTENING: "We will listen first."})
    ilo = build.focal_point("ILO")
    clearances.request(build.session, ilo, round_id=round_.id, seen=saved.draft.number)
    build.draft("ILO", {LISTENING: "We will listen twice."})

    assert states(build, round_, build.coordinator())["ILO"] == "draft exists"


def test_after_the_deadline_the_silent_have_given_no_answer(build):
    round_ = build.round()
    build.later(days=8)

    assert set(states(build, round_, build.coordinator()).values()) == {"no answer"}


def test_the_effect_of_a_late_answer_is_told_before_it_is_taken_up(build):
    round_ = build.round()
    build.revision("IOM", {LISTENING: "We will listen to all migrants before we decide."})
    build.merge()
    build.close()
    build.decide(build.passages()[0])
    words = {
        LISTENING: "We will listen to many migrants before we decide.",
        REPORTING: "We will report twice a year on what we did.",
    }
    revision = build.revision("ILO", words, late=True)

    (found,) = late.waiting(build.session, round_)

    assert found.effect == late.Effect(clean=1, contested=1, reopened=1)
    assert len(found.changes) == 2

    intake.carry(build.session, build.coordinator(), revision_id=revision.id, reason="Late.")
    assert late.waiting(build.session, round_) == []


def test_only_the_office_sees_late_answers_and_requests(build):
    round_ = build.round()
    build.close()
    build.revision("ILO", {LISTENING: "We will listen to all."}, late=True)

    office = board.board(build.session, build.actor(Role.STAFF), round_.id)
    other = board.board(build.session, build.focal_point("IOM"), round_.id)

    assert len(office.late) == 1
    assert (list(other.late), list(other.asked)) == ([], [])
