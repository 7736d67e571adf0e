"""The page of silence."""

from datetime import timedelta

import pytest

from tests.webapp.conftest import acting
from webapp.frame import times
from workflow import db
from workflow.models import Pledge, Silence
from workflow.queries.chasing import calendars
from workflow.rules import quiet
from workflow.services.joining import silence


@pytest.fixture
def page(pledge):
    return f"/pledges/{pledge.id}/silence"


@pytest.fixture
def running(sessions, cast, pledge):
    with db.transaction(sessions) as session:
        held = session.get_one(Pledge, pledge.id)
        ends = quiet.earliest_end(calendars.of_members(held), db.now(session)) + timedelta(days=1)
        return silence.start(session, acting(cast.anna), pledge_id=pledge.id, ends_at=ends)


def objections(sessions):
    with sessions() as session:
        return session.query(Silence).one().objections


def test_the_office_starts_silence_with_the_time_that_is_filled_in(
    visitor, cast, pledge, page, sessions
):
    soup = visitor.sign_in(cast.anna).open(page)

    visitor.send(page, page, {"ends_at": soup.find(id="ends_at")["value"]})

    assert visitor.last.status_code == 303
    visitor.open(page)
    assert "Zero draft is under silence" in visitor.text
    assert "No objection so far" in visitor.text


@pytest.mark.parametrize("ends_at", ["", "soon", "2020-01-01T10:00", "9999-12-31T23:59:59"])
def test_a_time_that_makes_no_sense_is_said_beside_the_field(visitor, cast, page, ends_at):
    visitor.sign_in(cast.anna).send(page, page, {"ends_at": ends_at})

    assert visitor.last.status_code in {303, 422}
    assert visitor.last.status_code == 422 or ends_at.startswith("9999")


def test_an_agency_breaks_silence_and_takes_it_back(visitor, cast, running, page, sessions):
    action = f"/silences/{running.id}/objections"
    visitor.sign_in(cast.iris)

    visitor.send(page, action, {"block": "b4", "reason": "Too weak.", "words": "We must."})

    visitor.open(page)
    assert "Silence is broken by 1 objection" in visitor.text
    assert "Too weak." in visitor.text
    raised = objections(sessions)[0]
    visitor.send(page, f"/objections/{raised.id}/take-back")
    visitor.open(page)
    assert "No objection so far" in visitor.text
    assert "taken back" in visitor.text


def test_an_objection_without_a_reason_comes_back_with_what_was_typed(
    visitor, cast, running, page, sessions
):
    action = f"/silences/{running.id}/objections"
    visitor.sign_in(cast.iris)

    visitor.send(page, action, {"block": "b4", "reason": " ", "words": "Keep these."})

    assert visitor.last.status_code == 422
    assert "Keep these." in visitor.text
    assert objections(sessions) == []


def test_members_read_objections_and_observers_only_that_there_are_some(
    visitor, cast, running, page
):
    visitor.sign_in(cast.iris).send(
        page, f"/silences/{running.id}/objections", {"block": "b4", "reason": "SECRET"}
    )

    visitor.sign_in(cast.lena).open(page)
    assert "SECRET" in visitor.text
    assert "Take it back" not in visitor.text
    visitor.sign_in(cast.olga).open(page)
    assert "SECRET" not in visitor.text
    assert "1 objection" in visitor.text


def test_agencies_that_take_no_part_find_nothing(visitor, cast, running, page):
    visitor.sign_in(cast.will)

    assert visitor.get(page).status_code == 404
    keys = {f["name"]: f["value"] for f in visitor.open("/account").select("form input[value]")}
    form = {**keys, "block": "b4", "reason": "No."}
    visitor.post(f"/silences/{running.id}/objections", form)
    assert visitor.last.status_code == 404


def test_a_silence_that_the_office_stops_is_told_as_broken(visitor, cast, pledge, running, page):
    visitor.sign_in(cast.ben).send(page, f"/silences/{running.id}/stop", {"why": "A typo."})

    visitor.open(page)
    assert "Silence on Zero draft was broken" in visitor.text
    assert "Put the same text under silence again" in visitor.text
    for path in ("/", f"/pledges/{pledge.id}"):
        visitor.open(path)
        assert "Silence on Zero draft was broken" in visitor.text
        assert "Put it under silence" not in visitor.text
    assert "No text is under silence" not in visitor.sign_in(cast.iris).open(page).text


def test_the_suggested_end_is_a_whole_hour_that_suits_all(visitor, cast, pledge, page, sessions):
    soup = visitor.sign_in(cast.anna).open(page)

    value = soup.find(id="ends_at")["value"]
    end = times.read(value, pledge.official_zone)
    assert value.endswith(":00")
    with sessions() as session:
        held = session.get_one(Pledge, pledge.id)
        quiet.require_long_enough(calendars.of_members(held), db.now(session), end)
