"""A small year on a simulated clock, and a judge that finds what is wrong with it."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from onevoice.simulating import Asked, play, simulate_command

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcome():
    return play(Asked(rounds=3, agencies=4, months=1, seed=2))


def broken(judge, **changed):
    return {one.split(":")[0] for one in replace(judge, **changed).judge().broken}


def letters(judge):
    rows = {row.message_id: row for row in judge.written}
    return [(mail, rows[mail.message_id]) for mail in judge.arrived]


def reminder(judge):
    return next(m for m, row in letters(judge) if row.letter == "nudge-t3")


def test_in_a_small_year_no_rule_is_broken_and_the_rules_were_tried(outcome):
    assert outcome.verdict.broken == []
    assert outcome.verdict.tried["none missing"] > 10
    assert outcome.verdict.tried["none outside working hours"] > 10
    assert outcome.facts["outages of the worker"] > 0


def test_the_judge_finds_a_reminder_that_never_came(outcome):
    gone = reminder(outcome.judge)

    rest = [mail for mail in outcome.judge.arrived if mail is not gone]

    assert broken(outcome.judge, arrived=rest) >= {"none missing", "none lost"}


def test_the_judge_finds_a_reminder_at_night(outcome):
    day = reminder(outcome.judge)

    moved = [
        replace(mail, at=mail.at + timedelta(hours=10)) if mail is day else mail
        for mail in outcome.judge.arrived
    ]

    assert "none outside working hours" in broken(outcome.judge, arrived=moved)


def test_the_judge_finds_a_mail_that_came_twice(outcome):
    twice = [*outcome.judge.arrived, *itertools.repeat(outcome.judge.arrived[0], 9)]

    found = broken(outcome.judge, arrived=twice)

    assert "none double but for a lost acknowledgement" in found


def test_the_judge_finds_a_reminder_to_somebody_who_had_answered(outcome):
    judge = outcome.judge
    mail, row = next((m, r) for m, r in letters(judge) if r.letter == "nudge-t3")
    answers = judge.facts.rounds[row.round_id].answers[row.agency_id]
    answers.insert(0, (mail.at - timedelta(minutes=1), True))
    try:
        assert "none to anyone who had answered" in broken(judge)
    finally:
        answers.pop(0)


def test_the_command_wants_numbers_that_make_sense():
    assert CliRunner().invoke(simulate_command, ["--rounds", "0"]).exit_code == 2
