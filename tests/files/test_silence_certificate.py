"""The certificate of silence is held against the record, value by value."""

import copy

import pytest

from tests.files import making
from tests.files.making import SHA256, Chain
from workflow.files import checking, package, silence, trail
from workflow.files.package import Broken

CLOCK = "the clock of this service"
OBJECTION = {"agency": "ILO", "paragraph": "1", "reason": "Too vague."}
UNTIL = "2026-03-07T10:00:00+00:00"


def told():
    """An attempt that was broken, and one that held after an objection was taken back."""
    broken = attempt(1, 2, "broken", objections=1)
    good = attempt(3, 5, "held", objections=1, taken_back=1)
    good["time_source"] = CLOCK
    good["made"] = [{**OBJECTION, "at": Chain.at(4), "entry": 4}]
    entries = trail.read(b"".join(told_record().lines))
    return entries, {"sha256": SHA256, "attempts": [broken, good]}


def told_record():
    record = Chain()
    started = {"version": "Rev.1", "sha256": SHA256, "until": UNTIL}
    held = {"sha256": SHA256, "taken back": 1, "time source": CLOCK}
    for kind, says, shown in (
        ("silence started", started, "told"),
        ("silence broken", {"version": "Rev.1"}, "open"),
        ("silence started", started, "told"),
        ("objection made", OBJECTION, "told"),
        ("silence held", held, "told"),
    ):
        record.add(kind, says, shown=shown)
    return record


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


def test_silence_on_a_version_of_another_name_is_told():
    entries, certificate = told()

    assert silence.check(certificate, SHA256, entries, label="Rev.1") == 2
    with pytest.raises(Broken, match="attempt 1: entry 1 of the record says something else"):
        silence.check(certificate, SHA256, entries, label="Rev.2")


READ = """\
Certificate of silence
Our pledge
Rev.1, fingerprint {sha256}

Attempt 1: broken
    began       2026-03-04 11:00 UTC, entry 1 of the record
    was to end  2026-03-07 10:00 UTC
    ended       2026-03-04 12:00 UTC, entry 2 of the record
    objections  1, taken back 0
    An objection stood at the end: the text went back to drafting.

Attempt 2: held
    began       2026-03-04 13:00 UTC, entry 3 of the record
    was to end  2026-03-07 10:00 UTC
    ended       2026-03-04 15:00 UTC, entry 5 of the record
    by          the clock of this service
    objections  1, taken back 1
    ILO on paragraph 1, entry 4 of the record
    | Too vague.
    Nobody's objection stood at the end: the text was agreed. Nobody joined by it.
"""
"""The text as packages that were handed out have it: it never changes."""


def sealed(text):
    """A package whose seal and signatures hold, with this text in it."""
    record, register = silent_story()
    files = {silence.SILENCE: package.pretty(told()[1])}
    if text:
        files[silence.SILENCE_TO_READ] = text.encode()
    return package.pack(making.files(record, register, **files))


def silent_story():
    """The two attempts of the certificate, then two agencies join and the text is locked."""
    record = told_record()
    first, second = making.joined(6), making.joined(7, "WHO")
    record.add(trail.GIVEN, making.told_of(first), shown="told")
    record.add(trail.GIVEN, making.told_of(second), shown="told")
    record.add(trail.LOCKED, {"sha256": SHA256}, shown="open")
    return record, {"sha256": SHA256, "joined": [first, second], "notice": []}


def test_the_text_for_people_is_held_against_the_record_too():
    verdict = checking.check(sealed(READ.format(sha256=SHA256)))

    assert verdict.holds, verdict.broken


@pytest.mark.parametrize(
    ("says", "instead", "line"),
    [
        ("Rev.1", "Rev.2", 3),
        (SHA256, "0" * 64, 3),
        ("Attempt 1: broken", "Attempt 1: held", 5),
        ("began       2026-03-04 11:00", "began       2026-03-03 11:00", 6),
        ("was to end  2026-03-07", "was to end  2026-03-05", 7),
        ("12:00 UTC, entry 2", "12:00 UTC, entry 3", 8),
        ("objections  1, taken back 0", "objections  0, taken back 0", 9),
        ("An objection stood at the end: the text", "Nobody objected. The text", 10),
        ("by          the clock of this service", "by          another clock", 16),
        ("ILO on paragraph", "WHO on paragraph", 18),
        ("| Too vague.", "| Too long.", 19),
        ("Nobody joined by it.\n", "Nobody joined by it.\n\nAll agencies joined.\n", 22),
    ],
)
def test_what_the_text_says_otherwise_is_named_by_its_line(says, instead, line):
    text = READ.format(sha256=SHA256)
    assert says in text

    (broken,) = checking.check(sealed(text.replace(says, instead, 1))).broken

    assert broken.place == f"silence.txt, line {line}"


def test_other_ends_of_lines_are_not_what_was_written():
    text = READ.format(sha256=SHA256)

    for other in (text.replace("\n", "\r\n"), text + "\n"):
        assert checking.check(sealed(other)).broken[0].place.startswith("silence.txt")


@pytest.mark.parametrize("name", [silence.SILENCE, silence.SILENCE_TO_READ])
def test_half_a_certificate_is_none(name):
    record, register = silent_story()
    both = {
        silence.SILENCE: package.pretty(told()[1]),
        silence.SILENCE_TO_READ: READ.format(sha256=SHA256).encode(),
    }
    del both[name]

    (broken,) = checking.check(package.pack(making.files(record, register, **both))).broken

    assert (broken.place, broken.words) == (name, "it is missing")


def test_an_objection_that_was_left_out_is_missed():
    entries, certificate = told()
    certificate["attempts"][1] |= {"objections": 0, "taken_back": 0, "made": []}

    with pytest.raises(Broken, match=r"another objection|something else"):
        silence.check(certificate, SHA256, entries)
