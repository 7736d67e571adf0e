"""A small pledge, and what agencies make of it."""

from dataclasses import replace

from workflow.text.blocks import Block, Kind
from workflow.text.changes import split
from workflow.text.merge import Proposal, merge

BASE = (
    Block("t", Kind.HEADING, "A pledge", 1),
    Block("p", Kind.PARAGRAPH, "We, the entities, act as one."),
    Block("a", Kind.NUMBERED, "We will report once a year. We will listen."),
    Block("b", Kind.NUMBERED, "The Network keeps a register of entities."),
    Block("c", Kind.NUMBERED, "Anyone may join."),
)


def answer(**texts):
    """The base with the texts of some blocks replaced; None removes a block."""
    row = []
    for block in BASE:
        text = texts.get(block.id, block.text)
        if text is not None:
            row.append(replace(block, text=text))
    return row


def new(text, name="x", kind=Kind.NUMBERED):
    return Block(name, kind, text)


def proposals(**answers):
    return [Proposal(name, split(BASE, row)) for name, row in answers.items()]


def merged(**answers):
    return merge(BASE, proposals(**answers))


def said(passage):
    return [(w.text, w.agencies) for w in passage.wordings]
