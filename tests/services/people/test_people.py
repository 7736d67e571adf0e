"""Who is invited, who leaves."""

import pytest
from sqlalchemy import select

from workflow.errors import (
    AlreadyThere,
    BadAddress,
    BadChoice,
    BadHeading,
    BadPassword,
    LastOne,
    LinkExpired,
    Missing,
    NotAllowed,
    NotFound,
)
from workflow.models import Grant, Mail, SignInLink
from workflow.rules.permissions import Role
from workflow.services.people import people, signin

PASSWORD = "correct horse battery"


def token_in(mail):
    return mail.text.split("/sign-in/link/")[1].split()[0]


def first_run(session, **given):
    values = {"name": "Ada", "email": "Ada@Office.example", "password": PASSWORD}
    return people.first_run(session, **(values | given))


def invite(session, actor, **given):
    values = {"name": "Bo", "email": "bo@ilo.example", "role": Role.FOCAL_POINT}
    return people.invite(session, actor, **(values | given))


def test_the_first_person_is_coordinator_and_administrator(session):
    ada = first_run(session)

    assert ada.email == "ada@office.example"
    assert [g.role for g in ada.grants] == ["coordinator", "administrator"]
    assert ada.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    with pytest.raises(NotFound):
        first_run(session, email="eve@evil.example")


def test_an_invitation_lets_somebody_in_once(session, build):
    agency = build.agency("ILO")

    bo = invite(session, build.coordinator(), agency_id=agency.id)

    mail = session.scalars(select(Mail).where(Mail.letter == "invitation")).one()
    assert mail.address == "bo@ilo.example"
    assert signin.use_link(session, token_in(mail)) is bo
    with pytest.raises(LinkExpired):
        signin.use_link(session, token_in(mail))


def test_somebody_known_gets_a_second_role_and_keeps_the_name(session, build):
    bo = invite(session, build.coordinator(), agency_id=build.agency("ILO").id)

    again = invite(session, build.coordinator(), name="B.", email="BO@ilo.example", role="observer")

    assert again is bo
    assert again.name == "Bo"
    assert [g.role for g in bo.grants] == ["focal point", "observer"]


def test_the_same_role_is_not_given_twice(session, build):
    agency = build.agency("ILO")
    invite(session, build.coordinator(), agency_id=agency.id)

    with pytest.raises(AlreadyThere):
        invite(session, build.coordinator(), agency_id=agency.id)


def test_somebody_observes_one_pledge_after_the_other_and_then_all(session, build):
    first, second = (build.pledge(title=title).id for title in ("One", "Two"))
    for pledge_id in (first, second, None):
        observer = invite(session, build.coordinator(), role="observer", pledge_id=pledge_id)
    for pledge_id in (first, None):
        with pytest.raises(AlreadyThere):
            invite(session, build.coordinator(), role="observer", pledge_id=pledge_id)

    assert [grant.pledge_id for grant in observer.grants] == [first, second, None]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"role": "clock"}, BadChoice),
        ({"role": "king"}, BadChoice),
        ({}, Missing),
        ({"agency_id": 4711}, Missing),
        ({"role": "observer", "pledge_id": 4711}, NotFound),
        ({"role": "observer", "email": "no address"}, BadAddress),
        ({"role": "observer", "name": ""}, Missing),
        ({"role": "observer", "name": "=?utf-8?q?a=0D=0ABcc:_b=40x?="}, BadHeading),
        ({"role": "observer", "name": "Bo\nBcc: eve@evil.example"}, BadHeading),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(session, build, given, error):
    with pytest.raises(error):
        invite(session, build.coordinator(), **given)


@pytest.mark.parametrize("role", [r for r in Role if r not in {"coordinator", "administrator"}])
def test_only_the_coordinator_and_administrators_invite(session, build, role):
    with pytest.raises(NotAllowed):
        invite(session, build.actor(role))


def test_ended_roles_let_the_links_of_that_person_die(session, build):
    bo = invite(session, build.coordinator(), agency_id=build.agency("ILO").id)
    token = token_in(session.scalars(select(Mail)).one())

    people.end_grant(session, build.coordinator(), grant_id=bo.grants[0].id)

    assert bo.grants[0].ended_at == build.now
    with pytest.raises(LinkExpired):
        signin.use_link(session, token)
    with pytest.raises(NotFound):
        people.end_grant(session, build.coordinator(), grant_id=bo.grants[0].id)


def test_a_link_lives_while_a_role_is_left(session, build):
    bo = invite(session, build.coordinator(), agency_id=build.agency("ILO").id)
    invite(session, build.coordinator(), role="observer")

    people.end_grant(session, build.coordinator(), grant_id=bo.grants[1].id)

    expires = session.scalars(select(SignInLink.expires_at)).all()
    assert all(at > build.now for at in expires)


def test_the_last_one_who_can_invite_stays(session, build):
    coordinator = build.coordinator()
    grant = session.scalars(select(Grant).where(Grant.role == "coordinator")).one()

    with pytest.raises(LastOne):
        people.end_grant(session, coordinator, grant_id=grant.id)

    build.person(Role.ADMINISTRATOR)
    assert people.end_grant(session, coordinator, grant_id=grant.id).ended_at


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
def test_a_password_has_a_sensible_length(session, build, password):
    with pytest.raises(BadPassword):
        people.set_password(session, build.person(), password=password)


def test_a_new_password_ends_all_sessions(session, build):
    bo = build.person()
    before = bo.session_epoch

    people.set_password(session, bo, password=PASSWORD)

    assert bo.session_epoch == before + 1


def test_agencies_are_added_once_whatever_the_letters(session, build):
    actor = build.coordinator()
    agency = people.add_agency(
        session, actor, acronym="WHO", name="World Health", zone="Europe/Zurich", clears=True
    )

    assert (agency.acronym, agency.zone, agency.clears) == ("WHO", "Europe/Zurich", True)
    with pytest.raises(AlreadyThere):
        people.add_agency(session, actor, acronym="who", name="Again", zone="UTC")
    with pytest.raises(BadChoice):
        people.add_agency(session, actor, acronym="X", name="X", zone="Mars/Olympus")
    with pytest.raises(NotAllowed):
        people.add_agency(session, build.focal_point(), acronym="X", name="X", zone="UTC")
