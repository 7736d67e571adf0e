"""Conditions are watched on each passage before it is decided, and by each new version after."""

import pytest
from sqlalchemy import select

from tests.build import HELPING, LISTENING, REPORTING
from workflow.errors import UnknownChange
from workflow.models import Mail
from workflow.queries.deciding import review, watching
from workflow.queries.deciding.review import Sieve
from workflow.queries.joining.standing import stands
from workflow.rules.consent import Standing
from workflow.rules.dispositions import Disposition
from workflow.rules.notes import Note
from workflow.services.answering import revisions
from workflow.services.deciding import decisions
from workflow.services.joining import optins

SHORT = {REPORTING: "We will report on what we did."}


def on_condition(session, build, agency, pledge, **words):
    return optins.answer(
        session,
        build.principal(agency),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        answer="joins on a condition",
        **words,
    )


def card(session, build, number=0):
    round_ = build.last_round()
    return review.desk(session, build.coordinator(), round_.id, Sieve()).cards[number]


def stakes(card, option):
    return [(one.good, one.words) for one in card.stakes_of(option)]


@pytest.fixture
def pledge(build):
    return build.pledge()


def test_the_card_says_which_wording_would_break_a_condition(session, build, pledge):
    on_condition(session, build, "WHO", pledge, must_contain="report once a year")
    build.round(pledge)
    build.revision("ILO", SHORT)
    build.merge()

    shown = card(session, build)

    assert stakes(shown, shown.wordings[0].key) == [(False, "report once a year")]
    assert stakes(shown, "") == [(True, "report once a year")]
    assert shown.has("condition")
    assert shown.stakes[0].name == "the condition of WHO"


def test_a_wording_can_meet_a_condition_that_the_base_does_not(session, build, pledge):
    on_condition(session, build, "WHO", pledge, must_contain="report twice a year")
    build.round(pledge)
    build.revision("ILO", {REPORTING: "We will report twice a year on what we did."})
    build.merge()

    shown = card(session, build)

    assert stakes(shown, shown.wordings[0].key) == [(True, "report twice a year")]
    assert stakes(shown, "") == [(False, "report twice a year")]


def test_what_no_decision_changes_is_not_mentioned(session, build, pledge):
    on_condition(session, build, "WHO", pledge, must_contain="listen to migrants\nnowhere at all")
    build.round(pledge)
    build.revision("ILO", SHORT)
    build.merge()

    assert card(session, build).stakes == []


def test_words_that_two_decisions_break_only_together_are_seen_at_the_second(
    session, build, pledge
):
    words = "We will report once a year on what we did."
    on_condition(session, build, "WHO", pledge, must_contain="once\nwhat we did")
    build.round(pledge)
    build.revision("ILO", {REPORTING: words.replace("once a year", "yearly")})
    build.revision("IOM", {REPORTING: words.replace("what we did", "our work")})
    build.merge()

    first, second = build.passages()

    assert [e.words for e in card(session, build, 0).breaks] == ["once"]
    assert [e.words for e in card(session, build, 1).breaks] == ["what we did"]
    build.decide(first)
    build.decide(second, Disposition.REJECTED)
    assert [e.words for e in card(session, build, 0).breaks] == ["once"]
    assert card(session, build, 1).breaks == []


def test_own_words_that_break_a_condition_are_shown_after_the_decision(session, build, pledge):
    on_condition(session, build, "WHO", pledge, must_contain="once a year")
    build.round(pledge)
    build.revision("ILO", SHORT)
    build.merge()

    build.decide(build.passages()[0], Disposition.MODIFIED, text=" now and then")

    assert [e.words for e in card(session, build).breaks] == ["once a year"]


def test_a_condition_can_name_a_change(session, build, pledge):
    build.round(pledge)
    build.revision("ILO", SHORT)
    on_condition(session, build, "WHO", pledge, must_take="ilo-1")
    build.merge()

    shown = card(session, build)

    assert stakes(shown, shown.wordings[0].key) == [(True, "ILO-1")]
    assert stakes(shown, "") == [(False, "ILO-1")]


def test_a_change_that_nobody_made_cannot_be_a_condition(session, build, pledge):
    with pytest.raises(UnknownChange):
        on_condition(session, build, "WHO", pledge, must_take="ILO-99")


@pytest.mark.parametrize(
    ("disposition", "stands_as"),
    [
        (Disposition.ACCEPTED, Standing.CONDITION_MET),
        (Disposition.MODIFIED, Standing.CONDITION_TO_JUDGE),
        (Disposition.REJECTED, Standing.CONDITION_BROKEN),
        (Disposition.CARRIED, Standing.CONDITION_TO_JUDGE),
    ],
)
def test_what_became_of_a_change_decides_the_condition(
    session, build, pledge, disposition, stands_as
):
    build.round(pledge)
    build.revision("ILO", SHORT)
    on_condition(session, build, "WHO", pledge, must_take="ILO-1")
    build.merge()
    build.decide(build.passages()[0], disposition, text=" yearly")

    build.publish()

    where = {s.agency.acronym: s.standing for s in stands(session, pledge)}
    assert where["WHO"] == stands_as
    mails = select(Mail.address).where(
        Mail.letter == "condition-broken", Mail.address == "principal.who@onevoice.test"
    )
    assert bool(session.scalars(mails).all()) is (stands_as == Standing.CONDITION_BROKEN)


def test_a_change_that_was_carried_is_followed_into_the_next_round(session, build, pledge):
    build.round(pledge)
    build.revision("ILO", SHORT)
    on_condition(session, build, "WHO", pledge, must_take="ILO-1")
    build.merge()
    build.decide(build.passages()[0], Disposition.CARRIED)
    build.publish()
    build.round(pledge)
    build.merge()

    build.decide(build.passages()[0])
    build.publish()

    where = {s.agency.acronym: s.standing for s in stands(session, pledge)}
    assert where["WHO"] == Standing.CONDITION_MET


def test_a_flag_that_came_with_an_answer_is_watched_the_same_way(session, build, pledge):
    build.round(pledge)
    flag = {
        "answer": "joins on a condition",
        "words": "We need this.",
        "must_contain": "once a year",
        "must_take": ["ILO-1"],
    }
    revisions.no_changes(
        session, build.focal_point("WHO"), round_id=build.last_round().id, opt_in=flag
    )
    build.revision("ILO", SHORT)
    build.principal("WHO")
    build.merge()

    shown = card(session, build)
    assert stakes(shown, shown.wordings[0].key) == [(False, "once a year"), (True, "ILO-1")]
    assert {one.name for one in shown.stakes} == {"the signalled condition of WHO"}

    build.decide(build.passages()[0])
    build.publish()
    mail = session.scalar(select(Mail).where(Mail.address == "principal.who@onevoice.test"))
    assert mail.letter == "condition-broken"
    assert "once a year" in mail.text
    assert "signalled with its answer" in mail.text


def test_the_word_of_the_principal_replaces_the_flag(session, build, pledge):
    build.round(pledge)
    flag = {"answer": "joins on a condition", "must_contain": "once a year"}
    revisions.no_changes(
        session, build.focal_point("WHO"), round_id=build.last_round().id, opt_in=flag
    )
    build.later(hours=1)

    optins.answer(
        session,
        build.principal("WHO"),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        answer="joins",
    )

    assert watching.watches(session, pledge) == []


def test_the_bulk_step_leaves_what_would_break_a_condition(session, build, pledge):
    on_condition(session, build, "WHO", pledge, must_contain="We will listen")
    round_ = build.round(pledge)
    note = Note(category="editorial")
    edits = {
        LISTENING: "We shall listen to migrants before we decide.",
        HELPING: "We will help each other in every single country.",
    }
    build.revision("ILO", edits, note=note)
    build.merge()
    shown = review.desk(session, build.coordinator(), round_.id, Sieve())

    batch = decisions.accept_editorial(session, build.coordinator(), round_id=round_.id)

    assert (shown.easy, batch.count) == (1, 1)
    assert [p.decision is None for p in build.passages()] == [True, False]
