"""What the tests of compilations share: answers of agencies, and their file."""

from datetime import UTC, datetime, timedelta

from workflow.files.papers import making
from workflow.files.papers.making import Edition
from workflow.files.papers.word import as_word
from workflow.files.word.writing.answers import Answers
from workflow.files.word.writing.tracking import choices_on
from workflow.text.changes import split
from workflow.text.merge import Proposal, merge
from workflow.text.settle import settle

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def proposals(base, answers):
    return [Proposal(agency, split(base, row)) for agency, row in answers.items()]


def submitted(agencies):
    """Each agency answers an hour after the one before."""
    return {agency: AT + timedelta(hours=at) for at, agency in enumerate(sorted(agencies))}


def compile_(base, proposals, *, said=None, decided=None, **but):
    """The file of what the agencies propose, and the passages it was made from."""
    row = list(proposals)
    answers = Answers(submitted(p.agency for p in row), said or {}, decided or {})
    edition = Edition("A pledge", "Zero draft", base, "f" * 64, AT)
    return as_word(making.changes(edition, merge(base, row).passages, answers, **but))


def clean(blocks, title=""):
    """The file of a text and nothing else."""
    return as_word(making.text(Edition(title, "", blocks, "f" * 64, AT)))


def wanted(base, proposals, *, decided=None):
    """The texts that accepting everything must give."""
    passages = merge(base, list(proposals)).passages
    return texts(settle(base, passages, choices_on(passages, Answers({}, decided=decided or {}))))


def texts(blocks):
    return [block.text for block in blocks if block.text]
