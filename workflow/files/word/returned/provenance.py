"""Where a Word file came from: which version it was made from, and on what this rests.

    1 token      the file carries what was put into it: properties, custom XML, footer
    2 document   its document id is that of a version
    3 words      its words without any change are nearest to one version

The first rung that answers names the version, and the words must agree: if they are nearer to
another version, or like none, a person is asked. No base is ever guessed in silence.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from workflow.files.word import identity
from workflow.files.word.document import WordDocument
from workflow.files.word.paragraphs import Place
from workflow.files.word.returned.homing import wording
from workflow.text.blocks import Block
from workflow.text.tokens import keys_of

ALIKE = 0.5
"""Share of words that a file must have in common with a version to come from it."""

CLEAR = 0.02
"""By how much of the words the nearest version must be nearer than the next one."""


class Rung(StrEnum):
    """By what the version was found."""

    TOKEN = "token"  # noqa: S105  no secret
    DOCUMENT = "document id"
    WORDS = "words"
    NONE = "nothing"


class Doubt(StrEnum):
    """Why a person has to say which version it is."""

    CONFLICT = "it is marked as one version, but its words are nearer to another"
    FOREIGN = "its words are like those of no version"
    SEVERAL = "its words are equally near to several versions"


@dataclass(frozen=True)
class Candidate:
    """A version that a file may come from; `key` is the caller's name for it."""

    key: int
    fingerprint: str
    blocks: tuple[Block, ...]

    @cached_property
    def paragraphs(self) -> Counter[tuple[str, ...]]:
        """The paragraphs, each as its words."""
        return Counter(keys_of(block.text) for block in self.blocks)

    @cached_property
    def words(self) -> Counter[str]:
        """All words of the text."""
        return Counter(word for keys in self.paragraphs.elements() for word in keys)


@dataclass(frozen=True, slots=True)
class Traced:
    """What was found. With a `doubt` nothing is settled: `base` is then the best proposal.

    `nearness` is the share of words in common with each candidate, by its key; the nearest first.
    """

    base: Candidate | None
    rung: Rung
    doubt: Doubt | None = None
    nearness: Mapping[int, float] = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Tell whether the base needs no word of a person."""
        return self.base is not None and self.doubt is None


def places_of_token(document: WordDocument) -> Iterator[str]:
    """Yield the texts in which a token may stand, the most reliable first. None is trusted."""
    carriers = document.carriers
    named = dict(carriers.properties)
    yield from (named[name] for name in (identity.PROPERTY,) if name in named)
    yield from (part for part in carriers.custom_xml if identity.NAMESPACE in part)
    yield from (text for name, text in carriers.core if name in ("identifier", "keywords"))
    margins = (story for story in document.beside if story.place in (Place.FOOTER, Place.HEADER))
    yield from (paragraph.text for story in margins for paragraph in story.paragraphs)
    yield from (text for _, text in carriers.variables)


def trace(
    document: WordDocument, candidates: Sequence[Candidate], told: int | None = None
) -> Traced:
    """Say from which version a file comes. `told` is the version that its token names, if any."""
    texts = [keys_of(text) for text in wording(document.rejected())]
    nearness = dict(
        sorted(((one.key, _nearness(texts, one)) for one in candidates), key=lambda pair: -pair[1])
    )
    known = {one.key: one for one in candidates}
    row = [known[key] for key in nearness]
    marked, rung = _marked(document, known, told)
    nearest = row[0] if row and nearness[row[0].key] >= ALIKE else None
    if nearest is None:
        return Traced(marked, rung, Doubt.FOREIGN, nearness)
    if marked is not None:
        nearer = nearness[nearest.key] > nearness[marked.key]
        return Traced(marked, rung, Doubt.CONFLICT if nearer else None, nearness)
    return Traced(nearest, Rung.WORDS, _several(row, nearness), nearness)


def _marked(
    document: WordDocument, known: Mapping[int, Candidate], told: int | None
) -> tuple[Candidate | None, Rung]:
    """Return the version that the file itself names: by its token, else by its document id."""
    if told is not None and told in known:
        return known[told], Rung.TOKEN
    named = dict(document.carriers.properties).get(identity.FINGERPRINT)
    ids = set(document.carriers.doc_ids)
    for one in known.values():
        if named == one.fingerprint or identity.document_id(one.fingerprint) in ids:
            return one, Rung.DOCUMENT
    return None, Rung.NONE


def _nearness(texts: Sequence[tuple[str, ...]], candidate: Candidate) -> float:
    """Return the share of words in common: equal paragraphs first, then what is left, less sure."""
    if not texts or not candidate.blocks:
        return 0.0
    equal = Counter(texts) & candidate.paragraphs
    in_equal = sum(len(keys) * count for keys, count in equal.items())
    mine = Counter(word for keys in texts for word in keys)
    in_common = (mine & candidate.words).total()
    longer = max(mine.total(), candidate.words.total(), 1)
    return (9 * in_common + in_equal) / (10 * longer)


def _several(row: Sequence[Candidate], nearness: Mapping[int, float]) -> Doubt | None:
    if len(row) < 2 or nearness[row[0].key] - nearness[row[1].key] >= CLEAR:
        return None
    exact = nearness[row[0].key] == 1 > nearness[row[1].key]
    return None if exact else Doubt.SEVERAL
