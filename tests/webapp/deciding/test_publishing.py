"""Look at the next version, publish exactly that, see what became of every change."""

import csv
import io

import pytest

from tests.webapp.answering.test_answering import fields
from tests.webapp.room import RED
from workflow.files.sheets import harmless
from workflow.models import Round

ALL, MANY = "We will listen to all migrants.", "We will listen to many migrants."


@pytest.fixture
def decided(room):
    """One change of IOM, accepted; the round is closed."""
    room.answer("iris", {"b4": ALL}, RED)
    room.answer("lena")
    room.merge()
    room.close()
    (one,) = room.passages()
    anna = room.visitor("anna")
    soup = anna.open(room.path("/desk"))
    form = fields(soup, f"form[action='/passages/{one.id}/decision']")
    anna.post(f"/passages/{one.id}/decision", {**form, "do": f"accepted:{one.wordings[0].key}"})
    room.anna = anna
    return room


def publish(room, **typed):
    page = room.path("/publish")
    return room.anna.send(page, page, {"label": "Rev.1", **typed})


def test_the_preview_shows_the_text_and_what_stands_in_the_way(room):
    room.answer("iris", {"b4": ALL}, RED)
    room.merge()
    anna = room.visitor("anna")
    soup = anna.open(room.path("/publish"))

    assert "passage" in anna.text
    assert "The round is open" in anna.text
    assert soup.select_one("form[action$=publish]") is None


def test_what_was_shown_is_published_and_everybody_learns_what_became_of_it(decided):
    answer = publish(decided)

    assert answer.location.endswith("/outcome")
    iris = decided.visitor("iris")
    iris.open(decided.path("/outcome"))
    assert "Your agency’s 1 change" in iris.text
    assert "IOM-1" in iris.text
    assert "accepted" in iris.text
    with decided.sessions() as session:
        round_ = session.get_one(Round, decided.id)
        assert round_.published_version.label == "Rev.1"
        assert "all migrants" in round_.published_version.text


def test_another_text_than_the_one_shown_is_not_published(decided):
    assert publish(decided, seen="0" * 64).status_code == 409
    assert decided.state() == "consolidating"


def test_a_label_that_would_break_a_mail_is_refused_beside_the_field(decided):
    assert publish(decided, label="Rev.1\nBcc: all").status_code == 422
    assert decided.state() == "consolidating"


def test_before_it_is_published_an_agency_sees_only_how_its_own_changes_stand(decided):
    iris, lena = decided.visitor("iris"), decided.visitor("lena")
    iris.open(decided.path("/outcome"))
    lena.open(decided.path("/outcome"))

    assert "final when the next version is published" in iris.text
    assert "accepted" in iris.text
    assert "all" not in [p.text for p in lena.open(decided.path("/outcome")).select("ins")]


def test_an_observer_sees_what_was_decided_and_not_who_fought(decided):
    publish(decided)
    olga = decided.visitor("olga")
    olga.open(decided.path("/outcome"))

    assert "accepted" in olga.text
    assert "IOM" not in olga.text
    assert RED.reason not in olga.text
    assert "IOM" not in olga.get(decided.path("/outcome.csv")).text


def test_the_table_can_be_taken_along(decided):
    publish(decided)
    answer = decided.visitor("iris").get(decided.path("/outcome.csv"))

    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["Change"], row["What became of it"]) for row in rows] == [("IOM-1", "accepted")]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+41 22", "-2", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0"]
)
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell):
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize("cell", ["", "We will listen.", "1 = 1", "a-b"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def next_on(room, name, path):
    """The words of the step that a page offers this reader, and where its first button leads."""
    card = room.visitor(name).open(path).select_one("#next-step")
    return card and (card.h2.text, card.select_one(".button")["href"])


def test_every_page_of_the_office_says_what_comes_next(decided, pledge):
    pages = [decided.path(), f"/pledges/{pledge.id}"]
    ready = ("Everything is decided", decided.path("/publish"))
    assert [next_on(decided, "ben", path) for path in pages] == [ready] * 2

    publish(decided)

    after = ("What comes next?", f"/pledges/{pledge.id}/rounds/new")
    pages.append(decided.path("/outcome"))
    assert [next_on(decided, "ben", path) for path in pages] == [after] * 3
    assert [next_on(decided, "iris", path) for path in pages] == [None] * 3
