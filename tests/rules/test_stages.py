"""The lives of pledge, round and silence."""

from pathlib import Path

import pytest

from workflow.errors import Conflict, RoundNotOpen, TextLocked
from workflow.rules.stages import LIVES, RoundState, Stage, move_pledge, move_round

PAGE = Path(__file__).parents[2] / "docs" / "lifecycles.md"


def test_the_page_on_lifecycles_shows_exactly_the_tables_of_the_code():
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in PAGE.read_text().splitlines()
        if line.startswith("| ") and not line.startswith(("| from", "| ---"))
    ]

    assert rows == [
        (step.before.value, step.event, step.after.value)
        for life in LIVES.values()
        for step in life
    ]


def test_a_locked_pledge_moves_nowhere():
    for event in {step.event for step in LIVES["pledge"]}:
        with pytest.raises(TextLocked):
            move_pledge(Stage.LOCKED, event)


def test_a_text_under_silence_takes_no_new_round():
    with pytest.raises(Conflict):
        move_pledge(Stage.SILENCE, "open round")


def test_a_closed_round_moves_nowhere():
    for event in {step.event for step in LIVES["round"]}:
        with pytest.raises(RoundNotOpen):
            move_round(RoundState.CLOSED, event)
