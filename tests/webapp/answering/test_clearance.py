"""Clearance on a phone: only the changes with their reasons; clear, send, or give back."""

from sqlalchemy import select

from tests.webapp.answering.test_answering import fields
from tests.webapp.room import RED
from workflow.models import Revision


def ask(room):
    room.draft("lena", {"b4": "We will listen to all migrants."}, RED)
    lena = room.visitor("lena")
    form = fields(lena.open(room.path("/changes")), "form[action$=changes]")
    lena.post(room.path("/changes"), {**form, "ask": "Please look today.", "do": "clearance"})
    return lena


def answers(sessions):
    with sessions() as session:
        return session.scalars(select(Revision.answer)).all()


def test_the_officer_sees_only_the_changes_with_their_reasons(room):
    ask(room)
    cleo = room.visitor("cleo")
    cleo.open(room.path("/clearance"))

    assert "Clear 1 change of ILO" in cleo.text
    assert RED.reason in cleo.text
    assert "red line" in cleo.text
    assert "Please look today." in cleo.text
    assert "Recalling the Compact" not in cleo.text


def test_clearing_can_send_at_once(room, sessions):
    ask(room)
    cleo = room.visitor("cleo")
    cleo.send(room.path("/clearance"), room.path("/clearance"), {"do": "send"})
    assert answers(sessions) == ["changes"]


def test_cleared_is_not_sent_until_the_focal_point_sends_it(room, sessions):
    lena, cleo = ask(room), room.visitor("cleo")
    cleo.send(room.path("/clearance"), room.path("/clearance"), {"do": "clear"})
    assert answers(sessions) == []

    form = fields(lena.open(room.path("/changes")), "form[action$=changes]")
    assert lena.post(room.path("/changes"), {**form, "do": "submit"}).status_code == 303
    assert answers(sessions) == ["changes"]


def test_an_answer_that_needs_clearance_is_not_sent_without(room, sessions):
    room.draft("lena", {"b4": "We will listen to all migrants."})
    lena = room.visitor("lena")
    form = fields(lena.open(room.path("/changes")), "form[action$=changes]")

    refused = lena.post(room.path("/changes"), {**form, "comment": "Typed.", "do": "submit"})

    assert refused.status_code == 409
    assert "Typed." in refused.text
    assert answers(sessions) == []


def test_giving_back_wants_a_sentence_and_tells_it(room):
    lena, cleo = ask(room), room.visitor("cleo")
    page = room.path("/clearance")

    assert cleo.send(page, page, {"do": "return"}).status_code == 422
    assert cleo.send(page, page, {"do": "return", "comment": "Shorter."}).status_code == 303
    lena.open(room.path("/answer"))

    assert "It came back from clearance" in lena.text
    assert "Shorter." in lena.text


def test_a_draft_that_went_on_is_not_cleared_by_a_page_that_shows_the_old_one(room, sessions):
    ask(room)
    cleo = room.visitor("cleo")
    form = fields(cleo.open(room.path("/clearance")), "form[action$=clearance]")
    room.draft("lena", {"b4": "We will listen to nobody."})

    stale = cleo.post(room.path("/clearance"), {**form, "do": "send"})

    assert stale.status_code == 409
    assert "Lena saved a newer draft" in cleo.text
    assert answers(sessions) == []
