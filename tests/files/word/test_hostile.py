"""Files that mean harm are read or refused, each refusal with words of its own, and cheaply."""

import random
import time

import pytest

from tests.files.word.hostile import BODY, READ, REFUSED
from tests.files.word.making import docx, gone, ins, para, run
from workflow import errors
from workflow.errors import FileRefused, ReadingTooLarge, ReadingTooLong
from workflow.files.kinds import FileKind, kind_of
from workflow.files.word import child, safely
from workflow.files.word.reading.reading import read

MILLISECONDS = 50


def opened(data):
    if kind_of(data) is FileKind.WORD:
        read(data)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_means_harm_is_refused_in_its_own_words(name):
    data, refusal = REFUSED[name]

    with pytest.raises(FileRefused) as refused:
        opened(data)

    assert type(refused.value) is refusal
    assert "lease" in str(refused.value)


@pytest.mark.parametrize("name", READ)
def test_a_file_that_only_looks_odd_is_read(name):
    assert read(READ[name]).body is not None


def test_every_refusal_says_what_to_do_next():
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    told = [kind.__doc__ for kind in kinds if issubclass(kind, FileRefused)]

    assert len(told) == len(set(told)) > 30
    assert [words for words in told if "lease" not in words] == []


@pytest.mark.timing
def test_a_refusal_costs_almost_nothing():
    costs = {}
    for name, (data, _) in REFUSED.items():
        start = time.process_time()
        with pytest.raises(FileRefused):
            opened(data)
        costs[name] = (time.process_time() - start) * 1_000

    assert {name: cost for name, cost in costs.items() if cost > MILLISECONDS} == {}


def test_a_file_with_too_many_paragraphs_or_elements_is_refused(monkeypatch):
    monkeypatch.setattr("workflow.files.word.reading.trees.ELEMENTS", 100)

    with pytest.raises(errors.PartCrowded):
        read(docx(BODY * 100))


def test_reading_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(safely, "_COMMAND", ("-c", "while True: pass"))
    monkeypatch.setattr(safely, "SECONDS", 0.5)

    with pytest.raises(ReadingTooLong):
        safely.read_safely(docx(BODY))


@pytest.mark.parametrize(
    ("ending", "refusal"),
    [
        ("raise SystemExit(3)", errors.ReadingBroke),
        ("print('nonsense')", errors.ReadingBroke),
        ("import sys; sys.stdout.write('d[]')", errors.ReadingBroke),
        ("import os; os.kill(os.getpid(), 24)", ReadingTooLong),
    ],
)
def test_whatever_becomes_of_the_other_process_is_a_refusal(ending, refusal, monkeypatch):
    monkeypatch.setattr(safely, "_COMMAND", ("-c", ending))

    with pytest.raises(refusal):
        safely.read_safely(docx(BODY))


def test_running_out_of_memory_is_a_refusal(monkeypatch):
    def full(data):
        raise MemoryError

    monkeypatch.setattr(child, "read_any", full)

    assert isinstance(safely._refusal(child.answer(docx(BODY))[1:]), ReadingTooLarge)


def test_bytes_that_were_changed_at_random_are_read_or_refused():
    chance = random.Random(20260302)
    good = docx(para(run("We "), ins(run("all ")), "<w:del w:id='1'>", gone("now "), "</w:del>"))
    for _ in range(3_000):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = chance.randrange(len(data)) if chance.random() < 0.1 else len(data)
        try:
            opened(bytes(data[:cut]))
        except FileRefused as refused:
            assert str(refused)  # noqa: PT017  both ends are good; a refusal has words
