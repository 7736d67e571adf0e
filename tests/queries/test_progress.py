"""How a round goes, as values."""

from tests.build import HELPING, LISTENING
from workflow.queries.rounds.progress import progress

ALL = "We will listen to all migrants before we decide."
MANY = "We will listen to many migrants before we decide."


def seen(build, round_, actor):
    return progress(build.session, actor, round_.id)


def test_answers_are_steps_on_a_chart_between_opening_and_deadline(build):
    round_ = build.round(days=4)
    build.later(days=1)
    build.revision("IOM", {LISTENING: ALL})
    build.later(days=1)
    build.revision("WHO")

    page = seen(build, round_, build.coordinator())

    assert [(one.agency.acronym, one.number) for one in page.arrivals] == [("IOM", 1), ("WHO", 2)]
    assert [page.x(one.at) for one in page.arrivals] == [25, 50]
    assert [(p.x, p.y) for p in page.line][-1] == (50, 33.33)
    assert [row.agency.acronym for row in page.board.silent] == ["ILO"]


def test_the_heat_map_counts_agencies_and_knows_what_is_contested(build):
    round_ = build.round()
    build.revision("IOM", {LISTENING: ALL})
    build.revision("ILO", {LISTENING: MANY, HELPING: "We will help in every country."})
    build.merge()

    warm = {one.block_id: one for one in seen(build, round_, build.coordinator()).warmth}

    assert (warm[LISTENING].agencies, warm[LISTENING].contested) == (2, True)
    assert (warm[HELPING].step, warm[HELPING].contested) == (1, False)
    assert warm["b1"].step == 0
    assert warm[LISTENING].words == "We will listen to migrants before we decide."


def test_in_a_sealed_round_the_heat_map_tells_nothing_of_others(build):
    round_ = build.round()
    round_.pledge.sealed_rounds = True
    build.revision("ILO", {LISTENING: MANY})
    build.merge()

    page = seen(build, round_, build.focal_point("IOM"))

    assert {one.step for one in page.warmth} == {0}
    assert len(page.arrivals) == 1
