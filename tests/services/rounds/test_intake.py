"""Late answers: taken up or carried, each with a reason that every agency can read."""

import pytest

from tests.build import LISTENING
from workflow.errors import LateAnswersWaiting, NotAllowed, NotFound, Overtaken, ReasonOwed
from workflow.models import Answer
from workflow.queries.answering import visible
from workflow.services.rounds import intake

ALL = {LISTENING: "We will listen to all migrants before we decide."}


@pytest.fixture
def late(build):
    build.close(build.round())
    return build.revision("WHO", ALL, late=True)


def test_what_is_taken_up_is_merged(build, session, late):
    intake.take_up(session, build.coordinator(), revision_id=late.id, reason="It was on its way.")
    build.merge()

    (passage,) = build.passages()
    assert passage.wordings[0].text == " all"


def test_what_is_carried_is_left_out_and_comes_back_in_the_next_round(build, session, late):
    intake.carry(session, build.coordinator(), revision_id=late.id, reason="Too late.")
    build.merge()
    assert build.passages() == []

    version = build.publish(late.round)
    answer = session.query(Answer).one()
    assert (answer.disposition, answer.reason) == ("carried to the next round", "Too late.")

    second = build.round(version.pledge)
    (carried,) = visible.counting(session, second.id)
    assert (carried.answer, [c.label for c in carried.changes]) == ("carried", ["WHO-R2-1"])
    assert carried.changes[0].carried_from == late.changes[0].id


def test_an_agency_whose_changes_were_carried_is_still_asked(build, session, late):
    from workflow.services.chasing import nudges

    intake.carry(session, build.coordinator(), revision_id=late.id, reason="Too late.")
    second = build.round(build.publish(late.round).pledge)

    assert "WHO" in {agency.acronym for agency in nudges.silent(session, second)}


def test_nothing_is_published_while_a_late_answer_waits(build, late):
    with pytest.raises(LateAnswersWaiting):
        build.publish(late.round)


def test_a_late_answer_is_judged_once_with_a_reason_by_the_office(build, session, late):
    office = build.coordinator()
    with pytest.raises(ReasonOwed):
        intake.take_up(session, office, revision_id=late.id, reason="")
    with pytest.raises(NotAllowed):
        intake.take_up(session, build.focal_point("WHO"), revision_id=late.id, reason="Mine.")
    intake.carry(session, office, revision_id=late.id, reason="Too late.")
    with pytest.raises(Overtaken):
        intake.take_up(session, office, revision_id=late.id, reason="After all.")


def test_what_came_on_time_needs_no_judgement(build, session):
    revision = build.revision("ILO", ALL)

    with pytest.raises(NotFound):
        intake.carry(session, build.coordinator(), revision_id=revision.id, reason="No.")
