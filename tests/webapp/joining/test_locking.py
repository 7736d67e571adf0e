"""The page of the lock, and specific pledges."""

import pytest

from tests.webapp.conftest import acting
from tests.webapp.joining.test_joining import join
from workflow import db
from workflow.models import LockRequest, Pledge, SpecificPledge
from workflow.services.answering import files


@pytest.fixture
def page(pledge):
    return f"/pledges/{pledge.id}/lock"


def asked(sessions):
    with sessions() as session:
        return session.query(LockRequest).order_by(LockRequest.id.desc()).first()


def test_two_people_lock_the_text(visitor, cast, pledge, page, sessions):
    join(sessions, cast.paul, pledge)
    visitor.sign_in(cast.anna).send(page, page)
    visitor.open(page)
    assert "another person of the office confirms it" in visitor.text

    visitor.sign_in(cast.ben)
    soup = visitor.open(page)
    confirm = f"/lock-requests/{asked(sessions).id}/confirm"
    visitor.send(page, confirm, {"typed": "00000000"})
    assert visitor.last.status_code == 422
    assert "do not match the fingerprint" in visitor.text
    visitor.send(page, confirm, {"typed": soup.select_one(".print-full span").text})
    assert visitor.last.status_code == 303

    soup = visitor.open(page)
    assert "Zero draft is locked" in visitor.text
    assert soup.select_one(f"main a[href='/pledges/{pledge.id}/package.zip']")
    assert "Names under this text: 1 of 2" in visitor.text
    with sessions() as session:
        assert session.get_one(Pledge, pledge.id).stage == "locked"


def test_whoever_asked_is_told_that_it_takes_another_person(visitor, cast, page, sessions):
    visitor.sign_in(cast.anna).send(page, page)
    request = asked(sessions)
    take_back = f"/lock-requests/{request.id}/decline"
    confirm = f"/lock-requests/{request.id}/confirm"

    keys = visitor.open(page).select_one(f"form[action='{take_back}']")
    form = {f["name"]: f["value"] for f in keys.select("input")}
    visitor.post(confirm, {**form, "typed": "x"})
    assert visitor.last.status_code == 403
    assert "another person than the one who asked" in visitor.text

    visitor.send(page, take_back, {"reason": "Too early."})
    assert asked(sessions).ended == "declined"


def test_what_stands_in_the_way_is_shown_and_there_is_no_button(
    visitor, cast, sessions, pledge, page
):
    from tests.webapp.joining.test_joining import next_version

    next_version(sessions, cast, pledge, {"b4": "We will [listen][hear]."})

    soup = visitor.sign_in(cast.anna).open(page)

    assert "Not ready yet" in visitor.text
    assert soup.select_one(f"form[action='{page}']") is None


def test_a_file_that_nobody_confirmed_is_left_out_with_a_reason(
    visitor, cast, room, page, sessions
):
    with db.transaction(sessions) as session:
        files.receive(
            session,
            acting(cast.iris),
            round_id=room.id,
            name="IOM.docx",
            format_="docx",
            data=b"bytes",
        )
    soup = visitor.sign_in(cast.anna).open(page)
    assert "has not looked through it and sent the answer" in visitor.text
    links = [link["href"] for link in soup.select("main ul a[href]")]
    assert links.count(room.path()) == 2  # for the round that runs, and to remind the agency

    visitor.send(page, "/files/1/set-aside", {"reason": ""})
    assert visitor.last.status_code == 422
    visitor.send(page, "/files/1/set-aside", {"reason": "It was sent twice."})
    assert visitor.last.status_code == 303
    visitor.open(page)
    assert "It is left out, and the agency is told why." in visitor.text
    assert "has not looked through it" not in visitor.text


@pytest.mark.parametrize("who", ["iris", "paul", "olga", "cleo"])
def test_the_lock_is_for_the_office(visitor, cast, page, who):
    assert visitor.sign_in(getattr(cast, who)).get(page).status_code == 403


def test_a_late_principal_joins_the_locked_text(visitor, cast, pledge, page, sessions):
    visitor.sign_in(cast.anna).send(page, page)
    visitor.sign_in(cast.ben)
    first = visitor.open(page).select_one(".print-full span").text
    visitor.send(page, f"/lock-requests/{asked(sessions).id}/confirm", {"typed": first})
    join_page = f"/pledges/{pledge.id}/join"

    visitor.sign_in(cast.paul).send(join_page, join_page, {"answer": "joins"})

    visitor.open(join_page)
    assert "IOM is in" in visitor.text
    visitor.sign_in(cast.olga).open(f"/pledges/{pledge.id}/joining")
    assert "1 of 2 under Zero draft" in visitor.text


def test_an_agency_keeps_its_own_specific_pledges(visitor, cast, pledge, sessions):
    page = f"/pledges/{pledge.id}/specific-pledges"
    visitor.sign_in(cast.iris)
    visitor.send(page, page, {"title": "Fair hiring", "description": "SECRET-IOM"})
    with sessions() as session:
        own = session.query(SpecificPledge).one()
    edit = f"/specific-pledges/{own.id}"

    visitor.send(edit, edit, {"title": "Fairer hiring", "description": "SECRET-IOM, more."})
    visitor.open(page)
    assert "Fairer hiring" in visitor.text

    for person, status in ((cast.lena, 404), (cast.will, 404), (cast.anna, 404)):
        assert visitor.sign_in(person).get(edit).status_code == status
    for person in (cast.lena, cast.anna, cast.olga):
        visitor.sign_in(person).open(page)
        assert "SECRET" not in visitor.text
        assert "Fairer" not in visitor.text


def test_a_specific_pledge_that_a_colleague_saved_is_not_overwritten(
    visitor, cast, pledge, sessions
):
    page = f"/pledges/{pledge.id}/specific-pledges"
    visitor.sign_in(cast.iris).send(page, page, {"title": "Mine", "description": "One."})
    edit = "/specific-pledges/1"

    visitor.send(edit, edit, {"title": "Ours", "description": "Two.", "seen": "long ago"})

    assert visitor.last.status_code == 409
    assert "A colleague saved this" in visitor.text
