"""Coming in, going out, changing the hat."""

import re

import pytest
from sqlalchemy import select

from tests.webapp.visitor import Visitor
from workflow import db
from workflow.models import Grant, Mail, Person
from workflow.services.people import people

PASSWORD = "four plain words here"


@pytest.fixture
def known(sessions, cast):
    with db.transaction(sessions) as session:
        people.set_password(session, session.get_one(Person, cast.anna.id), password=PASSWORD)
    return cast


def link_in_mail(sessions, address):
    with sessions() as session:
        text = session.scalar(
            select(Mail.text).where(Mail.address == address).order_by(Mail.id.desc())
        )
    return re.search(r"/sign-in/link/\S+", text).group()


def test_a_page_that_needs_somebody_leads_to_signing_in_and_back(visitor, known):
    answer = visitor.get("/people?x=1")
    assert answer.status_code == 303
    form = {"email": "anna@example.org", "password": PASSWORD}

    answer = visitor.send(answer.location, "/sign-in", form)

    assert answer.status_code == 303
    assert answer.location == "/people?x=1"


def test_a_form_that_needs_somebody_says_that_nothing_was_saved(app, cast):
    app.config["WTF_CSRF_ENABLED"] = False
    visitor = Visitor(app)
    answer = visitor.post("/pledges", {"title": "A title that was long to write"})
    assert answer.status_code == 403
    assert "Please sign in first" in visitor.text
    assert visitor.last.text.count("A title that was long to write") == 1


def test_a_wrong_password_says_so_beside_the_field_and_keeps_the_address(visitor, known):
    answer = visitor.send(
        "/sign-in", "/sign-in", {"email": "anna@example.org", "password": "not this one"}
    )
    assert answer.status_code == 422
    assert "not right" in visitor.text
    assert 'value="anna@example.org"' in answer.text
    assert "not this one" not in answer.text


def test_guessing_is_stopped_after_ten_attempts(visitor, known):
    form = {"email": "anna@example.org", "password": "a wrong guess"}
    for _ in range(10):
        assert visitor.send("/sign-in", "/sign-in", form).status_code == 422
    assert visitor.send("/sign-in", "/sign-in", form).status_code == 429
    assert "wait 5 minutes" in visitor.text
    right = {"email": "anna@example.org", "password": PASSWORD}
    assert visitor.send("/sign-in", "/sign-in", right).status_code == 429


def test_opening_a_link_changes_nothing_and_pressing_its_button_signs_in(
    app, visitor, known, sessions
):
    visitor.send("/sign-in", "/sign-in/link", {"email": "iris@example.org", "next": "/pledges"})
    link = link_in_mail(sessions, "iris@example.org")
    for _ in range(3):
        scanner = Visitor(app)
        assert "Sign in as Iris" in scanner.open(link).get_text()
        assert scanner.get("/pledges").status_code == 303

    answer = visitor.send(link, link)

    assert answer.location == "/pledges"
    assert "Iris" in visitor.open("/").get_text()


def test_a_link_works_once(app, visitor, known, sessions):
    visitor.send("/sign-in", "/sign-in/link", {"email": "iris@example.org"})
    link = link_in_mail(sessions, "iris@example.org")
    visitor.send(link, link)
    other = Visitor(app)
    assert other.get(link).status_code == 409
    assert "ask for a new one" in other.text


def test_nobody_learns_whether_an_address_is_known(app, known):
    answers = []
    for address in ("anna@example.org", "nobody@example.org"):
        visitor = Visitor(app)
        visitor.send("/sign-in", "/sign-in/link", {"email": address})
        answers.append((visitor.last.status_code, visitor.text.replace(address, "…")))
    assert answers[0] == answers[1]


def test_a_link_that_never_was_is_not_there(visitor):
    assert visitor.get("/sign-in/link/never").status_code == 404


def test_another_hat_is_worn_by_a_form_and_not_by_a_link(visitor, cast):
    visitor.sign_in(cast.anna)
    assert visitor.get("/hat").status_code == 405
    other = cast.anna.grants[1]

    visitor.send("/account", "/hat", {"grant": str(other.id)})

    assert "You now act as administrator" in visitor.open("/").get_text()
    assert visitor.get("/pledges").status_code == 403


def test_the_hat_of_somebody_else_does_not_fit(visitor, cast):
    visitor.sign_in(cast.anna)
    answer = visitor.send("/account", "/hat", {"grant": str(cast.iris.grants[0].id)})
    assert answer.status_code == 404


def test_a_form_filled_in_under_another_hat_is_not_sent(app, visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    form = {"name": "Nora", "email": "nora@example.org", "role": "observer"}
    page = visitor.open("/people").find("form", attrs={"action": "/people"})
    form |= {field["name"]: field["value"] for field in page.find_all("input", type="hidden")}
    visitor.send("/account", "/hat", {"grant": str(cast.anna.grants[1].id)})

    assert visitor.post("/people", form).status_code == 409
    assert "You went on as administrator in another tab" in visitor.text
    visitor.send("/account", "/hat", {"grant": str(cast.anna.grants[0].id)})
    assert visitor.post("/people", form).status_code == 303


def test_a_role_that_ended_has_ended_at_once(visitor, cast, sessions):
    visitor.sign_in(cast.iris)
    assert visitor.get("/pledges").status_code == 200
    with db.transaction(sessions) as session:
        session.get_one(Grant, cast.iris.grants[0].id).ended_at = db.now(session)

    assert visitor.get("/pledges").status_code == 403
    assert "You hold no role at present" in visitor.open("/").get_text()


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(app, known, sessions):
    with sessions() as session:
        anna = session.get_one(Person, known.anna.id)
        epoch = anna.session_epoch
    known.anna.session_epoch = epoch
    here, elsewhere = Visitor(app).sign_in(known.anna), Visitor(app).sign_in(known.anna)
    new = "other plain words here"

    here.send("/account", "/account/password", {"password": new, "again": new})

    assert here.get("/people").status_code == 200
    assert elsewhere.get("/people").status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"password": "short", "again": "short"}, "at least"),
        ({"password": "long enough words", "again": "other words here"}, "not the same"),
    ],
)
def test_a_bad_password_says_why(visitor, known, form, said, sessions):
    with sessions() as session:
        known.anna.session_epoch = session.get_one(Person, known.anna.id).session_epoch
    visitor.sign_in(known.anna)
    assert visitor.send("/account", "/account/password", form).status_code == 422
    assert said in visitor.text


def test_a_session_ends_after_a_long_day(visitor, cast):
    visitor.sign_in(cast.anna)
    with visitor.client.session_transaction() as cookie:
        cookie["since"] = 1_700_000_000
    assert visitor.get("/people").status_code == 303


def test_signing_out_signs_out(visitor, cast):
    visitor.sign_in(cast.anna)
    visitor.send("/", "/sign-out")
    assert visitor.get("/people").status_code == 303


def test_the_first_run_makes_the_coordinator_and_closes_itself(app, sessions):
    visitor = Visitor(app)
    assert visitor.get("/").location == "/first-run"
    form = {"name": "Cora", "email": "cora@example.org", "password": PASSWORD}

    answer = visitor.send("/first-run", "/first-run", form)

    assert answer.location == "/"
    assert "There is no pledge yet" in visitor.open("/").get_text()
    asides = visitor.open("/people").select("aside form[id]")
    assert [form["id"] for form in asides] == ["add-agency", "invite"]
    assert Visitor(app).get("/first-run").status_code == 404
    app.config["WTF_CSRF_ENABLED"] = False
    assert Visitor(app).post("/first-run", form).status_code == 404


def test_a_first_run_that_was_refused_keeps_what_was_typed(visitor):
    form = {"name": "Cora", "email": "cora@example.org", "password": "short"}
    answer = visitor.send("/first-run", "/first-run", form)
    assert answer.status_code == 422
    assert 'value="Cora"' in answer.text
    assert "short" not in answer.text


def test_everybody_chooses_the_zone_in_which_they_read_times(visitor, cast):
    visitor.sign_in(cast.iris)
    assert "Times without a zone are Zurich time" in visitor.open("/").get_text()
    visitor.send("/account", "/account/zone", {"zone": "Asia/Bangkok"})
    assert "Times without a zone are Bangkok time" in visitor.open("/").get_text()
    assert visitor.send("/account", "/account/zone", {"zone": "Mars"}).status_code == 422
    visitor.send("/account", "/account/zone", {"zone": ""})
    assert "Times without a zone are Zurich time" in visitor.open("/").get_text()


def test_signing_out_everywhere_ends_every_session(app, cast):
    here, elsewhere = Visitor(app).sign_in(cast.iris), Visitor(app).sign_in(cast.iris)
    here.send("/account", "/account/sign-out-everywhere")
    assert here.get("/pledges").status_code == 303
    assert elsewhere.get("/pledges").status_code == 303


def test_only_the_office_chooses_whether_it_hears_where_the_rounds_stand(app, cast):
    office, focal_point = Visitor(app).sign_in(cast.anna), Visitor(app).sign_in(cast.iris)
    assert not focal_point.open("/account").select("[name=board]")
    assert office.open("/account").select("[name=board][checked]")
    office.send("/account", "/account/mails", {"mails": "all"})
    assert office.open("/account").select("[name=board]:not([checked])")
