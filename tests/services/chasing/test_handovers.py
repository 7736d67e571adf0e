"""When who answers for an agency changes, everybody concerned knows who goes on and until when."""

import pytest

from tests.build import LISTENING, Build
from workflow import jobs
from workflow.models import Mail
from workflow.rules.permissions import Role
from workflow.services.people import people
from workflow.services.upkeep import work
from workflow.services.upkeep.duties import DUTIES

ALL = "We will listen to all migrants before we decide."


@pytest.fixture
def round_(build):
    return build.round()


def give(session, build, name="Bo", *, agency="ILO", role=Role.FOCAL_POINT):
    return people.invite(
        session,
        build.coordinator(),
        name=name,
        email=f"{name.lower()}@ilo.test",
        role=role,
        agency_id=build.agency(agency).id,
    )


def end(session, build, person, at=0):
    people.end_grant(session, build.coordinator(), grant_id=person.grants[at].id)


def letters(session):
    """Who got the letter once all has settled, and what it says to them."""
    Build(session).later(minutes=15)
    while claim := work.claim(session, jobs.TELL_HANDOVER):
        work.finish(session, claim)
        DUTIES[claim.kind](session, claim.target)
    rows = session.query(Mail).filter_by(letter="handover").order_by(Mail.id)
    return {m.name: " ".join(m.text.split()) for m in rows if m.name != "read"}


def forget(session):
    """Let what was told before be read and gone."""
    letters(session)
    session.query(Mail).filter_by(letter="handover").update({"name": "read"})


def test_who_replaces_somebody_is_one_letter_to_each(session, build, round_):
    give(session, build)
    end(session, build, build.person(Role.FOCAL_POINT, "ILO"))

    told = letters(session)

    assert set(told) == {"Focal point ILO", "Bo"}
    assert session.query(Mail).filter_by(letter="handover").count() == 2
    assert "Bo is now focal point of Agency ILO." in told["Bo"]
    assert "Focal point ILO is no longer focal point of Agency ILO." in told["Bo"]
    assert "Who answers for ILO now: Bo." in told["Focal point ILO"]


def test_a_role_that_was_given_by_mistake_and_ended_at_once_is_no_letter(session, build, round_):
    end(session, build, give(session, build))

    assert letters(session) == {}


def test_old_and_new_learn_what_is_open_until_when_and_where_the_draft_is(session, build, round_):
    build.draft("ILO", {LISTENING: ALL})

    give(session, build)

    told = letters(session)
    assert set(told) == {"Focal point ILO", "Bo"}
    assert "Bo is now focal point of Agency ILO." in told["Bo"]
    assert "Who answers for ILO now: Focal point ILO, Bo." in told["Bo"]
    assert '"A common pledge", round 1 until' in told["Bo"]
    assert "draft saved, not sent" in told["Bo"]
    assert f"/rounds/{round_.id}/answer" in told["Bo"]
    assert ALL not in told["Bo"]


def test_who_leaves_is_told_what_goes_on_and_nothing_that_came_to_be_a_secret(
    session, build, round_
):
    give(session, build)
    forget(session)

    end(session, build, build.person(Role.FOCAL_POINT, "ILO"))

    told = letters(session)
    assert set(told) == {"Focal point ILO", "Bo"}
    assert "Focal point ILO is no longer focal point of Agency ILO." in told["Bo"]
    assert "not started" in told["Bo"]
    assert "Who answers for ILO now: Bo." in told["Focal point ILO"]
    assert "round 1 until" in told["Focal point ILO"]
    assert "not started" not in told["Focal point ILO"]
    assert "/answer" not in told["Focal point ILO"]


def test_where_nobody_is_left_the_office_is_told(session, build, round_):
    build.draft("ILO", {LISTENING: ALL})

    end(session, build, build.person(Role.FOCAL_POINT, "ILO"))

    told = letters(session)
    assert set(told) == {"Focal point ILO", "Coordinator"}
    assert "Nobody answers for ILO now." in told["Coordinator"]
    assert "/people" in told["Coordinator"]
    assert "draft saved" not in told["Coordinator"]


def test_alternates_are_told_too_and_one_person_with_two_roles_once(session, build, round_):
    build.person(Role.ALTERNATE, "ILO")
    bo = give(session, build)
    give(session, build, role=Role.ALTERNATE)
    forget(session)

    end(session, build, bo)

    assert sorted(letters(session)) == ["Alternate ILO", "Bo", "Focal point ILO"]


def test_what_is_answered_is_told_while_it_can_be_replaced(session, build, round_):
    build.revision("ILO", {LISTENING: ALL})
    give(session, build)
    assert "round 1 until" in letters(session)["Bo"]

    build.publish(round_)
    give(session, build, "Cy")

    assert "Nothing is open at this moment." in letters(session)["Cy"]


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.CLEARING_OFFICER, Role.OBSERVER])
def test_other_roles_hand_nothing_over(session, build, round_, role):
    end(session, build, give(session, build, role=role))

    assert letters(session) == {}


def test_no_letter_without_a_pledge_that_runs(session, build):
    give(session, build)
    round_ = build.round(build.pledge(agencies=("WHO", "IOM")))
    give(session, build, "Cy")
    build.publish(round_)

    assert letters(session) == {}


def test_an_agency_that_left_hands_nothing_over(session, build, round_):
    [member] = [m for m in round_.pledge.members if m.agency.acronym == "ILO"]
    member.left_at = build.now
    session.flush()

    give(session, build)

    assert letters(session) == {}


def test_everybody_reads_it_in_their_language_and_their_time(session, build, round_):
    person = build.person(Role.FOCAL_POINT, "ILO")
    person.language, person.zone = "fr", "Asia/Bangkok"

    give(session, build)

    words = letters(session)["Focal point ILO"]
    assert "Bo est désormais point focal de Agency ILO." in words
    assert "Bangkok" in words
