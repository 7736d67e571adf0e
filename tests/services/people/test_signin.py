"""Coming in with a password or a link."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from workflow.db import now
from workflow.errors import BadAddress, LinkExpired, NotFound, TooManyAttempts, WrongPassword
from workflow.models import Attempt, Mail, SignInLink
from workflow.rules.permissions import Actor, Role
from workflow.services.people import passwords, people, signin

RIGHT, WRONG = "correct horse battery", "wrong horse battery"
PHONE, OFFICE = "192.0.2.7", "192.0.2.8"


@pytest.fixture
def bo(session, build):
    build.at(now(session))
    person = build.person(Role.FOCAL_POINT, "ILO")
    people.set_password(session, person, password=RIGHT)
    return person


def enter(session, bo, password=RIGHT, address=PHONE, email=None):
    return signin.with_password(
        session, email=email or bo.email, password=password, address=address
    )


def test_the_right_password_lets_in_whatever_the_letters_of_the_address(session, bo):
    assert enter(session, bo, email=f"  {bo.email.upper()}") is bo


def test_a_wrong_password_and_an_unknown_address_give_the_same_answer(session, bo):
    for given in ({"password": WRONG}, {"email": "x@ilo.example"}, {"email": "nonsense"}):
        with pytest.raises(WrongPassword):
            enter(session, bo, **given)


def test_somebody_without_a_password_or_who_left_cannot_come_in(session, build, bo):
    other = build.person(Role.PRINCIPAL, "ILO")
    with pytest.raises(WrongPassword):
        enter(session, other)

    bo.active = False
    with pytest.raises(WrongPassword):
        enter(session, bo)


def test_a_stranger_costs_as_much_work_as_somebody_known(session, bo, monkeypatch):
    checked = []
    hasher = passwords._hasher

    class Counting:
        def verify(self, kept, password):
            checked.append(kept)
            return hasher.verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    monkeypatch.setattr(passwords, "_dummy", lambda: bo.password_hash)
    for email in (bo.email, "stranger@ilo.example"):
        with pytest.raises(WrongPassword):
            enter(session, bo, WRONG, email=email)

    assert len(checked) == 2


@pytest.mark.parametrize("elsewhere", ["address", "email"])
def test_after_ten_attempts_even_the_right_password_has_to_wait(
    session, build, bo, elsewhere, monkeypatch
):
    monkeypatch.setattr(passwords, "fits", lambda _kept, given: given == RIGHT)
    for number in range(10):
        other = {"address": f"198.51.100.{number}", "email": f"{number}@ilo.example"}
        with pytest.raises(WrongPassword):
            enter(session, bo, WRONG, **{elsewhere: other[elsewhere]})

    with pytest.raises(TooManyAttempts, match="5 minutes"):
        enter(session, bo)
    build.later(minutes=5)
    assert enter(session, bo) is bo


def test_others_come_in_while_somebody_has_to_wait(session, build, bo, monkeypatch):
    monkeypatch.setattr(passwords, "fits", lambda _kept, given: given == RIGHT)
    for _ in range(10):
        with pytest.raises(WrongPassword):
            enter(session, bo, WRONG, email="eve@evil.example")

    assert enter(session, bo, address=OFFICE) is bo


def test_old_attempts_are_swept_away(session, build, bo):
    with pytest.raises(WrongPassword):
        enter(session, bo, WRONG)
    build.later(minutes=6)
    with pytest.raises(WrongPassword):
        enter(session, bo, WRONG)

    assert session.scalar(select(func.count()).select_from(Attempt)) == 2


def link_in_mail(session):
    mail = session.scalars(
        select(Mail).where(Mail.letter == "sign-in-link").order_by(Mail.id.desc())
    ).first()
    return mail.text.split("/sign-in/link/")[1].split()[0]


def test_a_link_comes_by_mail_and_its_secret_is_not_kept(session, bo):
    signin.send_link(session, email=bo.email, address=PHONE, goes_to="/rounds/7")

    token = link_in_mail(session)
    link = signin.find_link(session, token)
    assert (link.person, link.goes_to) == (bo, "/rounds/7")
    assert token not in link.token_hash
    assert len(token) >= 43


def test_looking_at_a_link_does_not_use_it(session, bo):
    signin.send_link(session, email=bo.email, address=PHONE)
    token = link_in_mail(session)

    for _ in range(3):
        signin.find_link(session, token)

    assert signin.use_link(session, token) is bo
    for again in (signin.find_link, signin.use_link):
        with pytest.raises(LinkExpired):
            again(session, token)


def test_a_link_works_for_thirty_minutes(session, build, bo):
    signin.send_link(session, email=bo.email, address=PHONE)
    token = link_in_mail(session)

    build.later(minutes=29, seconds=59)
    signin.find_link(session, token)
    build.later(seconds=1)
    with pytest.raises(LinkExpired):
        signin.use_link(session, token)


def test_an_invitation_works_for_two_weeks(session, build, bo):
    token = signin.make_link(session, bo, lasts=signin.INVITATION_LASTS)

    build.later(days=13, hours=23)
    signin.find_link(session, token)
    build.later(hours=1)
    with pytest.raises(LinkExpired):
        signin.find_link(session, token)


@pytest.mark.parametrize("token", ["", "x", "\ud800", "' OR 1=1 --"])
def test_a_link_that_nobody_sent_is_not_there(session, token):
    with pytest.raises(NotFound):
        signin.find_link(session, token)


def test_a_link_of_somebody_who_left_is_over(session, bo):
    token = signin.make_link(session, bo, lasts=timedelta(days=1))
    bo.active = False

    with pytest.raises(LinkExpired):
        signin.use_link(session, token)


def test_a_stranger_gets_no_link_and_is_not_told(session, bo):
    signin.send_link(session, email="stranger@ilo.example", address=PHONE)

    assert session.scalars(select(SignInLink)).all() == []
    with pytest.raises(BadAddress):
        signin.send_link(session, email="no address", address=PHONE)


def test_nobody_floods_a_mailbox_with_links(session, bo):
    for number in range(10):
        signin.send_link(session, email=bo.email, address=f"198.51.100.{number}")

    with pytest.raises(TooManyAttempts):
        signin.send_link(session, email=bo.email, address=OFFICE)


def test_of_two_that_use_a_link_at_once_one_comes_in(sessions):
    from tests.build import Build

    with sessions() as first, sessions() as second:
        person = Build(first).person()
        token = signin.make_link(first, person, lasts=timedelta(days=1))
        first.commit()
        signin.use_link(first, token)
        first.commit()
        with pytest.raises(LinkExpired):
            signin.use_link(second, token)


def test_somebody_acts_in_one_role_at_a_time(session, bo):
    grant = bo.grants[0]

    assert signin.actor_of(bo, grant) == Actor(
        bo.id, bo.name, Role.FOCAL_POINT, grant.agency_id, None
    )
