"""A small year on a simulated clock, and a judge that finds whatever is planted in it."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from onevoice.simulating import Asked, play, simulate_command
from onevoice.simulation.facts import Span
from worker.post import Smtp

pytestmark = pytest.mark.slow

SMALL = Asked(rounds=9, agencies=5, months=4, seed=29)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def outcome():
    return play(SMALL)


@pytest.fixture
def judge(outcome):
    return outcome.judge


def rows_of(judge):
    return {row.message_id: row for row in judge.written}


def first(judge, letter):
    """The first mail of a kind, and its row in the outbox."""
    rows = rows_of(judge)
    return next((m, rows[m.message_id]) for m in judge.arrived if is_a(rows, m, letter))


def is_a(rows, mail, letter):
    row = rows.get(mail.message_id)
    return row is not None and row.letter == letter and not row.by_hand


def broken(judge, **changed):
    return {one.split(":")[0] for one in replace(judge, **changed).judge().broken}


def with_mail(judge, mail, **changed):
    """What is broken if one mail had been another one."""
    return broken(judge, arrived=[replace(m, **changed) if m is mail else m for m in judge.arrived])


def with_round(judge, row, **changed):
    """What is broken if something else had happened in the round of a mail."""
    round_ = replace(judge.facts.rounds[row.round_id], **changed)
    rounds = {**judge.facts.rounds, row.round_id: round_}
    return broken(judge, facts=replace(judge.facts, rounds=rounds))


def test_in_a_small_year_no_rule_is_broken_and_every_rule_was_tried(outcome):
    assert outcome.verdict.broken == []
    assert {rule for rule, tried in outcome.verdict.tried.items() if tried} == {
        "everybody is invited",
        "a second copy is equal to the first",
        "nobody forged a mail",
        "none after publication",
        "none double but for a lost acknowledgement",
        "none lost",
        "none missing",
        "none outside working hours",
        "none past a lock",
        "none to anyone who had answered",
        "none untrue",
        "none while the round rests",
        "none held back for good",
        "none within four hours",
        "none within six hours",
        "the principal's office once",
    }
    assert outcome.verdict.tried["none missing"] > 50


def test_the_small_year_has_all_that_makes_time_difficult(outcome):
    assert {what for what, number in outcome.facts.items() if not number} == set()


@pytest.mark.parametrize("letter", ["nudge-t3", "nudge-t1", "nudge-overdue", "escalation"])
def test_the_judge_finds_a_reminder_that_never_came(judge, letter):
    gone, _ = first(judge, letter)

    rest = [mail for mail in judge.arrived if mail is not gone]

    assert broken(judge, arrived=rest) >= {"none missing", "none lost"}


def test_the_judge_finds_that_somebody_was_not_invited(judge):
    gone, _ = first(judge, "round-open")

    rest = [mail for mail in judge.arrived if mail is not gone]

    assert broken(judge, arrived=rest) >= {"everybody is invited", "none lost"}


def test_the_judge_finds_that_nothing_came_after_an_outage(judge):
    mail, row = first(judge, "nudge-t3")
    down = [*judge.facts.worker_down, Span(mail.at - HOUR, mail.at + HOUR)]

    rest = [one for one in judge.arrived if one is not mail]
    found = broken(judge, arrived=rest, facts=replace(judge.facts, worker_down=down))

    assert "none missing" in found, row


def test_the_judge_finds_a_reminder_at_night(judge):
    mail, _ = first(judge, "nudge-t3")

    assert "none outside working hours" in with_mail(judge, mail, at=mail.at + 10 * HOUR)


def test_the_judge_finds_a_letter_to_the_office_at_night(judge):
    row = next(row for row in judge.written if row.letter == "all-in")
    night = replace(row, written_at=row.written_at + 12 * HOUR)

    written = [night if one is row else one for one in judge.written]

    assert "none outside working hours" in broken(judge, written=written)


def test_the_judge_finds_news_that_came_every_hour(judge):
    row = next(row for row in judge.written if row.letter == "board-digest" and not row.held)
    again = replace(row, message_id="<again@onevoice.test>", written_at=row.went_at + HOUR)

    assert "none within four hours" in broken(judge, written=[*judge.written, again])


def test_the_judge_finds_what_was_held_back_and_never_told(judge):
    row = next(row for row in judge.written if row.letter == "board-digest")
    held = replace(row, held=True, sent=False, waits_until=row.written_at + 4 * HOUR)

    written = [held if one is row else one for one in judge.written]

    assert broken(judge, written=written) == {"none held back for good"}


def test_the_judge_finds_a_mail_that_came_twice(judge):
    twice = [*judge.arrived, *itertools.repeat(judge.arrived[0], 9)]

    assert broken(judge, arrived=twice) == {"none double but for a lost acknowledgement"}


def test_the_judge_finds_a_second_copy_that_is_another_mail(judge):
    times = [m.message_id for m in judge.arrived]
    copy = next(m for m in reversed(judge.arrived) if times.count(m.message_id) > 1)

    assert "a second copy is equal to the first" in with_mail(judge, copy, digest=copy.digest + 1)


def test_the_judge_finds_a_mail_that_nobody_wrote(judge):
    forged = replace(judge.arrived[0], message_id="<forged@onevoice.test>")

    assert broken(judge, arrived=[*judge.arrived, forged]) == {"nobody forged a mail"}


def test_the_judge_finds_a_reminder_to_somebody_who_had_answered(judge):
    mail, row = first(judge, "nudge-t3")
    round_ = judge.facts.rounds[row.round_id]
    answers = {**round_.answers, row.agency_id: [(mail.at - MINUTE, True)]}

    assert "none to anyone who had answered" in with_round(judge, row, answers=answers)


def test_the_judge_finds_a_reminder_while_the_round_rests(judge):
    mail, row = first(judge, "nudge-t3")

    found = with_round(judge, row, rests=[Span(mail.at - HOUR, mail.at + HOUR)])

    assert "none while the round rests" in found


def test_the_judge_finds_a_reminder_after_publication(judge):
    mail, row = first(judge, "nudge-overdue")

    assert "none after publication" in with_round(judge, row, published_at=mail.at - MINUTE)


def test_the_judge_finds_a_reminder_past_a_lock(judge):
    mail, row = first(judge, "nudge-overdue")
    locks = {judge.facts.rounds[row.round_id].pledge_id: mail.at - MINUTE}

    assert broken(judge, facts=replace(judge.facts, locks=locks)) == {"none past a lock"}


def test_the_judge_finds_words_that_are_not_true_any_more(judge):
    mail, row = first(judge, "nudge-overdue")
    early = judge.facts.rounds[row.round_id].opened_at + DAY

    assert "none untrue" in with_mail(judge, mail, at=early)


def test_the_judge_finds_two_reminders_close_together(judge):
    week, row = first(judge, "nudge-t7")
    rows = rows_of(judge)
    days = next(
        mail
        for mail in judge.arrived
        if is_a(rows, mail, "nudge-t3")
        and (mail.to, rows[mail.message_id].round_id) == (week.to, row.round_id)
    )

    assert "none within six hours" in with_mail(judge, week, at=days.at - 5 * HOUR)


def test_the_judge_finds_a_principals_office_that_was_asked_twice(judge):
    mail, row = first(judge, "escalation")
    again = replace(row, message_id="<again@onevoice.test>", key=f"{row.key}:again")
    second = replace(mail, message_id=again.message_id, at=mail.at + DAY)

    found = broken(judge, written=[*judge.written, again], arrived=[*judge.arrived, second])

    assert "the principal's office once" in found


def remind_all(monkeypatch):
    def everybody(_session, round_, *, agency_id=None):
        agencies = [member.agency for member in round_.pledge.members]
        return [one for one in agencies if agency_id in {None, one.id}]

    monkeypatch.setattr("workflow.queries.chasing.chasing.silent", everybody)


def send_twice(monkeypatch):
    send = Smtp.send

    def twice(post, parcel):
        send(post, parcel)
        send(post, parcel)

    monkeypatch.setattr(Smtp, "send", twice)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (remind_all, "BROKEN none to anyone who had answered"),
        (send_twice, "BROKEN none double but for a lost acknowledgement"),
    ],
)
def test_with_a_fault_in_the_product_the_command_says_which_rule_broke_and_ends_with_1(
    monkeypatch, fault, told
):
    fault(monkeypatch)

    words = ["--rounds", "1", "--agencies", "3", "--months", "1"]
    ended = CliRunner().invoke(simulate_command, words)

    assert ended.exit_code == 1, ended.output
    assert told in ended.output
    assert "No rule was broken" not in ended.output


def test_the_command_wants_numbers_that_make_sense():
    assert CliRunner().invoke(simulate_command, ["--rounds", "0"]).exit_code == 2
