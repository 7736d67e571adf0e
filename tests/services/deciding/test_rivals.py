"""When a round is closed, agencies learn once where their wording has rivals, and no more."""

import pytest

from tests.build import HELPING, LISTENING, REPORTING
from workflow.models import Mail
from workflow.rules.permissions import Role
from workflow.services.rounds import intake

ALL = "We will listen to all migrants before we decide."
MOST = "We will listen to most migrants before we decide."
TWICE = "We will report twice a year on what we did."
MONTHLY = "We will report every month on what we did."


@pytest.fixture
def round_(build):
    """ILO and WHO disagree about one paragraph; a change of WHO alone and one of IOM stand."""
    round_ = build.round(build.pledge(sealed=True))
    build.revision("ILO", {LISTENING: ALL})
    build.revision("WHO", {LISTENING: MOST, HELPING: "We will help each other."})
    build.revision("IOM", {REPORTING: TWICE})
    return round_


def letters(session):
    rows = session.query(Mail).filter_by(letter="rivals-found").order_by(Mail.id)
    return {mail.name: " ".join(mail.text.split()) for mail in rows}


def test_nobody_is_told_while_the_round_runs(session, build, round_):
    build.merge()

    assert letters(session) == {}


def test_the_agencies_concerned_are_told_where_when_it_is_closed(session, build, round_):
    build.person(Role.ALTERNATE, "ILO")
    build.close()
    build.merge()

    told = letters(session)
    assert set(told) == {"Focal point ILO", "Alternate ILO", "Focal point WHO"}
    assert "- paragraph 1 The office" in told["Focal point WHO"]
    assert f"/rounds/{round_.id}/text" in told["Focal point WHO"]


def test_answers_that_were_merged_before_the_end_are_told_too(session, build, round_):
    build.merge()
    build.close()

    assert not build.merge()

    assert set(letters(session)) == {"Focal point ILO", "Focal point WHO"}


def test_neither_the_words_nor_the_names_of_others_are_told(session, build, round_):
    build.close()
    build.merge()

    told = letters(session)["Focal point ILO"]
    assert "WHO" not in told
    assert "most" not in told
    assert "report" not in told


def test_what_is_decided_is_no_rivalry_any_more(session, build, round_):
    build.merge()
    build.decide_all()
    build.close()
    build.merge()

    assert letters(session) == {}


def test_an_agency_is_told_once_in_a_round_and_who_comes_late_then(session, build, round_):
    build.close()
    build.merge()
    late = build.revision("IOM", {LISTENING: "We will listen.", REPORTING: MONTHLY}, late=True)
    intake.take_up(session, build.coordinator(), revision_id=late.id, reason="It was asked for.")
    build.merge()

    rows = session.query(Mail).filter_by(letter="rivals-found")
    assert sorted(mail.name for mail in rows) == [
        "Focal point ILO",
        "Focal point IOM",
        "Focal point WHO",
    ]


def test_places_are_named_in_the_language_of_the_reader(session, build, round_):
    build.person(Role.FOCAL_POINT, "ILO").language = "fr"
    build.close()
    build.merge()

    assert "- paragraphe 1 " in letters(session)["Focal point ILO"]
