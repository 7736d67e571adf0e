"""Start a pledge, read it, say who takes part."""

import io

import pytest
from sqlalchemy import func, select

from tests.webapp.conftest import TEXT
from tests.webapp.visitor import Visitor
from workflow import db
from workflow.models import OptIn, Pledge
from workflow.text import canonical


def form(cast, **other):
    return {
        "title": "Our second pledge",
        "text": TEXT,
        "kind": "declaration",
        "zone": "Europe/Zurich",
        "answers": "sealed",
        "names": "all",
        "agencies": [str(cast.iom.id), str(cast.ilo.id)],
        **other,
    }


def test_the_preview_shows_how_the_text_was_understood_and_makes_nothing(visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    visitor.send("/pledges/new", "/pledges/preview", form(cast))

    assert visitor.last.status_code == 200
    assert "Nothing is created yet" in visitor.text
    for label in ("PP1", "PP2", "1", "2"):
        assert f'aria-label="Paragraph {label}, link to it"' in visitor.last.text
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Pledge)) == 0


def test_what_was_previewed_is_what_is_started(visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    answer = visitor.send("/pledges/new", "/pledges/preview", form(cast))
    shown = canonical.fingerprint(canonical.write(canonical.read(TEXT)))
    assert shown[:8] in answer.text

    answer = visitor.send("/pledges/new", "/pledges/preview", form(cast))
    from bs4 import BeautifulSoup

    page = BeautifulSoup(answer.text, "html.parser")
    found = page.find("form", attrs={"action": "/pledges"})
    fields = [(f["name"], f["value"]) for f in found.find_all("input")]
    fields.append(("text", found.find("textarea").text.removeprefix("\n")))
    visitor.post("/pledges", _many(fields))

    assert visitor.last.status_code == 303
    with sessions() as session:
        pledge = session.scalar(select(Pledge))
        assert pledge.latest.sha256 == shown
        assert pledge.sealed_rounds
        assert pledge.official_zone == "Europe/Zurich"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A title\n\nWe listen.", "We found no headings"),
        ("# A title\n\n1. We listen.\n\n3. We act.", "The numbers do not run"),
    ],
)
def test_the_preview_says_what_may_have_been_meant_otherwise(visitor, cast, text, said):
    visitor.sign_in(cast.anna)
    visitor.send("/pledges/new", "/pledges/preview", form(cast, text=text))
    assert said in visitor.text


def test_a_form_with_gaps_says_beside_each_field_what_is_missing(visitor, cast):
    visitor.sign_in(cast.anna)
    answer = visitor.send("/pledges/new", "/pledges/preview", form(cast, title=" ", agencies=[]))
    assert answer.status_code == 422
    assert "Please fill in: title" in visitor.text
    assert "Choose at least one agency" in visitor.text
    assert "We will listen to migrants." in answer.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The text is empty"),
        (" \n\n ", "The text is empty"),
        ("We pledge \u202e to do", "U+202E"),
        ("We pledge \x07 to do", "U+0007"),
        ("x" * 1_100_000, "at most 1024 kilobytes"),
    ],
)
def test_a_text_that_cannot_be_used_says_why_and_is_kept(visitor, cast, text, said):
    visitor.sign_in(cast.anna)
    answer = visitor.send("/pledges/new", "/pledges/preview", form(cast, text=text))
    assert answer.status_code == 422
    assert said in visitor.text
    assert text[:20].strip() in answer.text


@pytest.mark.parametrize("title", ["a\r\nBcc: x@y.org", "=?utf-8?q?x=0ABcc:?= x", "x" * 201])
def test_a_title_that_would_break_out_of_a_mail_header_is_refused(visitor, cast, title):
    visitor.sign_in(cast.anna)
    answer = visitor.send("/pledges/new", "/pledges/preview", form(cast, title=title))
    assert answer.status_code == 422


def test_an_unknown_zone_or_agency_is_refused(visitor, cast):
    visitor.sign_in(cast.anna)
    keys = {"zone": "Mars/Olympus"}, {"agencies": ["999"]}
    for other in keys:
        page = visitor.open("/pledges/new").find("form", attrs={"action": "/pledges/preview"})
        hidden = {
            name: page.find("input", attrs={"name": name})["value"]
            for name in ("csrf_token", "once")
        }
        assert visitor.post("/pledges", {**hidden, **form(cast, **other)}).status_code == 422


@pytest.mark.parametrize("who", ["iris", "olga", "ada", "cleo"])
def test_only_the_office_starts_pledges(visitor, cast, who):
    visitor.sign_in(getattr(cast, who))
    assert visitor.get("/pledges/new").status_code == 403


def test_to_an_agency_that_takes_no_part_the_pledge_is_not_there(app, cast, pledge):
    inside, outside = Visitor(app).sign_in(cast.iris), Visitor(app).sign_in(cast.will)
    version = pledge.latest.id
    pages = [
        f"/pledges/{pledge.id}",
        f"/pledges/{pledge.id}/record",
        f"/versions/{version}",
        f"/versions/{version}/text.md",
        f"/versions/{version}/compare/{version}",
    ]
    assert [inside.get(page).status_code for page in pages] == [200] * 5
    assert [outside.get(page).status_code for page in pages] == [404] * 5
    assert "Our common pledge" not in outside.open("/pledges").get_text()
    assert "Our common pledge" not in outside.open("/").get_text()


def test_an_administrator_runs_the_service_and_reads_no_text(visitor, cast, pledge):
    visitor.sign_in(cast.ada)
    assert visitor.get(f"/pledges/{pledge.id}").status_code == 403
    assert "Texts and answers are not open" in visitor.open("/").get_text()


def test_a_condition_is_not_told_to_other_agencies(app, cast, pledge, sessions):
    with db.transaction(sessions) as session:
        session.add(
            OptIn(
                version_id=pledge.latest.id,
                agency_id=cast.iom.id,
                sha256=pledge.latest.sha256,
                answer="joins on a condition",
                words="CANARY words of the condition",
                given_by=cast.paul.id,
                given_at=db.now(session),
            )
        )
    for person in (cast.lena, cast.olga, cast.anna):
        page = Visitor(app).sign_in(person).open(f"/pledges/{pledge.id}").get_text()
        assert "CANARY" not in page


def test_an_agency_that_leaves_the_list_is_gone_and_can_come_back(visitor, cast, pledge, app):
    visitor.sign_in(cast.anna)
    path = f"/pledges/{pledge.id}/agencies"
    assert visitor.send(path, path, {"agencies": [str(cast.iom.id)]}).status_code == 303
    assert "ILO" not in visitor.open(f"/pledges/{pledge.id}").find("aside").get_text()
    visitor.send(path, path, {"agencies": [str(cast.iom.id), str(cast.ilo.id)]})
    assert "ILO" in visitor.open(f"/pledges/{pledge.id}").find("aside").get_text()


def test_a_pledge_without_agencies_is_refused(visitor, cast, pledge):
    visitor.sign_in(cast.anna)
    path = f"/pledges/{pledge.id}/agencies"
    assert visitor.send(path, path, {"agencies": []}).status_code == 422


def _many(fields):
    found = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def word_file(text=TEXT):
    from tests.files.word.compiling import clean

    return clean(canonical.read(text), "A pledge")


def test_a_word_file_is_read_into_the_field_of_the_text(visitor, cast):
    visitor.sign_in(cast.anna)
    given = {**form(cast, text=""), "file": (io.BytesIO(word_file()), "draft.docx")}

    visitor.send("/pledges/new", "/pledges/preview", given)
    read = visitor.last.text
    answer = visitor.post("/pledges/preview", form(cast, text=_text_of(read)) | _keys(read))

    assert "We will listen to migrants." in read
    assert "Our second pledge" in read
    assert canonical.fingerprint(canonical.write(canonical.read(TEXT)))[:8] in answer.text


def test_a_file_names_the_pledge_as_its_first_heading_does(visitor, cast):
    visitor.sign_in(cast.anna)
    given = form(cast, text="", title=" ") | {"file": (io.BytesIO(word_file()), "draft.docx")}

    visitor.send("/pledges/new", "/pledges/preview", given)

    assert 'value="A common pledge"' in visitor.last.text


def test_tracked_changes_of_a_file_to_start_from_are_taken_and_told(visitor, cast):
    from tests.files.word.somebody import tracked

    visitor.sign_in(cast.anna)
    data = tracked(word_file(), "listen to migrants", "listen to all migrants")

    visitor.send(
        "/pledges/new",
        "/pledges/preview",
        form(cast, text="") | {"file": (io.BytesIO(data), "a.docx")},
    )

    assert "We will listen to all migrants." in visitor.last.text
    assert "Its tracked changes were taken as accepted: those of Amira Haddad." in visitor.text


def test_a_file_that_is_no_text_is_refused_beside_its_field(visitor, cast):
    visitor.sign_in(cast.anna)

    given = form(cast, text="") | {"file": (io.BytesIO(b"%PDF-1.7"), "scan.pdf")}
    answer = visitor.send("/pledges/new", "/pledges/preview", given)

    assert answer.status_code == 422
    assert "This is a PDF" in visitor.text
    assert "Our second pledge" in answer.text


def _text_of(page):
    from bs4 import BeautifulSoup

    return BeautifulSoup(page, "html.parser").find("textarea", id="text").text.removeprefix("\n")


def _keys(page):
    from bs4 import BeautifulSoup

    from tests.webapp.visitor import hidden

    return hidden(BeautifulSoup(page, "html.parser").find("form", enctype=True))
