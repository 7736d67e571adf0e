"""Answer by Word file: take it along, send it back, see what was understood, take it."""

import io
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from tests.files.word.somebody import accepted_all, tracked, typed
from tests.webapp.visitor import hidden
from workflow.files.papers.matrix import Row
from workflow.files.papers.sheets import as_csv, as_xlsx, read_csv
from workflow.models import Draft, ReturnedFile, Taking
from workflow.rules.drafting import unpack

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def iris(room):
    return room.visitor("iris")


def issued(visitor, room) -> bytes:
    answer = visitor.get(room.path("/file.docx"))
    assert answer.status_code == 200
    return answer.data


def sent(visitor, room, data, name="IOM answer.docx"):
    return visitor.send(room.path("/file"), room.path("/file"), {"file": (io.BytesIO(data), name)})


def understood(visitor, room, data) -> BeautifulSoup:
    answer = sent(visitor, room, data)
    assert answer.status_code == 303, visitor.text
    return visitor.open(answer.location)


def take(visitor, soup, **said):
    form = next(f for f in soup.find_all("form") if f.get("method") == "post" and f.ol)
    ticks = [box["value"] for box in form.find_all("input", attrs={"name": "take"})]
    return visitor.post(form["action"], {**hidden(form), "take": ticks, "draft": "replace", **said})


def questions(soup) -> list[str]:
    names = dict.fromkeys(
        box["name"]
        for box in soup.find_all("input", attrs={"type": "radio"})
        if "is-" in box["name"]
    )
    return list(names)


def draft(room):
    with room.sessions() as session:
        return session.query(Draft).order_by(Draft.id.desc()).first()


def texts(room):
    return {block.id: block.text for block in unpack(draft(room).blocks)}


def test_the_file_to_take_along_is_the_text_of_the_round_made_for_the_agency(iris, room):
    answer = iris.get(room.path("/file.docx"))

    assert answer.mimetype.endswith("wordprocessingml.document")
    assert "Our-common-pledge-Zero-draft-IOM.docx" in answer.headers["Content-Disposition"]
    soup = understood(iris, room, answer.data)
    assert "We found no change" in iris.text
    assert "It is based on Zero draft, the text of this round." in iris.text
    assert soup.find("a", string="No changes from us")


def test_a_tracked_change_with_its_comment_becomes_a_change_with_its_reason(iris, room):
    data = tracked(
        issued(iris, room), "listen to migrants", "listen to all migrants", why="All means all."
    )

    soup = understood(iris, room, data)
    assert "We found 1 change" in iris.text
    assert "Marked by Amira Haddad" in iris.text
    answer = take(iris, soup)

    assert answer.status_code == 303
    page = iris.open(answer.location)
    assert "Your 1 change" in iris.text
    assert "All means all." in page.text
    assert texts(room)["b4"] == "We will listen to all migrants."


def test_an_unmarked_change_is_asked_for_and_counts_only_after_a_yes(iris, room):
    data = typed(issued(iris, room), "act on what we hear", "act on what we see")
    data = tracked(data, "listen to migrants", "listen to all migrants")

    soup = understood(iris, room, data)
    assert "1 change was not marked in the file." in iris.text
    (question,) = questions(soup)
    assert take(iris, soup).status_code == 422
    assert "1 of these changes" in iris.text
    assert draft(room) is None
    answer = take(iris, soup, **{question: "ours"})

    assert answer.status_code == 303
    assert texts(room)["b5"] == "We will act on what we see."
    with room.sessions() as session:
        assert session.query(Taking).one().confirmed == [question.removeprefix("is-")]


def test_an_unmarked_change_that_is_left_out_leaves_no_trace_in_the_draft(iris, room):
    data = typed(issued(iris, room), "act on what we hear", "act on what we see")
    data = tracked(data, "listen to migrants", "listen to all migrants")
    soup = understood(iris, room, data)
    (question,) = questions(soup)

    take(iris, soup, **{question: "not"})

    assert texts(room)["b5"] == "We will act on what we hear."
    assert texts(room)["b4"] == "We will listen to all migrants."


def test_a_file_in_which_everything_was_accepted_can_be_taken_with_one_yes(iris, room):
    data = issued(iris, room)
    for old, new in (
        ("listen to migrants", "listen to all migrants"),
        ("act on what we hear", "act at once"),
        ("in cities", "in all cities"),
    ):
        data = tracked(data, old, new)

    soup = understood(iris, room, accepted_all(data))
    assert "accepted before the file was sent back" in iris.text
    answer = take(iris, soup, all="yes")

    assert answer.status_code == 303
    assert texts(room)["b6"] == "in all cities"


def test_the_original_comes_back_byte_for_byte(iris, room):
    data = typed(issued(iris, room), "in cities", "in towns")
    address = sent(iris, room, data).location

    answer = iris.get(f"{address}/original")

    assert answer.data == data
    with room.sessions() as session:
        assert session.query(ReturnedFile).one().sha256 in iris.get(address).text.replace(
            "</span><span>", ""
        )


def test_nobody_outside_the_agency_finds_the_file(iris, room):
    address = sent(iris, room, issued(iris, room)).location

    for name in ("lena", "will"):
        assert room.visitor(name).get(address).status_code == 404
        assert room.visitor(name).get(f"{address}/original").status_code == 404
    assert room.visitor("anna").get(address).status_code == 403


def test_a_file_made_for_another_agency_is_taken_only_after_a_yes(iris, room):
    theirs = tracked(issued(room.visitor("lena"), room), "in cities", "in all cities")

    soup = understood(iris, room, theirs)
    assert "This file was made for ILO, and you answer for IOM." in iris.text
    assert take(iris, soup).status_code == 409
    assert take(iris, soup, made_for="yes").status_code == 303


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 a scan", "This is a PDF"),
        (b"PK\x03\x04 torn", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no file we can read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(iris, room, data, said):
    answer = sent(iris, room, data)

    assert answer.status_code == 422
    assert said in iris.text
    with room.sessions() as session:
        assert session.query(ReturnedFile).count() == 0


def test_a_form_without_a_file_is_sent_back(iris, room):
    answer = iris.send(room.path("/file"), room.path("/file"), {})

    assert answer.status_code == 422
    assert "Choose a file first" in iris.text


def test_a_file_larger_than_any_form_is_let_in_where_a_file_is_expected(iris, room):
    keys = hidden(iris.open(room.path("/file")).find("form", attrs={"enctype": True}))
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in keys.items()]
    parts.append('name="file"; filename="x.docx"\r\n\r\n' + "\0" * (6 * 2**20))
    body = "".join(f"--edge\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)

    answer = iris.post(
        room.path("/file"), f"{body}--edge--", content_type="multipart/form-data; boundary=edge"
    )

    assert answer.status_code == 422
    assert "no file we can read" in iris.text


def test_the_changes_of_a_file_join_a_draft_that_is_there_already(iris, room):
    room.draft("iris", {"b4": "We will listen first."})
    soup = understood(iris, room, tracked(issued(iris, room), "in cities", "in all cities"))
    assert "Your draft has 1 change already" in iris.text

    take(iris, soup, draft="add")

    assert texts(room)["b4"] == "We will listen first."
    assert texts(room)["b6"] == "in all cities"


def test_an_older_version_is_recognised_and_what_does_not_apply_is_listed(iris, room, sessions):
    from tests.build import Build
    from workflow import db
    from workflow.models import Pledge

    old = issued(iris, room)
    room.answer("lena", {"b5": "We will act on nothing but what we hear today."})
    with db.transaction(sessions) as session:
        build = Build(session)
        build.publish(build.last_round())
        round_ = build.round(session.query(Pledge).one())
    data = tracked(old, "on what we hear", "at once")
    data = tracked(data, "in cities", "in all cities")

    answer = iris.send(
        f"/rounds/{round_.id}/file",
        f"/rounds/{round_.id}/file",
        {"file": (io.BytesIO(data), "late.docx")},
    )
    soup = iris.open(answer.location)

    assert "It is based on Zero draft, and this round is about Rev.1." in iris.text
    assert "What no longer applies to Rev.1" in iris.text
    assert take(iris, soup).status_code == 303
    assert texts(room)["b6"] == "in all cities"


def test_a_plain_text_is_read_too_and_all_of_it_is_asked_for(iris, room, pledge):
    text = pledge.latest.text.replace("listen to migrants", "listen to all migrants")

    soup = understood(iris, room, text.encode())
    assert "1 change was not marked" in iris.text
    (question,) = questions(soup)
    take(iris, soup, **{question: "ours"})

    assert texts(room)["b4"] == "We will listen to all migrants."


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_matrix_of_comments_is_an_answer_with_reasons(iris, room, form):
    room.answer("lena", {"b6": "in all cities"})
    row = Row(
        paragraph="1",
        current="listen to migrants",
        proposed="listen to all migrants",
        reason="All means all.",
        weight="red line",
    )
    theirs = iris.get(room.path("/comments.csv")).data
    rows = [row, *(entry.row for entry in read_csv(theirs))]
    data = as_csv(rows) if form == "csv" else as_xlsx(rows, title="x", at=NOON)

    soup = understood(iris, room, data)
    assert "It is a matrix of comments" in iris.text
    assert "Rows of other agencies were left alone: 1." in iris.text
    page = iris.open(take(iris, soup).location)

    assert texts(room)["b4"] == "We will listen to all migrants."
    assert texts(room)["b6"] == "in cities"
    assert "All means all." in page.text
    assert page.find("option", selected=True, value="red line")


def test_a_row_that_makes_no_sense_is_told_with_its_line(iris, room):
    rows = [
        Row(paragraph="1", current="listen to migrants", proposed="listen to all migrants"),
        Row(paragraph="77", current="no such words", proposed="other words"),
    ]

    understood(iris, room, as_csv(rows))

    assert "We found 1 change" in iris.text
    assert "Line 3: There is no paragraph “77” in this text." in iris.text
