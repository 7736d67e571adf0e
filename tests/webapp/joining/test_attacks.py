"""Old pages and old addresses in the hands of somebody who works elsewhere now."""

from bs4 import BeautifulSoup

from tests.webapp.conftest import acting
from tests.webapp.visitor import hidden
from webapp.people import feeds
from workflow import db
from workflow.models import OnBehalf, OptIn, Person
from workflow.services.joining import on_behalf
from workflow.services.people import people
from workflow.services.rounds import rounds


def move(sessions, cast, person, agency, role):
    """End somebody's role and give them the same one at another agency."""
    with db.transaction(sessions) as session:
        office = acting(cast.anna)
        held = session.get_one(Person, person.id)
        people.end_grant(session, office, grant_id=held.grants[0].id)
        given = {"name": held.name, "email": held.email, "role": role}
        people.invite(session, office, agency_id=agency.id, **given)


def opened_form(visitor, page):
    soup = BeautifulSoup(visitor.client.get(page).text, "html.parser")
    form = next(f for f in soup.find_all("form") if (f.get("action") or page) == page)
    return hidden(form)


def test_a_form_filled_in_before_somebody_moved_joins_for_neither_agency(
    visitor, cast, pledge, sessions
):
    page = f"/pledges/{pledge.id}/join"
    visitor.sign_in(cast.paul)
    form = opened_form(visitor, page)
    move(sessions, cast, cast.paul, cast.ilo, "principal")

    visitor.post(page, {**form, "answer": "joins"})

    assert visitor.last.status_code in {403, 409}
    with sessions() as session:
        assert session.query(OptIn).count() == 0


def test_an_old_session_reads_for_the_new_agency_and_nothing_of_the_old(
    visitor, cast, pledge, sessions
):
    with db.transaction(sessions) as session:
        latest = session.merge(pledge).latest
        on_behalf.write_down(
            session,
            acting(cast.anna),
            version_id=latest.id,
            seen=latest.sha256,
            agency_id=cast.iom.id,
            answer="joins on a condition",
            words="Secret of IOM.",
            said="By telephone.",
        )
        number = session.query(OnBehalf).one().id
    visitor.sign_in(cast.paul)
    assert "Secret of IOM." in visitor.get(f"/pledges/{pledge.id}/join").text
    move(sessions, cast, cast.paul, cast.ilo, "principal")

    page = visitor.get(f"/pledges/{pledge.id}/join")
    assert page.status_code == 200
    assert "Secret of IOM." not in page.text
    for act in ("confirm", "refuse"):
        form = opened_form(visitor, f"/pledges/{pledge.id}/join")
        visitor.post(f"/on-behalf/{number}/{act}", {**form, "seen": form["seen"]})
        assert visitor.last.status_code == 404


def test_the_private_calendar_of_somebody_without_a_role_is_empty(
    app, visitor, cast, pledge, sessions
):
    with db.transaction(sessions) as session:
        deadline = db.now(session).replace(year=db.now(session).year + 1)
        rounds.open_round(session, acting(cast.anna), pledge_id=pledge.id, deadline=deadline)
    with app.test_request_context():
        address = feeds.address(cast.iris).removeprefix(app.settings.base_url.rstrip("/"))
    assert "IOM answers" in visitor.get(address).text
    with db.transaction(sessions) as session:
        held = session.get_one(Person, cast.iris.id)
        people.end_grant(session, acting(cast.anna), grant_id=held.grants[0].id)
    shown = visitor.get(address)
    assert shown.status_code in {200, 404}
    assert "Our common pledge" not in shown.text
