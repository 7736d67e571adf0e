"""The mails that went out, and the mails of the demonstration."""

import string
import textwrap
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.webapp.visitor import Visitor
from webapp.app import create_app
from webapp.frame.html import unwrapped
from workflow import db
from workflow.models import Mail
from workflow.queries.mailing.outbox import NOT_NEEDED
from workflow.services.mailing.letters import WIDTH
from workflow.services.people import signin


@pytest.fixture
def demo(settings, sessions):
    return create_app(replace(settings, demo=True), sessions=sessions)


@pytest.fixture
def written(sessions, cast, app):
    with db.transaction(sessions) as session:
        signin.send_link(session, email="iris@example.org", address="10.0.0.1")


def test_the_office_sees_that_a_mail_went_out_and_not_the_link_in_it(visitor, cast, written):
    visitor.sign_in(cast.anna)
    link = visitor.open("/mails").select_one("main li a")["href"]
    page = visitor.open(link)
    assert "iris@example.org" in page.get_text()
    assert "/sign-in/link/" not in visitor.last.text
    assert "[the personal link]" in page.get_text()


def test_in_the_demonstration_the_links_of_mails_can_be_followed(demo, written):
    visitor = Visitor(demo)
    mail = visitor.open("/demo/mails").select_one("main li a[href^='/demo/mails/']")["href"]
    link = visitor.open(mail).select_one(".letter a[href*='/sign-in/link/']")["href"]
    visitor.send(link, link)
    assert "Iris" in visitor.open("/").get_text()


def test_in_the_demonstration_a_mail_lets_its_reader_in(demo, cast, written, sessions):
    with db.transaction(sessions) as session:
        mail = session.scalar(select(Mail))
        mail.text = f"Here:\n{demo.settings.base_url}/account\nThank you."
        number = mail.id
    visitor = Visitor(demo)
    page = visitor.open(f"/demo/mails/{number}")
    form = page.select_one("form[action='/demo/enter']")
    assert form.button.get_text() == "Come in as Iris and follow the link"
    assert visitor.send(f"/demo/mails/{number}", "/demo/enter").location.endswith("/account")
    assert "iris@example.org" in visitor.open("/account").get_text()


def test_outside_the_demonstration_there_is_no_such_page(visitor, cast, written):
    assert visitor.get("/demo/mails").status_code == 404
    assert visitor.get("/demo/mails/1").status_code == 404
    visitor.sign_in(cast.anna)
    assert visitor.get("/demo/mails").status_code == 404


def test_every_page_of_the_demonstration_says_what_it_is(demo, cast):
    for path in ("/", "/sign-in", "/demo/mails", "/nothing"):
        visitor = Visitor(demo)
        visitor.get(path)
        assert "Demonstration." in visitor.text


def test_a_reminder_that_was_no_longer_needed_is_no_problem(visitor, cast, written, sessions):
    visitor.sign_in(cast.anna)
    for problem, said in (
        ("", "1 waiting to be sent, 0 with a problem."),
        (NOT_NEEDED, "0 waiting to be sent, 0 with a problem."),
        ("the server said 550", "0 waiting to be sent, 1 with a problem."),
    ):
        with db.transaction(sessions) as session:
            session.scalar(select(Mail)).problem = problem
        assert said in visitor.open("/mails").get_text(" ", strip=True)


def test_agencies_do_not_see_the_outbox(visitor, cast, written):
    visitor.sign_in(cast.iris)
    assert visitor.get("/mails").status_code == 403


def test_in_the_demonstration_one_click_makes_a_visitor_anybody(demo, cast):
    visitor = Visitor(demo)
    visitor.send("/", "/demo/enter", {"grant": str(cast.paul.grants[0].id)})
    assert "Paul, principal of IOM" in " ".join(visitor.open("/").get_text().split())
    visitor.send("/", "/sign-out", {"next": "/"})
    assert "Come in as somebody" in visitor.open("/").get_text()


def test_outside_the_demonstration_nobody_comes_in_like_that(app, cast):
    app.config["WTF_CSRF_ENABLED"] = False
    visitor = Visitor(app)
    assert visitor.post("/demo/enter", {"grant": str(cast.anna.grants[0].id)}).status_code == 404
    assert visitor.get("/people").status_code == 303
    assert "Come in as somebody" not in visitor.open("/").get_text()


@pytest.mark.databases("sqlite")
@given(
    st.lists(st.text(string.ascii_letters, min_size=1, max_size=90), min_size=1),
    st.sampled_from([("", ""), ("- ", "  "), ("> ", "> ")]),
)
def test_a_page_shows_a_mail_without_the_ends_of_its_lines(words, signs):
    first, later = signs
    wrapped = textwrap.fill(
        " ".join(words),
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    shown = unwrapped(f"Dear reader,\n\n{wrapped}\n\n- an item\n- another")

    assert shown == ["Dear reader,", "", first + " ".join(words), "", "- an item", "- another"]
