"""Who reads what of a text in its round, and where words come from."""

import pytest

from tests.build import LISTENING, REPORTING
from workflow.queries.answering.reading import reading
from workflow.queries.pledging.origin import changed_since_the_start, origin
from workflow.rules.dispositions import Disposition
from workflow.rules.permissions import Role

ALL = "We will listen to all migrants before we decide."
MANY = "We will listen to many migrants before we decide."


def rivals(build, *, sealed=False):
    round_ = build.round()
    round_.pledge.sealed_rounds = sealed
    build.revision("IOM", {LISTENING: ALL})
    build.revision("ILO", {LISTENING: MANY, REPORTING: "We will report on what we did."})
    build.merge()
    return round_


def agencies(page):
    return {agency for card in page.cards for agency in card.agencies}


def read(build, round_, actor):
    return reading(build.session, actor, round_.id)


def test_every_change_stands_in_the_text_with_those_who_propose_it(build):
    page = read(build, rivals(build), build.focal_point("WHO"))

    assert [card.where for card in page.cards] == ["Paragraph 1", "Paragraph 2"]
    assert agencies(page) == {"IOM", "ILO"}
    assert [place.name for place in page.contents] == ["paragraph 1", "paragraph 2"]


def test_a_sealed_round_shows_the_own_changes_and_not_that_others_touch_the_same(build):
    page = read(build, rivals(build, sealed=True), build.focal_point("IOM"))

    assert (agencies(page), page.own_only) == ({"IOM"}, True)
    (card,) = page.cards
    assert (card.base, card.wordings[0].text, card.contested) == ("", " all", False)


def test_decisions_are_read_by_the_office_at_once_and_by_agencies_afterwards(build):
    round_ = rivals(build)
    build.decide(build.passages()[0])

    assert len(read(build, round_, build.coordinator()).decided) == 1
    assert read(build, round_, build.focal_point("IOM")).decided == {}
    build.publish()
    assert len(read(build, round_, build.focal_point("IOM")).decided) == 2


def test_the_marks_in_the_text_are_the_proposals_also_where_something_was_decided(build):
    round_ = rivals(build)
    build.decide(build.passages()[1], Disposition.REJECTED)

    page = read(build, round_, build.coordinator())

    shown = [piece.text for s in page.stretches for seg in s.segments for piece in seg.pieces]
    assert " once a year" in shown


def test_an_observer_reads_no_changes_and_learns_no_names(build):
    page = read(build, rivals(build), build.actor(Role.OBSERVER))

    assert (list(page.cards), page.shows_changes, page.named) == ([], False, False)


def test_words_know_who_proposed_them_and_who_decided(build):
    rivals(build)
    build.decide(build.passages()[0], wording=1, reason="Everybody.")
    version = build.publish()

    found = origin(build.session, build.focal_point("WHO"), version.id, LISTENING)

    (touch,) = found.steps[0].touches
    assert touch.by == build.coordinator().name
    assert touch.decision.reason == "Everybody."
    assert len(touch.agencies) == 1
    assert found.steps[-1].touches == []
    assert LISTENING in changed_since_the_start(version)


def test_a_new_paragraph_knows_who_brought_it(build):
    build.round()
    build.revision("ILO", added={LISTENING: "We will answer."})
    build.merge()
    version = build.publish()
    new = next(row for row in version.rows if row.text == "We will answer.")

    (step,) = origin(build.session, build.coordinator(), version.id, new.block_id).steps

    assert step.touches[0].agencies == ["ILO"]


@pytest.mark.parametrize(("role", "named"), [(Role.OBSERVER, False), (Role.FOCAL_POINT, True)])
def test_who_is_not_to_know_names_is_told_how_many(build, role, named):
    rivals(build)
    version = build.publish()

    found = origin(build.session, build.actor(role), version.id, REPORTING)

    (touch,) = found.steps[0].touches
    assert (bool(touch.agencies), touch.count) == (named, 1)
