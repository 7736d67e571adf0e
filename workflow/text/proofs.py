"""Prove for each single merge that it lost nothing, doubled nothing and invented nothing."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass

from workflow.text.align import Paragraphs
from workflow.text.blocks import Block
from workflow.text.changes import apply
from workflow.text.compare import Comparison
from workflow.text.passages import Passage, PassageKind, Proposal, Wording
from workflow.text.places import Place
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

    @property
    def proved(self) -> tuple[str, ...]:
        """Name what holds, as the record tells it."""
        return tuple(name.replace("_", " ") for name, holds in asdict(self).items() if holds)


def prove(
    base: Sequence[Block],
    proposals: Sequence[Proposal],
    passages: Sequence[Passage],
    proved: Container[str] = (),
) -> Proofs:
    """Check a merge, and refuse to hand it out if it is wrong.

    Of agencies that were `proved` before, nothing has changed since: neither what they sent nor the
    passages that hold it.
    """
    fresh = [one for one in proposals if one.agency not in proved]
    proofs = Proofs(
        base_kept=settle(base, passages, {}) == tuple(base),
        agencies_kept=_agencies_kept(base, fresh, passages),
        changes_kept=_submitted(proposals) == _accounted(passages),
        words_kept=_words_kept(base, passages),
    )
    if not all(astuple(proofs)):
        raise MergeBroken(proofs)
    return proofs


def prove_texts(
    base: str, sent: Mapping[str, tuple[str, Comparison]], found: Sequence[Place], text: str
) -> Proofs:
    """Check a merge of plain texts; `sent` holds the text of each agency and what it changes."""
    proofs = Proofs(
        base_kept=_with(base, [(place, place.base) for place in found]) == base,
        agencies_kept=_texts_kept(base, sent, found),
        changes_kept=_sent(sent) == {(a, *mark) for p in found for a, mark in (*p.edits, *p.noise)},
        words_kept=_signs_kept(base, found, text),
    )
    if not all(astuple(proofs)):
        raise MergeBroken(proofs)
    return proofs


Taken = list[tuple[Place, str]]
"""Places, and for each the words that stand there."""


def _with(base: str, taken: Taken) -> str:
    parts: list[str] = []
    at = 0
    for place, words in taken:
        parts += base[at : place.start], words
        at = place.end
    return "".join((*parts, base[at:]))


def _sent(sent: Mapping[str, tuple[str, Comparison]]) -> set[tuple[object, ...]]:
    return {(a, *mark) for a, (_, made) in sent.items() for mark in (*made.edits, *made.noise)}


def _texts_kept(
    base: str, sent: Mapping[str, tuple[str, Comparison]], found: Iterable[Place]
) -> bool:
    mine: dict[str, Taken] = {}
    for place in found:
        for one in place.alternatives:
            for agency in one.agencies:
                mine.setdefault(agency, []).append((place, one.text))
    return all(_alike(_with(base, mine.get(a, [])), text) for a, (text, _) in sent.items())


def _alike(made: str, sent: str) -> bool:
    """Compare the words of two texts where their paragraphs differ."""
    if made == sent:
        return True
    ours = Paragraphs(made)
    return all(
        _words(made[ours.starts[a0] : ours.starts[a1]]) == _words(theirs)
        for a0, a1, theirs in ours.rewritten(sent)
    )


def _words(text: str) -> str:
    return "".join(spelled(keys_of(text)))


def _signs_kept(base: str, found: Iterable[Place], text: str) -> bool:
    settled = [place for place in found if not place.contested]
    wanted = _signs([base])
    wanted.subtract(_signs(place.base for place in settled))
    wanted.update(_signs(place.settled for place in settled))
    return +wanted == _signs([text])


def _agencies_kept(
    base: Sequence[Block], proposals: Iterable[Proposal], passages: Iterable[Passage]
) -> bool:
    mine: dict[str, list[tuple[Passage, Wording]]] = {}
    for passage in passages:
        for wording in passage.wordings:
            for agency in wording.agencies:
                mine.setdefault(agency, []).append((passage, wording))
    return all(_agency_kept(base, mine.get(one.agency, []), one) for one in proposals)


def _agency_kept(
    base: Sequence[Block], mine: Sequence[tuple[Passage, Wording]], own: Proposal
) -> bool:
    """Compare what an agency sent with its wordings: passages without them keep the base."""
    choices = {passage.fingerprint: Choice(wording.key) for passage, wording in mine}
    made = settle(base, [passage for passage, _ in mine], choices)
    sent = apply(base, own.changes)
    return len(made) == len(sent) and all(map(_says_the_same, made, sent))


def _says_the_same(made: Block, sent: Block) -> bool:
    return made is sent or _shape(made) == _shape(sent)


def _shape(block: Block) -> tuple[str, str, int, str]:
    return block.id, block.kind, block.level, _words(block.text)


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
    return Counter("".join("".join(texts).split()))
