"""The certificate of silence is held against the record, value by value."""

import copy

import pytest

from tests.files.making import SHA256, Chain
from workflow.files import silence, trail
from workflow.files.package import Broken

UNTIL = "2026-03-07T10:00:00+00:00"


def told():
    """An attempt that was broken, and one that held after an objection was taken back."""
    record = Chain()
    started = {"version": "Rev.1", "sha256": SHA256, "until": UNTIL}
    held = {"sha256": SHA256, "taken back": 1, "time source": "the clock of this service"}
    objection = {"agency": "ILO", "paragraph": "1", "reason": "Too vague."}
    for kind, says, shown in (
        ("silence started", started, "told"),
        ("silence broken", {"version": "Rev.1"}, "open"),
        ("silence started", started, "told"),
        ("objection made", objection, "told"),
        ("silence held", held, "told"),
    ):
        record.add(kind, says, shown=shown)
    broken = attempt(1, 2, "broken", objections=1)
    good = attempt(3, 5, "held", objections=1, taken_back=1)
    good["time_source"] = held["time source"]
    good["made"] = [{**objection, "at": Chain.at(4), "entry": 4}]
    return trail.read(b"".join(record.lines)), {"sha256": SHA256, "attempts": [broken, good]}


def attempt(began, ended, outcome, *, objections=0, taken_back=0):
    return {
        "began": Chain.at(began),
        "began_entry": began,
        "until": UNTIL,
        "ended": Chain.at(ended),
        "ended_entry": ended,
        "outcome": outcome,
        "objections": objections,
        "taken_back": taken_back,
        "time_source": "",
    }


def test_it_agrees_with_the_record_that_it_is_made_of():
    entries, certificate = told()

    assert silence.check(certificate, SHA256, entries) == 2
    assert "ILO on paragraph 1" in silence.to_read("A", "Rev.1", certificate).decode()


@pytest.mark.parametrize(
    ("number", "name", "value"),
    [
        (1, "began_entry", 1),
        (1, "ended_entry", 99),
        (1, "until", "2026-03-08T10:00:00+00:00"),
        (0, "outcome", "held"),
        (1, "outcome", "stopped"),
        (1, "objections", 0),
        (1, "taken_back", 0),
        (1, "time_source", "another clock"),
        (1, "ended", Chain.at(4)),
        (1, "made", [{"agency": "WHO", "paragraph": "1", "reason": "No.", "entry": 4}]),
        (1, "made", [{"agency": "ILO", "paragraph": "1", "at": Chain.at(2), "entry": 2}]),
    ],
)
def test_what_differs_from_the_record_is_found(number, name, value):
    entries, certificate = told()
    other = copy.deepcopy(certificate)
    other["attempts"][number][name] = value

    with pytest.raises(Broken, match="attempt"):
        silence.check(other, SHA256, entries)


def test_the_certificate_of_another_text_is_told():
    entries, certificate = told()

    with pytest.raises(Broken, match="another text"):
        silence.check({**certificate, "sha256": "0" * 64}, SHA256, entries)
