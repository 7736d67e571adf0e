"""Invite people, add agencies, end roles."""

from sqlalchemy import select

from tests.webapp.visitor import Visitor
from workflow import db
from workflow.models import Agency, Mail, Person


def test_an_invited_person_gets_a_mail_with_a_link_that_lets_them_in(app, visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    form = {
        "name": "Nora",
        "email": "nora@example.org",
        "role": "focal point",
        "agency": str(cast.who.id),
    }
    assert visitor.send("/people", "/people", form).status_code == 303
    assert "Nora is invited" in visitor.open("/people").get_text()
    with sessions() as session:
        text = session.scalar(select(Mail.text).where(Mail.address == "nora@example.org"))
    link = next(word for word in text.split() if "/sign-in/link/" in word)
    link = link[link.index("/sign-in") :]

    nora = Visitor(app)
    nora.send(link, link)

    assert "Nora, focal point of WHO" in " ".join(nora.open("/").get_text().split())


def test_a_refused_invitation_says_why_and_keeps_what_was_typed(visitor, cast):
    visitor.sign_in(cast.anna)
    form = {"name": "Nora", "email": "not an address", "role": "focal point", "agency": "1"}
    answer = visitor.send("/people", "/people", form)
    assert answer.status_code == 422
    assert "not a mail address" in visitor.text
    assert 'value="Nora"' in answer.text


def test_a_role_of_an_agency_needs_the_agency(visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    form = {"name": "Nora", "email": "nora@example.org", "role": "focal point", "agency": ""}
    assert visitor.send("/people", "/people", form).status_code == 422
    with sessions() as session:
        assert session.scalar(select(Person).where(Person.name == "Nora")) is None


def test_an_agency_without_people_leads_to_its_invitation(visitor, cast, sessions):
    with db.transaction(sessions) as session:
        session.add(fao := Agency(acronym="FAO", name="Food"))
        session.flush()
        number = str(fao.id)
    visitor.sign_in(cast.anna)
    link = next(a for a in visitor.open("/people").select("a") if "focal point of FAO" in a.text)

    chosen = visitor.open(link["href"]).select_one("#agency option[selected]")

    assert chosen["value"] == number


def test_an_agency_is_added_once(visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    form = {"acronym": "UNHCR", "full-name": "Refugee Agency", "zone": "Europe/Zurich"}
    assert visitor.send("/people", "/people/agencies", form).status_code == 303
    assert visitor.send("/people", "/people/agencies", form).status_code == 422
    with sessions() as session:
        assert session.scalars(select(Agency.acronym).where(Agency.acronym == "UNHCR")).all() == [
            "UNHCR"
        ]


def test_a_role_is_ended_by_the_button_beside_it(visitor, cast):
    visitor.sign_in(cast.anna)
    grant = cast.iris.grants[0].id
    visitor.send("/people", f"/people/roles/{grant}/end")
    page = " ".join(visitor.open("/people").find("main").get_text(" ").split())
    assert "Without a role now Iris" in page


def test_staff_see_people_and_do_not_manage_them(visitor, cast):
    visitor.sign_in(cast.ben)
    page = visitor.open("/people")
    assert page.find("form", attrs={"action": "/people"}) is None


def test_agencies_do_not_see_the_list_of_people(visitor, cast):
    visitor.sign_in(cast.iris)
    assert visitor.get("/people").status_code == 403
