"""Prove for each single merge that it lost nothing, doubled nothing and invented nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from workflow.text.blocks import Block
from workflow.text.changes import apply
from workflow.text.passages import Passage, PassageKind, Proposal
from workflow.text.settle import Choice, everything_settled, settle
from workflow.text.tokens import keys_of, spelled


class MergeBroken(Exception):  # noqa: N818  errors are named after what happened
    """The merge could not prove that it kept every word; nothing was handed out."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was checked, by computing it once more in another way. All are true, or it raises.

    `base_kept`: with nothing accepted the text is the base, byte for byte.
    `agencies_kept`: taking one agency's wordings gives the words that it sent, for every agency;
    -ise and -ize are one spelling, because they are one wording.
    `changes_kept`: every change of every agency is in exactly one passage.
    `words_kept`: with all uncontested wordings accepted, each sign of the base and of each wording
    stands in the text exactly as often as it should.
    """

    base_kept: bool
    agencies_kept: bool
    changes_kept: bool
    words_kept: bool


def prove(
    base: Sequence[Block], proposals: Sequence[Proposal], passages: Sequence[Passage]
) -> Proofs:
    """Check a merge, and refuse to hand it out if it is wrong."""
    proofs = Proofs(
        base_kept=settle(base, passages, {}) == tuple(base),
        agencies_kept=all(_agency_kept(base, passages, one) for one in proposals),
        changes_kept=_submitted(proposals) == _accounted(passages),
        words_kept=_words_kept(base, passages),
    )
    if not all(astuple(proofs)):
        raise MergeBroken(proofs)
    return proofs


def _agency_kept(base: Sequence[Block], passages: Iterable[Passage], own: Proposal) -> bool:
    mine = {
        passage.fingerprint: Choice(wording.key)
        for passage in passages
        for wording in passage.wordings
        if own.agency in wording.agencies
    }
    return _shape(settle(base, passages, mine)) == _shape(apply(base, own.changes))


def _shape(blocks: Iterable[Block]) -> list[tuple[str, str, int, str]]:
    return [
        (block.id, block.kind, block.level, "".join(spelled(keys_of(block.text))))
        for block in blocks
    ]


def _submitted(proposals: Iterable[Proposal]) -> Counter[tuple[str, str]]:
    return Counter((one.agency, change.key) for one in proposals for change in one.changes)


def _accounted(passages: Iterable[Passage]) -> Counter[tuple[str, str]]:
    return Counter(
        (support.agency, support.change)
        for passage in passages
        for wording in passage.wordings
        for support in wording.supporters
    )


def _words_kept(base: Sequence[Block], passages: Sequence[Passage]) -> bool:
    choices = everything_settled(passages)
    wanted = _signs(block.text for block in base)
    for passage in passages:
        if passage.fingerprint in choices and passage.kind is not PassageKind.MOVE:
            wanted.subtract(_signs([passage.base]))
            wanted.update(_signs([passage.wordings[0].text]))
    return +wanted == _signs(block.text for block in settle(base, passages, choices))


def _signs(texts: Iterable[str]) -> Counter[str]:
    return Counter(sign for text in texts for sign in text if not sign.isspace())
