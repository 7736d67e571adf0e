"""What waits for whom: each role sees its own, in the order of urgency."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.webapp.conftest import acting
from tests.webapp.visitor import Visitor
from workflow import db
from workflow.rules.permissions import CLOCK
from workflow.services.answering import clearances, drafts, revisions
from workflow.services.deciding import merging
from workflow.services.joining import corrections, locking, optins, silence
from workflow.services.pledging import pledges
from workflow.services.rounds import extensions, rounds


@pytest.fixture
def round_(sessions, cast, pledge):
    with db.transaction(sessions) as session:
        return rounds.open_round(
            session,
            acting(cast.anna),
            pledge_id=pledge.id,
            deadline=db.now(session) + timedelta(days=3),
        )


@pytest.fixture
def desk(app):
    """Return the kinds of things that wait for somebody, and the words on their desk."""

    def look(person):
        visitor = Visitor(app).sign_in(person)
        page = visitor.open("/")
        return [card["data-kind"] for card in page.select("[data-kind]")], visitor.text

    return look


def draft_of(session, cast, round_, words="We will listen to all migrants."):
    blocks = list(round_.version.blocks)
    blocks[3] = type(blocks[3])(blocks[3].id, blocks[3].kind, words)
    return drafts.save(session, acting(cast), round_id=round_.id, seen=0, blocks=blocks).draft


def test_an_open_round_waits_for_the_agencies_and_nobody_else(desk, cast, round_):
    assert desk(cast.iris)[0] == ["answer"]
    assert desk(cast.lena)[0] == ["answer"]
    assert desk(cast.will)[0] == []
    assert desk(cast.cleo)[0] == []
    assert desk(cast.olga)[0] == []


def test_the_deadline_stands_in_both_zones_with_what_is_left(desk, cast, round_):
    said = desk(cast.iris)[1]
    assert "New York time" in said
    assert "Zurich time" in said
    assert "in 3 days" in said or "in 2 days" in said


def test_a_draft_is_seen_as_a_draft_by_its_agency_and_by_nobody_else(desk, cast, round_, sessions):
    with db.transaction(sessions) as session:
        draft_of(session, cast.iris, session.merge(round_), "CANARY")
    assert "draft saved, not sent" in desk(cast.iris)[1]
    for person in (cast.anna, cast.lena, cast.olga, cast.ada):
        said = desk(person)[1]
        assert "draft saved" not in said
        assert "CANARY" not in said


def test_a_sent_answer_no_longer_waits(desk, cast, round_, sessions):
    with db.transaction(sessions) as session:
        draft = draft_of(session, cast.iris, session.merge(round_))
        revisions.submit(session, acting(cast.iris), round_id=round_.id, seen=draft.number)
    kinds, said = desk(cast.iris)
    assert kinds == []
    assert "1 change sent" in said


def test_an_answer_taken_back_waits_again(desk, cast, round_, sessions):
    with db.transaction(sessions) as session:
        revisions.no_changes(session, acting(cast.iris), round_id=round_.id, opt_in={})
    assert desk(cast.iris)[0] == []
    with db.transaction(sessions) as session:
        revisions.withdraw(session, acting(cast.iris), round_id=round_.id)
    assert desk(cast.iris)[0] == ["answer"]


def test_clearance_waits_for_the_clearing_officer_and_comes_back_with_a_sentence(
    desk, cast, round_, sessions
):
    with db.transaction(sessions) as session:
        draft = draft_of(session, cast.lena, session.merge(round_))
        clearances.request(session, acting(cast.lena), round_id=round_.id, seen=draft.number)
    assert desk(cast.cleo)[0] == ["clear"]
    assert desk(cast.lena)[0] == []

    with db.transaction(sessions) as session:
        clearances.give_back(
            session,
            acting(cast.cleo),
            round_id=round_.id,
            comment="Name the mandate, please.",
        )
    assert desk(cast.cleo)[0] == []
    kinds, said = desk(cast.lena)
    assert kinds == ["returned"]
    assert "Name the mandate, please." in said


def test_the_office_sees_who_is_missing_and_who_asks_for_time(desk, cast, round_, sessions):
    assert desk(cast.anna)[0] == ["missing"]
    with db.transaction(sessions) as session:
        revisions.no_changes(session, acting(cast.iris), round_id=round_.id, opt_in={})
        extensions.request(
            session,
            acting(cast.lena),
            round_id=round_.id,
            until=db.now(session) + timedelta(days=5),
            reason="A holiday falls into it.",
        )
    kinds, said = desk(cast.ben)
    assert kinds == ["extension", "missing"]
    assert "1 agency of 2 not in yet" in said
    assert "A holiday falls into it." in said
    assert "More time asked until" in desk(cast.lena)[1]


def test_after_the_round_the_office_decides_and_then_publishes(desk, cast, round_, sessions):
    with db.transaction(sessions) as session:
        draft = draft_of(session, cast.iris, session.merge(round_))
        revisions.submit(session, acting(cast.iris), round_id=round_.id, seen=draft.number)
        rounds.close(session, acting(cast.anna), round_id=round_.id, reason="All are in.")
        merging.merge_round(session, CLOCK, round_id=round_.id)
    kinds, said = desk(cast.anna)
    assert kinds == ["decide"]
    assert "1 passage of 1 to decide" in said
    assert "the deadline has passed It was" in desk(cast.lena)[1]


def test_a_principal_is_asked_when_no_round_runs_and_again_when_the_text_moves(
    desk, cast, pledge, sessions
):
    assert desk(cast.paul)[0] == ["join"]
    with db.transaction(sessions) as session:
        optins.answer(
            session,
            acting(cast.paul),
            version_id=pledge.latest.id,
            seen=pledge.latest.sha256,
            answer="joins",
        )
    assert desk(cast.paul)[0] == []

    with db.transaction(sessions) as session:
        held = pledges.hold(session, pledge.id)
        blocks = held.latest.blocks[:-1]
        pledges.add_version(session, acting(cast.anna), held, blocks, label="Rev.1")

    kinds, said = desk(cast.paul)
    assert kinds == ["confirm join"]
    assert "joins" in said


def test_silence_is_told_to_those_who_may_break_it(desk, cast, pledge, sessions):
    with db.transaction(sessions) as session:
        running = silence.start(
            session,
            acting(cast.anna),
            pledge_id=pledge.id,
            ends_at=db.now(session) + timedelta(days=12),
        )
    assert "silence" in desk(cast.iris)[0]
    assert "silence" in desk(cast.paul)[0]
    assert desk(cast.cleo)[0] == []
    assert desk(cast.anna)[0] == []

    with db.transaction(sessions) as session:
        silence.object_(
            session, acting(cast.iris), silence_id=running.id, block_id="b4", reason="Too weak."
        )
    assert "If nobody objects" not in desk(cast.lena)[1]
    assert "Silence is broken by 1 objection" in desk(cast.lena)[1]


def test_a_lock_waits_for_another_person_than_the_one_who_asked(desk, cast, pledge, sessions):
    with db.transaction(sessions) as session:
        locking.request(
            session,
            acting(cast.anna),
            version_id=pledge.latest.id,
            seen=pledge.latest.sha256,
        )
    assert "lock to confirm" not in desk(cast.anna)[0]
    assert desk(cast.ben)[0][0] == "lock to confirm"


def test_a_correction_waits_for_the_office_and_then_for_those_who_may_object(
    desk, cast, pledge, sessions
):
    anna, ben, iris = acting(cast.anna), acting(cast.ben), acting(cast.iris)
    text = pledge.latest
    with db.transaction(sessions) as session:
        asked = locking.request(session, anna, version_id=text.id, seen=text.sha256)
        locking.confirm(session, ben, request_id=asked.id, typed=text.sha256[:8])
        row = corrections.propose(
            session,
            iris,
            version_id=text.id,
            block_id="b4",
            old="listen to migrants",
            new="listen to “migrants”",
            reason="A slip.",
        )
    assert "A correction of spelling is proposed" in desk(cast.ben)[1]
    assert "correction" not in desk(cast.lena)[0]

    with db.transaction(sessions) as session:
        soon = db.now(session) + timedelta(days=12)
        corrections.open_to_objections(session, anna, corrigendum_id=row.id, ends_at=soon)
    assert "A correction is open to objections" in desk(cast.lena)[1]
    assert "correction" not in desk(cast.anna)[0] + desk(cast.cleo)[0]


def test_an_empty_desk_says_what_comes_next(desk, cast):
    assert "There is no pledge yet" in desk(cast.anna)[1]
    assert "You follow no pledge yet" in desk(cast.iris)[1]
    assert "The service is yours to run" in desk(cast.ada)[1]


@pytest.mark.parametrize("who", ["anna", "iris", "paul"])
def test_a_desk_with_many_pledges_asks_no_more_questions(app, cast, sessions, engine, who):
    def statements():
        counted = []
        visitor = Visitor(app).sign_in(getattr(cast, who))
        listener = lambda *_: counted.append(1)  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        visitor.open("/")
        event.remove(engine, "before_cursor_execute", listener)
        return len(counted)

    def start(number):
        with db.transaction(sessions) as session:
            for at in range(number):
                made = pledges.start(
                    session,
                    acting(cast.anna),
                    title=f"Pledge {at}",
                    text="We will listen.",
                    agencies=[cast.iom.id, cast.ilo.id],
                )
                rounds.open_round(
                    session,
                    acting(cast.anna),
                    pledge_id=made.id,
                    deadline=db.now(session) + timedelta(days=3),
                )

    start(1)
    one = statements()
    start(9)
    assert statements() == one


def test_the_welcome_is_for_everybody(app, cast):
    visitor = Visitor(app)
    assert "Many organizations, one text" in visitor.open("/").get_text(" ")


def test_when_only_others_have_more_time_the_deadline_has_passed(desk, cast, round_, sessions):
    with db.transaction(sessions) as session:
        asked = extensions.request(
            session,
            acting(cast.lena),
            round_id=round_.id,
            until=db.now(session) + timedelta(days=5),
            reason="A holiday falls into it.",
        )
        extensions.answer(
            session, acting(cast.anna), extension_id=asked.id, granted=True, reason="Yes."
        )
        session.get_one(type(round_), round_.id).deadline_at = db.now(session)
    assert "the deadline has passed" in desk(cast.iris)[1]
    assert "not started" in desk(cast.lena)[1]
