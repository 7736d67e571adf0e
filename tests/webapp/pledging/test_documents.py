"""Documents of a version and of a round, in every form, with no more than the reader may see."""

import io
import zipfile

import pytest

from tests.files.word.looking import accepted, comments, rejected
from tests.webapp.room import RED
from workflow.files.papers.sheets import read_csv, read_xlsx

pytestmark = pytest.mark.databases("sqlite")

STARTS = {
    "docx": b"PK",
    "odt": b"PK",
    "pdf": b"%PDF-1.7",
    "html": b"<!doctype html>",
    "md": b"",
    "txt": b"",
}
LISTENING, ACTING = "b4", "b5"


@pytest.fixture
def answered(room):
    room.answer("iris", {LISTENING: "We will listen to all migrants."}, RED)
    room.answer("lena", {ACTING: "We will act at once on what we hear."})
    room.merge()
    return room


@pytest.mark.parametrize("form", STARTS)
@pytest.mark.parametrize("document", ["changes", "brackets", "decisions"])
def test_each_document_of_a_round_comes_in_each_form(answered, document, form):
    anna = answered.visitor("anna")

    answer = anna.get(answered.path(f"/{document}.{form}"))

    assert answer.status_code == 200
    assert answer.data.startswith(STARTS[form])
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize("form", STARTS)
def test_the_clean_text_of_a_version_comes_in_each_form(answered, pledge, form):
    olga = answered.visitor("olga")

    answer = olga.get(f"/versions/{pledge.latest.id}/clean.{form}")

    assert answer.status_code == 200
    assert answer.data.startswith(STARTS[form])


def test_the_tracked_changes_are_those_of_the_round(answered):
    data = answered.visitor("anna").get(answered.path("/changes.docx")).data

    assert "We will listen to migrants." in rejected(data)
    assert "We will listen to all migrants." in accepted(data)
    assert "We will act at once on what we hear." in accepted(data)
    said = [(author, text) for author, _, text in comments(data)]
    assert ("IOM", "IOM-1, red line: We cannot join without it.") in said


def test_the_changes_of_one_agency_come_alone(answered):
    data = answered.visitor("anna").get(answered.path("/changes.docx?agency=ILO")).data

    assert "We will listen to migrants." in accepted(data)
    assert "We will act at once on what we hear." in accepted(data)


def test_an_agency_that_sent_nothing_is_not_found_in_a_document(answered):
    anna = answered.visitor("anna")

    assert anna.get(answered.path("/changes.docx?agency=WHO")).status_code == 404
    assert anna.get(answered.path("/changes.exe")).status_code == 404
    assert anna.get(answered.path("/changes.docx?only=nonsense")).status_code == 422


def test_the_matrix_says_each_change_with_its_reason_and_comes_back_as_it_went(answered):
    anna = answered.visitor("anna")

    as_csv = read_csv(anna.get(answered.path("/comments.csv")).data)
    as_xlsx = read_xlsx(anna.get(answered.path("/comments.xlsx")).data)

    assert [entry.row for entry in as_csv] == [entry.row for entry in as_xlsx]
    first, second = (entry.row for entry in as_csv)
    assert (first.change, first.agency, first.paragraph) == ("IOM-1", "IOM", "1")
    assert (first.weight, first.reason) == ("red line", "We cannot join without it.")
    assert second.agency == "ILO"


def test_in_a_sealed_round_an_agency_takes_only_its_own_changes_along(answered, sessions, pledge):
    from workflow import db
    from workflow.models import Pledge

    with db.transaction(sessions) as session:
        session.get_one(Pledge, pledge.id).sealed_rounds = True
    iris = answered.visitor("iris")

    data = iris.get(answered.path("/changes.docx")).data
    matrix = iris.get(answered.path("/comments.csv")).data

    assert "We will act on what we hear." in accepted(data)
    assert "We will listen to all migrants." in accepted(data)
    assert b"at once" not in matrix
    assert b"at once" not in _everything(data)
    assert iris.get(answered.path("/changes.docx?agency=ILO")).status_code == 404


def test_decisions_are_in_no_file_of_an_agency_before_they_are_published(answered):
    anna, iris = answered.visitor("anna"), answered.visitor("iris")
    answered.close()
    passage = next(p for p in answered.passages() if p.block_id == ACTING)
    anna.send(
        f"/passages/{passage.id}",
        f"/passages/{passage.id}/decision",
        {"do": "rejected", "reason": "Not now, SECRETLY."},
    )
    assert anna.last.status_code == 303, anna.text

    office = anna.get(answered.path("/changes.docx")).data
    agency = iris.get(answered.path("/changes.docx")).data

    assert any("SECRETLY" in text for _, _, text in comments(office))
    assert b"SECRETLY" not in _everything(agency)
    assert b"SECRETLY" not in iris.get(answered.path("/comments.csv")).data


def test_the_page_of_documents_says_where_there_is_nothing_yet(room):
    anna = room.visitor("anna")

    anna.open(room.path("/documents"))
    assert "No changes to hand out yet" in anna.text


def _everything(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())
