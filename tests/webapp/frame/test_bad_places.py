"""Times, agencies and addresses that cannot be."""

import pytest
from sqlalchemy import update

from tests.webapp.refusals import counted, csrf, pledge_form, refused
from workflow import db
from workflow.models import Pledge, Version
from workflow.rules.stages import Stage


@pytest.fixture
def office(visitor, cast):
    return visitor.sign_in(cast.anna)


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        ("2001-01-01T12:00", "past"),
        ("", "deadline"),
        ("tomorrow", "not a time"),
        ("2031-02-30T12:00", "not a time"),
        ("2031-03-09T02:30", "clocks change"),
        ("999999-01-01T00:00", "not a time"),
    ],
)
def test_a_deadline_that_cannot_be_opens_no_round(office, pledge, sessions, deadline, said):
    before = counted(sessions)
    page = f"/pledges/{pledge.id}/rounds/new"

    office.send(page, f"/pledges/{pledge.id}/rounds", {"deadline": deadline, "purpose": "Please."})

    assert said in refused(office)
    assert "Please." in office.last.text
    assert counted(sessions) == before


def test_a_locked_pledge_gets_no_round(office, pledge, cast, sessions):
    lock(sessions, pledge)
    before = counted(sessions)

    token = {"csrf_token": csrf(office)}
    office.post(f"/pledges/{pledge.id}/rounds", {"deadline": "2031-05-05T12:00"} | token)

    assert "locked" in refused(office, 409)
    assert counted(sessions) == before


def lock(sessions, pledge):
    with db.transaction(sessions) as session:
        latest = session.get_one(Pledge, pledge.id).latest
        session.execute(
            update(Version).where(Version.id == latest.id).values(locked_at=db.now(session))
        )
        session.execute(
            update(Pledge).where(Pledge.id == pledge.id).values(stage=Stage.LOCKED.value)
        )


@pytest.mark.parametrize("agency", ["4711", "999999999999", "IOM", "-1", ""])
def test_an_unknown_agency_takes_no_part(office, cast, sessions, agency):
    before = counted(sessions)
    token = {"csrf_token": csrf(office)}

    office.post("/pledges", pledge_form(cast, agencies=[agency]) | token)

    refused(office)
    assert counted(sessions) == before


@pytest.mark.parametrize(
    "address",
    [
        "/rounds/4711",
        "/rounds/99999999999999999999",
        "/rounds/-1",
        "/passages/2147483648",
        "/versions/0",
        "/pledges/4711",
        "/rounds/1%00",
        "/rounds/1/aside/99999999999",
        "/%FF%FE",
        "/no/such/page",
    ],
)
def test_an_address_that_leads_nowhere_says_so(office, address):
    office.get(address)

    assert office.last.status_code in {400, 404, 422}
    assert "." in office.text
