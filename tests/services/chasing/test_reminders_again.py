"""A reminder that was dropped because an answer came is due again if the answer is taken back."""

from datetime import UTC, datetime

import pytest

from workflow.models import Mail
from workflow.queries.mailing.outbox import NOT_NEEDED
from workflow.rules.deadlines import Nudge
from workflow.rules.permissions import CLOCK
from workflow.services.answering import revisions
from workflow.services.chasing import nudges
from workflow.services.mailing import mail
from workflow.services.rounds import planning


@pytest.fixture
def dropped(session, build):
    """A round in which the reminder of one agency was dropped, and its answer is taken back."""
    build.at(datetime(2026, 11, 5, 17, tzinfo=UTC))
    round_ = build.round(days=7)
    build.later(days=4)
    nudges.send(session, CLOCK, round_id=round_.id)
    build.revision("ILO")
    for one in session.query(Mail).filter_by(letter=Nudge.THREE_DAYS).all():
        if nudges.goes_at(session, one.key) is None:
            mail.mark_problem(session, one.id, NOT_NEEDED)
        else:
            mail.mark_sent(session, one.id)
    revisions.withdraw(session, build.focal_point("ILO"), round_id=round_.id)
    return round_


def test_it_is_written_again_once_and_to_nobody_else(session, build, dropped):
    planning.plan_round(session, dropped)

    again = nudges.send(session, CLOCK, round_id=dropped.id)

    assert [(one.letter, one.agency.acronym) for one in again] == [(Nudge.THREE_DAYS, "ILO")]
    assert nudges.send(session, CLOCK, round_id=dropped.id) == []
    assert nudges.goes_at(session, again[0].key) == build.now


def test_it_is_not_written_again_when_its_words_are_not_true_any_more(session, build, dropped):
    build.at(datetime(2026, 11, 12, 16, tzinfo=UTC))

    letters = {one.letter for one in nudges.send(session, CLOCK, round_id=dropped.id)}

    assert letters == {Nudge.HOURS}
