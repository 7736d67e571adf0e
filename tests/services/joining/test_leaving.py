"""Leaving a locked text: whichever way it is said, a name goes with notice and never comes back."""

from datetime import timedelta

import pytest

from workflow.errors import LeavingTooEarly
from workflow.queries.joining import standing
from workflow.queries.proving import proof
from workflow.rules.consent import Standing
from workflow.rules.permissions import Role
from workflow.services.joining import locking, on_behalf, optins
from workflow.services.proving import record

NOTICE = timedelta(days=30)


@pytest.fixture
def pledge(build, session):
    """A locked text that ILO joined, and WHO did not."""
    for agency in ("IOM", "ILO", "WHO"):
        build.principal(agency)
    pledge = build.pledge()
    say(build, pledge, "joins")
    asked = locking.request(
        session, build.coordinator(), version_id=pledge.latest.id, seen=pledge.latest.sha256
    )
    colleague = build.actor(Role.STAFF, name="Bo")
    locking.confirm(session, colleague, request_id=asked.id, typed=pledge.latest.sha256[:8])
    return pledge


def say(build, pledge, answer, words="", agency="ILO"):
    text = {"version_id": pledge.latest.id, "seen": pledge.latest.sha256}
    principal = build.principal(agency)
    return optins.answer(build.session, principal, answer=answer, words=words, **text)


def write_down(build, pledge, answer, agency="ILO"):
    return on_behalf.write_down(
        build.session,
        build.coordinator(),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        agency_id=build.agency(agency).id,
        answer=answer,
        said="By telephone.",
    )


def confirm(build, row, agency="ILO"):
    return on_behalf.confirm(
        build.session, build.principal(agency), on_behalf_id=row.id, seen=row.version.sha256
    )


def stand(build, pledge, agency="ILO"):
    found = {s.agency.acronym: s.standing for s in standing.stands(build.session, pledge)}
    return found[agency]


def notice(build, pledge):
    names = proof.register(build.session, pledge.latest)
    return [one["agency"] for one in names["notice"]]


def test_a_no_by_telephone_is_leaving_with_notice_too(build, pledge):
    opt_in = confirm(build, write_down(build, pledge, "does not join"))

    assert (opt_in.answer, opt_in.leaves_at) == ("leaves", build.now + NOTICE)
    assert stand(build, pledge) == Standing.LEAVING
    assert notice(build, pledge) == ["ILO"]


def test_nobody_leaves_by_telephone_what_they_never_joined(build, pledge, session):
    before = record.verify(session, pledge.id)
    with pytest.raises(LeavingTooEarly):
        write_down(build, pledge, "leaves", agency="WHO")

    assert record.verify(session, pledge.id) == before
    assert notice(build, pledge) == []


def test_a_no_after_notice_shortens_nothing(build, pledge):
    first = say(build, pledge, "leaves").leaves_at
    build.later(days=3)
    again = say(build, pledge, "does not join", "Our council said so.")

    assert (again.answer, again.leaves_at, again.words) == ("leaves", first, "Our council said so.")
    assert stand(build, pledge) == Standing.LEAVING


def test_notice_given_twice_keeps_the_first_day_and_brings_no_name_back(build, pledge):
    first = say(build, pledge, "leaves").leaves_at
    build.later(days=31)
    assert stand(build, pledge) == Standing.OUT
    again = say(build, pledge, "leaves", "Once more, in other words.")

    assert again.leaves_at == first
    assert stand(build, pledge) == Standing.OUT
    assert notice(build, pledge) == ["ILO"]


def test_whoever_joins_again_gives_notice_anew(build, pledge):
    say(build, pledge, "leaves")
    build.later(days=40)
    say(build, pledge, "joins")
    assert stand(build, pledge) == Standing.IN

    assert say(build, pledge, "leaves").leaves_at == build.now + NOTICE
