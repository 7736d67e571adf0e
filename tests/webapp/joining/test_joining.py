"""The one screen of a principal, and who is in."""

from datetime import timedelta

import pytest

from tests.webapp.conftest import acting
from workflow import db
from workflow.models import OptIn, Pledge, Version
from workflow.queries.answering import visible
from workflow.rules.permissions import CLOCK
from workflow.services.answering import drafts, revisions
from workflow.services.deciding import decisions, merging
from workflow.services.joining import optins
from workflow.services.pledging import pledges
from workflow.services.rounds import rounds
from workflow.text.blocks import Block


def latest(session, pledge) -> Version:
    return session.get_one(Pledge, pledge.id).latest


def join(sessions, person, pledge, answer="joins", **words):
    with db.transaction(sessions) as session:
        version = latest(session, pledge)
        optins.answer(
            session,
            acting(person),
            version_id=version.id,
            seen=version.sha256,
            answer=answer,
            **words,
        )


def next_version(sessions, cast, pledge, edits):
    """Publish other words without a round; rounds have tests of their own."""
    with db.transaction(sessions) as session:
        held = pledges.hold(session, pledge.id)
        blocks = [Block(b.id, b.kind, edits.get(b.id, b.text), b.level) for b in held.latest.blocks]
        pledges.add_version(session, acting(cast.anna), held, blocks, label="Rev.1")


@pytest.fixture
def join_page(pledge):
    return f"/pledges/{pledge.id}/join"


def test_a_principal_joins_with_one_button(visitor, cast, pledge, join_page, sessions):
    visitor.sign_in(cast.paul)

    visitor.send(join_page, join_page, {"answer": "joins"})

    assert visitor.last.status_code == 303
    visitor.open(join_page)
    assert "IOM is in" in visitor.text
    with sessions() as session:
        row = session.query(OptIn).one()
        assert row.sha256 == latest(session, pledge).sha256


def test_the_page_shows_the_text_and_nobody_in(visitor, cast, join_page):
    visitor.sign_in(cast.paul).open(join_page)

    assert "Does IOM join?" in visitor.text
    assert "We will listen to migrants." in visitor.text
    assert "Nobody is in yet" in visitor.text


def test_a_page_that_was_open_too_long_joins_nothing(visitor, cast, pledge, join_page, sessions):
    visitor.sign_in(cast.paul)
    soup = visitor.open(join_page)
    form = {f["name"]: f["value"] for f in soup.select("#answer form")[0].select("input")}
    next_version(sessions, cast, pledge, {"b4": "We will listen to everybody."})

    visitor.post(join_page, {**form, "answer": "joins"})

    assert visitor.last.status_code == 409
    assert "Rev.1 was published since" in visitor.text
    with sessions() as session:
        assert session.query(OptIn).all() == []


def test_after_a_change_the_page_shows_what_changed_and_asks_again(
    visitor, cast, pledge, join_page, sessions
):
    join(sessions, cast.paul, pledge)
    next_version(sessions, cast, pledge, {"b4": "We will listen to everybody."})

    soup = visitor.sign_in(cast.paul).open(join_page)

    assert "What changed since Zero draft: 1 paragraph" in visitor.text
    assert "everybody" in soup.find("ins").text
    assert "migrants" in soup.find("del").text
    assert "Confirm: IOM joins this text" in visitor.text


def test_a_condition_is_shown_met_or_broken(visitor, cast, pledge, join_page, sessions):
    words = {"answer": "joins on a condition", "words": "Act.", "must_contain": "We will act"}
    visitor.sign_in(cast.paul).send(join_page, join_page, words)
    visitor.open(join_page)
    assert "Your condition is met by this text" in visitor.text

    next_version(sessions, cast, pledge, {"b5": "We may act on what we hear."})
    visitor.open(join_page)

    assert "Your condition is broken by this text" in visitor.text
    assert "Waive the condition: IOM joins" in visitor.text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"answer": "joins with a statement", "words": " "}, "Please fill in: the statement."),
        ({"answer": "joins on a condition"}, "Please write down the condition."),
    ],
)
def test_what_is_missing_is_said_on_the_same_page(visitor, cast, join_page, form, told):
    visitor.sign_in(cast.paul).send(join_page, join_page, form)

    assert visitor.last.status_code == 422
    assert told in visitor.text


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "-1"])
def test_a_form_that_was_tampered_with_is_refused(visitor, cast, join_page, version):
    visitor.sign_in(cast.paul)

    visitor.send(join_page, join_page, {"answer": "joins", "version": version})

    assert visitor.last.status_code == 422


def test_statements_are_for_all_conditions_for_the_office(visitor, cast, pledge, sessions):
    join(sessions, cast.paul, pledge, "joins with a statement", words="Within our mandate.")
    page = f"/pledges/{pledge.id}/joining"

    visitor.sign_in(cast.lena).open(page)
    assert "Within our mandate." in visitor.text
    visitor.sign_in(cast.olga).open(page)
    assert "Within our mandate." not in visitor.text

    secret = {"words": "SECRET-1", "must_contain": "SECRET-2"}
    join(sessions, cast.paul, pledge, "joins on a condition", **secret)
    for person, sees in ((cast.lena, False), (cast.olga, False), (cast.anna, True)):
        visitor.sign_in(person).open(page)
        assert ("SECRET-1" in visitor.text) is sees
        assert ("SECRET-2" in visitor.text) is sees
    visitor.sign_in(cast.lena).open(page)
    assert "joins on a condition" in visitor.text


def test_the_office_asks_for_decisions(visitor, cast, pledge):
    page = f"/pledges/{pledge.id}/joining"

    visitor.sign_in(cast.anna).send(page, f"{page}/ask")

    assert visitor.last.status_code == 303
    visitor.open(page)
    assert "Mails asking for a decision are on their way; 1 in all" in visitor.text


def test_others_than_principals_and_members_find_no_screen(visitor, cast, join_page):
    for person, status in ((cast.iris, 403), (cast.anna, 403), (cast.olga, 403)):
        assert visitor.sign_in(person).get(join_page).status_code == status


def test_the_signal_of_a_focal_point_is_for_its_principal_and_the_office(
    visitor, cast, pledge, join_page, sessions
):
    with db.transaction(sessions) as session:
        round_ = rounds.open_round(
            session,
            acting(cast.anna),
            pledge_id=pledge.id,
            deadline=db.now(session) + timedelta(days=9),
        )
        flag = {"answer": "joins on a condition", "words": "SECRET"}
        revisions.no_changes(session, acting(cast.iris), round_id=round_.id, opt_in=flag)

    visitor.sign_in(cast.paul).open(join_page)
    assert "signalled with round 1: joins on a condition ( SECRET )" in visitor.text
    for person, sees in ((cast.anna, True), (cast.lena, False), (cast.olga, False)):
        visitor.sign_in(person).open(f"/pledges/{pledge.id}/joining")
        assert ("SECRET" in visitor.text) is sees


def test_the_office_is_warned_before_it_breaks_a_condition(visitor, cast, pledge, sessions):
    condition = {"words": "SECRET", "must_contain": "We will listen"}
    join(sessions, cast.paul, pledge, "joins on a condition", **condition)
    with db.transaction(sessions) as session:
        round_ = rounds.open_round(
            session,
            acting(cast.anna),
            pledge_id=pledge.id,
            deadline=db.now(session) + timedelta(days=9),
        )
        changed = [
            Block(b.id, b.kind, "We listen." if b.id == "b4" else b.text, b.level)
            for b in round_.version.blocks
        ]
        drafts.save(session, acting(cast.iris), round_id=round_.id, seen=0, blocks=changed)
        revisions.submit(session, acting(cast.iris), round_id=round_.id, seen=1)
        rounds.close(session, acting(cast.anna), round_id=round_.id, reason="All are in.")
        merging.merge_round(session, CLOCK, round_id=round_.id)
        for passage in visible.passages(session, round_.id):
            decisions.decide(
                session,
                acting(cast.anna),
                passage_id=passage.id,
                seen=passage.fingerprint,
                seen_decision=0,
                disposition="accepted",
                wording=passage.wordings[0].key,
            )

    visitor.sign_in(cast.anna).open(f"/rounds/{round_.id}/publish")

    assert "This breaks 1 condition" in visitor.text
    assert "We will listen" in visitor.text
