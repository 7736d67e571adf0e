"""The office hears on working days where a round stands, when something is new."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.build import LISTENING, REPORTING
from workflow.models import Job, Mail
from workflow.rules.notes import Note
from workflow.rules.permissions import CLOCK, Role
from workflow.services.answering import drafts, revisions
from workflow.services.chasing import board_digests
from workflow.services.joining import optins
from workflow.services.mailing import mail
from workflow.services.people import people
from workflow.services.rounds import extensions, planning, suspending

OPENED = datetime(2026, 11, 5, 17, tzinfo=UTC)
"""A Thursday; the office is in New York, where the day begins at 13:30 UTC. Ends on the 12th."""
FRIDAY = datetime(2026, 11, 6, 13, 31, tzinfo=UTC)


@pytest.fixture
def round_(build):
    build.at(OPENED)
    return build.round(days=7)


def send(session, build, round_, at):
    build.at(at)
    return board_digests.send(session, CLOCK, round_id=round_.id)


def join(session, build, agency):
    latest = build.last_round().version
    actor = build.principal(agency)
    optins.answer(session, actor, version_id=latest.id, seen=latest.sha256, answer="joins")


def told(session):
    return session.query(Mail).filter_by(letter="board-digest").order_by(Mail.id).all()


def test_it_says_who_has_answered_and_what_waits(session, build, round_):
    build.revision("ILO", {"b3": "We will listen to workers."})
    build.revision("WHO", {"b3": "We will listen to patients."})
    build.merge()

    send(session, build, round_, FRIDAY)

    [letter] = told(session)
    assert letter.subject == "Board: 2 of 3 in, 1 undecided, A common pledge"
    assert "No answer yet: IOM" in letter.text
    assert "without a decision: 1, of these with rival wordings: 1" in letter.text
    assert f"/rounds/{round_.id}" in letter.text


def test_it_says_whose_red_lines_wait_for_a_decision_and_who_joins(session, build, round_):
    red, words = Note(weight="red line"), "We will listen to workers."
    build.revision("ILO", {LISTENING: words}, note=red)
    build.revision("WHO", {REPORTING: "We report."}, note=red)
    saved = drafts.find(session, round_.id, build.agency("ILO").id)
    give = {"answer": "joins on a condition", "must_contain": "listen"}
    saved.opt_in = give
    revisions.submit(session, build.focal_point("ILO"), round_id=round_.id, seen=saved.number)
    build.merge()
    build.decide(next(one for one in build.passages() if one.block_id == REPORTING))
    join(session, build, "WHO")

    send(session, build, round_, FRIDAY)

    [letter] = told(session)
    assert "- Red lines in passages without a decision: ILO\n" in letter.text
    assert "- Opt-ins to this text: WHO (joins)\n" in letter.text
    assert "binding nobody yet: ILO (joins on a condition)" in " ".join(letter.text.split())


def test_an_opt_in_alone_is_news_and_nothing_of_a_draft_is(session, build, round_):
    saved = build.draft("ILO", {LISTENING: "We listen."}, note=Note(weight="red line")).draft
    saved.opt_in = {"answer": "joins"}
    build.merge()
    assert send(session, build, round_, FRIDAY) == 0

    join(session, build, "WHO")

    assert send(session, build, round_, FRIDAY) == 1
    [letter] = told(session)
    assert "ILO (" not in letter.text
    assert "Red lines" not in letter.text


def test_after_the_round_nobody_asks_for_more_time(session, build, round_):
    until = round_.deadline_at + timedelta(days=1)
    ask = {"round_id": round_.id, "until": until, "reason": "A summit."}
    extensions.request(session, build.focal_point("ILO"), **ask)
    build.revision("WHO", {"b3": "We will listen to patients."})
    send(session, build, round_, FRIDAY)
    build.close()
    build.merge()

    send(session, build, round_, FRIDAY + timedelta(days=3))

    [runs, over] = told(session)
    assert "waiting for your answer: ILO" in runs.text
    assert "closed and waits for decisions" in over.text
    assert "waiting for your answer" not in over.text


def test_no_news_no_mail(session, build, round_):
    assert send(session, build, round_, FRIDAY) == 0

    build.revision("ILO")
    assert send(session, build, round_, FRIDAY) == 1
    assert send(session, build, round_, FRIDAY) == 0
    assert send(session, build, round_, FRIDAY + timedelta(days=3)) == 0

    build.revision("WHO")
    assert send(session, build, round_, FRIDAY + timedelta(days=3)) == 1


@pytest.mark.parametrize("at", ["06 13:29", "06 14:31", "06 18:01", "07 13:31", "09 02:00"])
def test_only_when_a_working_day_of_the_office_begins(session, build, round_, at):
    build.revision("ILO")

    assert send(session, build, round_, datetime.fromisoformat(f"2026-11-{at}+00:00")) == 0


def test_twice_a_day_in_the_last_two_days(session, build, round_):
    build.revision("ILO")
    begins = datetime(2026, 11, 11, 13, 31, tzinfo=UTC)
    assert send(session, build, round_, begins) == 1
    assert send(session, build, round_, begins + timedelta(hours=4, minutes=30)) == 0

    build.revision("WHO")

    assert send(session, build, round_, begins + timedelta(hours=4, minutes=31)) == 1


def test_a_round_that_rests_is_not_told(session, build, round_):
    build.revision("ILO")
    suspending.suspend(session, build.coordinator(), round_id=round_.id, reason="A summit.")

    assert send(session, build, round_, FRIDAY) == 0


def test_who_has_turned_it_off_hears_nothing_and_the_others_do(session, build, round_):
    build.person(Role.STAFF)
    people.set_board_digest(session, build.person(Role.COORDINATOR), wanted=False)
    build.revision("ILO")

    send(session, build, round_, FRIDAY)

    [letter] = told(session)
    assert letter.name == build.person(Role.STAFF).name
    assert mail.find_parcel(session, letter.id).choices == "http://localhost/account"


def test_the_plan_finds_it_once(session, build, round_):
    build.revision("ILO")
    build.at(FRIDAY)

    for _ in range(2):
        planning.plan(session)
    [job] = session.query(Job).filter_by(kind="send-board-digest")
    board_digests.send(session, CLOCK, round_id=job.target)
    planning.plan(session)

    assert session.query(Job).filter_by(kind="send-board-digest").count() == 1
