"""Merges whose files other programs must read as we do: the story's and generated ones."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.files.word.compiling import AT, compile_, proposals, texts, wanted
from tests.text import test_story as story
from tests.text import texts_of_all_kinds as kinds
from workflow.files.word.writing import Decided, Said
from workflow.text.blocks import Block
from workflow.text.merge import Proposal, merge


@dataclass(frozen=True)
class Case:
    """A merge, and what was decided on it."""

    name: str
    base: tuple
    proposals: tuple
    decided: dict = field(default_factory=dict)

    def file(self):
        said = {
            (proposal.agency, change.key): Said(f"{proposal.agency} has reasons.")
            for proposal in self.proposals
            for change in proposal.changes
        }
        return compile_(self.base, self.proposals, said=said, decided=self.decided)

    @property
    def merged(self):
        return wanted(self.base, self.proposals, decided=self.decided)

    @property
    def original(self):
        return texts(self.base)


def of_the_story():
    """Each agency alone, each pair of changes the story tells of, and all of both rounds."""
    everything = tuple(story.proposals())
    for proposal in everything:
        yield Case(proposal.agency, story.ZERO, (proposal,))
    for pair in story.STORY["expected_pair_relations"]:
        two = [
            Proposal(story.CHANGES[name]["org"], tuple(story.OURS[name]))
            for name in pair.split("|")
        ]
        yield Case(pair, story.ZERO, tuple(two))
    merged = merge(story.ZERO, everything)
    decided = story.decided(merged, story.STORY["decisions"], story.OURS)
    yield Case("round 1", story.ZERO, everything)
    yield Case("round 1, decided", story.ZERO, everything, ruled(decided))
    base = story.blocks_of("rev1")
    by_agency = {}
    for change in story.STORY["round2_changes"]:
        by_agency.setdefault(change["org"], []).extend(story.ours(base, change))
    second = tuple(Proposal(agency, tuple(changes)) for agency, changes in by_agency.items())
    yield Case("round 2", base, second)


def ruled(choices):
    return {name: Decided(one, "So decided.", "Office", AT) for name, one in choices.items()}


@st.composite
def answer(draw, base):
    """An answer that also changes the edges of paragraphs, where programs differ most."""
    row = list(draw(kinds.answer(base)))
    for _ in range(draw(st.integers(0, 2)) if row else 0):
        at = draw(st.integers(0, len(row) - 1))
        block, words = row[at], draw(kinds.lines(3))
        gap = draw(st.sampled_from((" ", ".", "")))
        before = draw(st.booleans())
        text = (words + gap + block.text if before else block.text + gap + words).strip()
        row[at] = Block(block.id, block.kind, text, block.level)
        if draw(st.booleans()):
            row.insert(at + 1, Block(f"y{at}", draw(kinds.kinds), draw(kinds.lines(3)), 0))
    return tuple({block.id: block for block in row}.values())


@st.composite
def merges(draw):
    """A generated base with answers of up to four agencies."""
    base = draw(kinds.documents())
    answers = {f"agency {n}": draw(answer(base)) for n in range(draw(st.integers(1, 4)))}
    return Case("generated", base, tuple(proposals(base, answers)))


def generated(count):
    """Return so many cases, the same ones each time."""
    row = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(merges())
    def collect(case):
        row.append(case)

    collect()
    return row
