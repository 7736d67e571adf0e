"""Open a round, watch the board, remind, move the deadline, close it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.webapp.conftest import acting
from tests.webapp.room import RED
from webapp.rounds.rounds import after_weekend
from workflow import db
from workflow.models import Mail, Round
from workflow.services.rounds import extensions


def soon(sessions, **time):
    with sessions() as session:
        return (db.now(session) + timedelta(**time)).strftime("%Y-%m-%dT%H:%M")


def row_of(visitor, acronym):
    soup = visitor.open(visitor.board)
    found = next(r for r in soup.select(".board tbody tr") if acronym in r.text)
    return " ".join(found.text.split())


def test_a_round_is_opened_from_the_page_of_the_pledge(visitor, cast, pledge, sessions):
    visitor.sign_in(cast.anna)
    page = f"/pledges/{pledge.id}/rounds/new"
    form = {"deadline": soon(sessions, days=9), "purpose": "Wording only."}

    answer = visitor.send(page, f"/pledges/{pledge.id}/rounds", form)

    assert answer.status_code == 303
    soup = visitor.open(answer.location)
    assert "Round 1 on Zero draft" in soup.h1.text
    assert "Wording only." in visitor.text
    assert "IOM and ILO are invited" in visitor.text


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        ("2020-01-01T12:00", "lies in the past"),
        ("2027-03-14T02:30", "does not exist in New York"),
        ("tomorrow", "is not a time we can read"),
        ("", "Please fill in: the deadline"),
    ],
)
def test_a_deadline_that_cannot_be_is_refused_and_the_rest_stays(
    visitor, cast, pledge, deadline, said
):
    visitor.sign_in(cast.anna)
    form = {"deadline": deadline, "purpose": "My careful words."}

    answer = visitor.send(f"/pledges/{pledge.id}/rounds/new", f"/pledges/{pledge.id}/rounds", form)

    assert answer.status_code == 422
    assert said in visitor.text
    assert "My careful words." in visitor.text
    assert "No round is running" in visitor.open(f"/pledges/{pledge.id}").text


@pytest.mark.parametrize(
    ("day", "proposed"),
    [(4, 4), (5, 7), (6, 7), (7, 7)],  # a Friday to a Monday
)
def test_no_deadline_is_proposed_on_a_weekend(day, proposed):
    assert after_weekend(date(2026, 12, day)) == date(2026, 12, proposed)


def test_the_board_tells_true_states_and_keeps_drafts_to_the_office(room):
    room.draft("iris", {"b4": "We will listen to all migrants."})
    room.answer("lena")
    office, other = room.visitor("ben"), room.visitor("lena")
    office.board = other.board = room.path()

    assert "draft exists" in row_of(office, "IOM")
    assert "no changes" in row_of(office, "ILO")
    assert "not in yet" in row_of(other, "IOM")
    assert "draft" not in row_of(other, "IOM")


def test_reminders_go_to_exactly_those_who_are_chosen_and_silent(room, sessions):
    room.answer("lena")
    office = room.visitor("anna")
    chosen = {"agencies": [str(room.cast.iom.id), str(room.cast.ilo.id)]}

    office.send(room.path(), room.path("/remind"), chosen)
    office.open(room.path())

    assert "1 reminder on the way, to IOM" in office.text
    with sessions() as session:
        keys = session.scalars(select(Mail.key).where(Mail.key.startswith("reminder:"))).all()
    assert len(keys) == 1


def test_the_deadline_moves_only_with_a_reason(room, sessions):
    office = room.visitor("anna")
    form = {"deadline": soon(sessions, days=8)}

    refused = office.send(room.path(), room.path("/deadline"), form)
    assert refused.status_code == 422
    assert "Please give a reason" in office.text

    moved = office.send(room.path(), room.path("/deadline"), {**form, "reason": "A holiday."})
    assert moved.status_code == 303


def test_closing_early_names_who_is_missing_and_wants_a_reason(room):
    room.answer("lena")
    office = room.visitor("anna")
    office.open(room.path())
    assert "1 agency has not answered" in office.text

    assert office.send(room.path(), room.path("/close")).status_code == 422
    assert room.state() == "open"
    assert office.send(room.path(), room.path("/close"), {"reason": "In."}).status_code == 303
    assert room.state() == "consolidating"


def test_a_request_for_more_time_is_asked_shown_and_granted(room, sessions):
    iris, office = room.visitor("iris"), room.visitor("anna")
    form = {"until": soon(sessions, days=5), "reason": "Clearance takes until Monday."}

    assert iris.send(room.path("/more-time"), room.path("/more-time"), form).status_code == 303
    soup = office.open(room.path())
    assert "Clearance takes until Monday." in office.text
    action = soup.select_one("[id^=request-] form")["action"]
    office.send(room.path(), action, {"answer": "grant"})
    iris.open(room.path("/answer"))

    assert "is granted" in iris.text


def test_a_request_without_a_reason_keeps_the_time_that_was_typed(room, sessions):
    iris = room.visitor("iris")
    until = soon(sessions, days=5)

    answer = iris.send(room.path("/more-time"), room.path("/more-time"), {"until": until})

    assert answer.status_code == 422
    assert until in answer.text


def test_a_late_answer_shows_its_effect_before_it_is_taken_up(room):
    room.answer("iris", {"b4": "We will listen to all migrants."})
    room.merge()
    room.close()
    room.answer("lena", {"b4": "We will listen to many migrants."}, late=True)
    office = room.visitor("anna")

    soup = office.open(room.path())
    assert "1 contested passage" in office.text
    action = soup.select_one("[id^=late-] form")["action"]
    judged = office.send(room.path(), action, {"verdict": "take up", "reason": "Illness."})

    assert judged.status_code == 303
    room.merge()
    assert [len(p.wordings) for p in room.passages()] == [2]
    office.board = room.path()
    assert "late, taken up" in row_of(office, "ILO")


def test_an_agency_that_takes_no_part_finds_no_round(room):
    will = room.visitor("will")
    for page in ("", "/answer", "/changes", "/no-changes", "/outcome"):
        assert will.get(room.path(page)).status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_agencies(room, engine):
    from sqlalchemy import event

    def count():
        seen = []
        event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        room.visitor("anna").get(room.path())
        return len(seen)

    first = count()
    room.answer("lena", {"b4": "We will listen to many migrants."})
    room.answer("iris", {"b5": "We will act on all that we hear."})
    assert count() <= 2 * first


def test_an_extension_is_not_answered_twice(room, sessions):
    with db.transaction(sessions) as session:
        until = db.now(session) + timedelta(days=6)
        asked = extensions.request(
            session, acting(room.cast.iris), round_id=room.id, until=until, reason="Because."
        )
    anna, ben = room.visitor("anna"), room.visitor("ben")
    pages = [(v, v.open(room.path())) for v in (anna, ben)]
    for visitor, soup in pages:
        form = soup.select_one("[id^=request-] form")
        fields = {f["name"]: f["value"] for f in form.select("input[type=hidden]")}
        visitor.post(f"/extensions/{asked.id}", {**fields, "answer": "grant"})

    assert anna.last.status_code == 303
    assert ben.last.status_code == 409
    assert "answered meanwhile" in ben.text


def test_once_a_round_is_closed_early_nobody_is_asked_to_give_more_time(room, sessions):
    with db.transaction(sessions) as session:
        until = db.now(session) + timedelta(days=6)
        extensions.request(
            session, acting(room.cast.iris), round_id=room.id, until=until, reason="Because."
        )
    anna = room.visitor("anna")
    assert "asks for more time" in anna.open("/").text

    anna.send(room.path(), room.path("/close"), {"reason": "All that we wait for is in."})

    board = anna.open(room.path())
    assert "Closed early" in board.text
    assert board.select("[id^=request-]") == []
    assert "asks for more time" not in anna.open("/").text


def test_the_answers_can_be_read_and_what_is_for_the_office_stays_with_it(room, sessions):
    from workflow.services.answering import revisions

    room.answer("lena", {"b4": "We will listen to all migrants."}, RED)
    with db.transaction(sessions) as session:
        revisions.no_changes(
            session,
            acting(room.cast.iris),
            round_id=room.id,
            opt_in={"answer": "undecided", "words": ""},
            comment="Between us: it is too long.",
        )
    office, other = room.visitor("anna"), room.visitor("lena")
    for visitor in (office, other):
        visitor.open(room.path("/answers"))
        assert RED.reason in visitor.text

    assert "Between us" in office.text
    assert "undecided" in office.text
    assert "Between us" not in other.text
    assert "undecided" not in other.text


def test_sealed_answers_are_not_read_before_the_round_closes(room, sessions):
    with db.transaction(sessions) as session:
        session.get_one(Round, room.id).pledge.sealed_rounds = True
    room.answer("lena", {"b4": "We will listen to all migrants."}, RED)
    iris = room.visitor("iris")

    iris.open(room.path("/answers"))
    assert "all migrants" not in iris.text
    room.close()
    iris.open(room.path("/answers"))
    assert RED.reason in iris.text
