"""Delegates decide for a principal, in the days of their authority and on no other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from workflow.errors import (
    AlreadyThere,
    BadChoice,
    BadPeriod,
    NotAllowed,
    NotFound,
    NotInForce,
    NotNow,
)
from workflow.models import Event, Mail, OptIn, SignInLink
from workflow.queries.joining import standing
from workflow.queries.people import delegates as queries
from workflow.rules.permissions import Actor, Role
from workflow.services.joining import optins
from workflow.services.people import delegates
from workflow.services.people.people import invite
from workflow.services.proving import record


def named(session, build, *, starts=0, ends=10, by=None):
    return delegates.name(
        session,
        by or build.principal("ILO"),
        person_name="Dora Delegate",
        email="dora@ilo.test",
        starts_at=build.now + timedelta(days=starts),
        ends_at=build.now + timedelta(days=ends),
    )


def acting(authority):
    grant = authority.grant
    return Actor(grant.person_id, grant.person.name, Role.DELEGATE, grant.agency_id)


def join(session, actor, pledge, answer="joins"):
    return optins.answer(
        session, actor, version_id=pledge.latest.id, seen=pledge.latest.sha256, answer=answer
    )


@pytest.fixture
def pledge(build):
    return build.pledge()


def test_a_delegate_joins_for_the_agency_and_the_record_says_by_which_authority(
    session, build, pledge
):
    authority = named(session, build)

    row = join(session, acting(authority), pledge)

    assert (row.role, row.authority_id) == ("delegate", authority.id)
    event = session.scalars(select(Event).order_by(Event.seq.desc())).first()
    assert event.role == "delegate"
    assert event.payload.told["authority"]["until"] == authority.ends_at.isoformat()
    assert "Dora" not in str(event.payload.told)
    assert record.verify(session, pledge.id)


@pytest.mark.parametrize("day", [-1, 0, 9.999, 10, 11])
def test_only_in_the_days_of_the_authority(session, build, pledge, day):
    build.later(days=2)
    authority = named(session, build)
    began = build.now
    build.at(began + timedelta(days=day))

    if 0 <= day < 10:
        assert join(session, acting(authority), pledge)
    else:
        with pytest.raises(NotInForce):
            join(session, acting(authority), pledge)
        assert session.scalars(select(OptIn)).all() == []


def test_an_authority_that_was_ended_is_worth_nothing_and_what_was_said_stands(
    session, build, pledge
):
    authority = named(session, build)
    join(session, acting(authority), pledge)

    delegates.end(session, build.principal("ILO"), authority_id=authority.id)

    with pytest.raises(NotNow):
        join(session, acting(authority), pledge, "does not join")
    assert [s.joined for s in standing.stands(session, pledge) if s.agency.acronym == "ILO"] == [
        True
    ]


def test_whose_days_are_over_can_be_named_again(session, build, pledge):
    first = named(session, build, ends=10)
    with pytest.raises(AlreadyThere):
        named(session, build, ends=20)
    build.at(first.ends_at)

    second = named(session, build, ends=10)

    assert join(session, acting(second), pledge).authority_id == second.id
    page = queries.page(session, build.principal("ILO"))
    assert [line.state for line in page.lines] == ["decides now", "over"]


def test_the_link_of_a_delegate_dies_with_the_authority(session, build):
    authority = named(session, build)

    delegates.end(session, build.principal("ILO"), authority_id=authority.id)

    [link] = session.scalars(select(SignInLink))
    assert link.expires_at == build.now


def test_only_the_principal_of_the_agency_names_and_ends(session, build):
    authority = named(session, build)

    for actor in (build.focal_point("ILO"), build.coordinator(), acting(authority)):
        with pytest.raises(NotAllowed):
            named(session, build, by=actor)
    with pytest.raises(NotFound):
        delegates.end(session, build.principal("IOM"), authority_id=authority.id)
    with pytest.raises(BadChoice):
        invite(session, build.coordinator(), name="D", email="d@ilo.test", role="delegate")


@pytest.mark.parametrize(("starts", "ends"), [(2, 2), (3, 2), (-5, -1)])
def test_a_period_that_is_none_is_refused(session, build, starts, ends):
    with pytest.raises(BadPeriod):
        named(session, build, starts=starts, ends=ends)


def test_principal_and_delegate_are_told(session, build):
    named(session, build)

    letters = session.execute(select(Mail.letter, Mail.address).order_by(Mail.letter)).all()
    assert {tuple(row) for row in letters} == {
        ("delegate-named", "principal.ilo@onevoice.test"),
        ("delegate-named", "dora@ilo.test"),
        ("invitation", "dora@ilo.test"),
    }
