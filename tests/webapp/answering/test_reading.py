"""Read a round in four ways, compare side by side, number lines, ask where words come from."""

import pytest

from workflow import db
from workflow.models import Round

ALL = "We will listen to all migrants."


def modes(visitor, room):
    page = visitor.open(room.path("/text"))
    return [link.text for link in page.select(".modes a")]


def test_an_agency_reads_all_changes_and_the_result_once_it_is_published(room):
    room.answer("lena", {"b4": ALL})
    room.merge()
    iris, anna = room.visitor("iris"), room.visitor("anna")

    assert modes(iris, room) == ["Original", "All changes"]
    assert modes(anna, room) == ["Original", "All changes", "Result", "Final"]
    assert "all" in iris.open(room.path("/text?show=final")).select_one(".read-main ins").text
    assert modes(room.visitor("olga"), room) == ["Original"]


@pytest.mark.parametrize(
    ("show", "marks"), [("original", 0), ("changes", 1), ("result", 1), ("final", 0), ("what", 1)]
)
def test_the_office_reads_every_mode(room, show, marks):
    room.answer("lena", {"b4": ALL})
    room.merge()
    (passage,) = room.passages()
    anna = room.visitor("anna")
    decision = f"/passages/{passage.id}/decision"
    anna.send(f"/passages/{passage.id}", decision, {"do": f"accepted:{passage.wordings[0].key}"})

    page = anna.open(room.path(f"/text?show={show}"))

    assert len(page.select(".sheet ins, .stretch-text ins")) == marks
    assert (ALL in " ".join(page.get_text().split())) is (show == "final")


def test_what_is_sealed_is_not_read_here_either(room, sessions):
    with db.transaction(sessions) as session:
        session.get_one(Round, room.id).pledge.sealed_rounds = True
    room.answer("lena", {"b4": ALL})
    room.merge()
    iris = room.visitor("iris")

    page = iris.open(room.path("/text"))

    assert page.select(".read-main ins, .read-card") == []
    assert "No changes yet." in iris.text


def test_lines_are_numbered_and_have_addresses(visitor, cast, pledge):
    visitor.sign_in(cast.iris)
    page = visitor.open(f"/versions/{pledge.latest.id}?lines=yes")

    assert page.select_one("#l-2 a")["href"] == "#l-2"
    assert len(page.select(".line-of")) == 6


def test_where_words_of_nowhere_come_from_is_not_there(visitor, cast, pledge):
    visitor.sign_in(cast.iris)
    assert visitor.get(f"/versions/{pledge.latest.id}/origin?block=nothing").status_code == 404
    assert visitor.open(f"/versions/{pledge.latest.id}/origin?block=b4").h1
