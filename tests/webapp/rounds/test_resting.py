"""A round that rests, is planned, or has not reached everybody, on its page."""

from datetime import timedelta

import pytest

from workflow import db
from workflow.models import Incoming, Mail
from workflow.services.mailing import mail


def test_the_office_lets_a_round_rest_and_go_on(room):
    office = room.visitor("anna")

    answer = office.send(room.path(), room.path("/suspend"), {"reason": " "})
    assert answer.status_code == 422
    office.send(room.path(), room.path("/suspend"), {"reason": "Elections."})
    office.open(room.path())
    assert "suspended" in office.text
    assert "Rests since" in office.text
    office.send(room.path(), room.path("/resume"))

    assert room.state() == "open"
    assert "suspend" not in room.visitor("lena").open(room.path()).text.lower()


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("anna", ["/", "/pledges/1", "/rounds/1", "/rounds/1/progress"]),
        ("iris", ["/", "/pledges/1", "/rounds/1/answer", "/rounds/1/changes"]),
    ],
)
def test_no_page_shows_the_deadline_of_a_round_that_rests(room, who, pages):
    office = room.visitor("anna")
    deadline = office.open(room.path()).select_one(".under time")["datetime"]
    office.send(room.path(), room.path("/suspend"), {"reason": "Elections."})

    visitor = room.visitor(who)
    for page in pages:
        soup = visitor.open(page)
        assert "suspended" in visitor.text, page
        assert not soup.select(f".moment time[datetime='{deadline}']"), page
    assert not visitor.open(room.path()).select("form[action$=remind]")


def test_whom_no_mail_has_reached_stands_on_the_board_and_is_invited_again(room, sessions):
    with db.transaction(sessions) as session:
        for one in session.query(Mail).filter_by(letter="round-open"):
            if "ILO" in one.subject:
                mail.mark_problem(session, one.id, "550 <b>No such person</b>", final=True)
    office = room.visitor("anna")
    office.open(room.path())
    assert "ILO has not been reached" in " ".join(office.text.split())
    assert "<b>" not in str(office.open(room.path()).select_one(".card-bad"))

    office.send(room.path(), room.path(f"/invite/{room.cast.ilo.id}"))

    assert "not reached" not in office.open(room.path()).text


def test_a_planned_round_is_shown_and_can_be_dropped(visitor, cast, pledge, sessions):
    visitor.sign_in(cast.anna)
    with sessions() as session:
        now = db.now(session)
    form = {
        "deadline": f"{now + timedelta(days=9):%Y-%m-%dT%H:%M}",
        "opens": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}",
    }

    page = visitor.send(f"/pledges/{pledge.id}/rounds/new", f"/pledges/{pledge.id}/rounds", form)
    visitor.open(page.location)
    assert "planned" in visitor.text
    visitor.send(page.location, f"{page.location}/drop-plan")

    assert "No round is running" in visitor.open(f"/pledges/{pledge.id}").text


def test_a_reply_is_shown_by_get_and_counts_by_post(room, sessions):
    with db.transaction(sessions) as session:
        row = Incoming(
            key="k",
            kind="no changes",
            state="waits",
            received_at=db.now(session),
            sender="iris@iom.test",
            round_id=room.id,
            agency_id=room.cast.iom.id,
            words="No changes.\nAll is well.",
        )
        session.add(row)
        session.flush()
        page = f"/replies/{row.id}"
    iris = room.visitor("iris")
    assert "We understood: no changes" in " ".join(iris.open(page).text.split())
    assert "Round 1 on Zero draft of Our common pledge" in " ".join(iris.text.split())
    assert room.visitor("lena").get(page).status_code == 404

    iris.send(page, page)

    assert "was confirmed" in iris.open(page).text
    assert "All is well." in room.visitor("anna").open(room.path("/answers")).text
