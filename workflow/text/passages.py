"""What a merge hands to the people who decide: passages, their wordings, and who backs them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from workflow.text.blocks import Block
from workflow.text.cautions import SPELLED, Spot, by_spot, cautions
from workflow.text.changes import Change, short_hash
from workflow.text.tokens import keys_of, spelled, strip


class PassageKind(StrEnum):
    """What a passage decides: words, a whole block, new blocks, or the place of a block."""

    TEXT = "text"
    BLOCK = "block"
    NEW = "new"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that one agency changes; `together` names changes that stand or fall together."""

    agency: str
    changes: tuple[Change, ...]
    together: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Support:
    """One agency behind a wording, by one of its changes."""

    agency: str
    change: str


@dataclass(frozen=True)
class Wording:
    """One text proposed for a passage, with everybody who proposes it.

    `removed` takes the whole block out; `after` is where a moved block goes; `blocks` are new.
    `variants` tells that supporters wrote it with different typography.
    """

    text: str
    supporters: tuple[Support, ...]
    removed: bool = False
    after: str | None = None
    blocks: tuple[Block, ...] = ()
    variants: bool = False

    @cached_property
    def key(self) -> str:
        """A short name that follows from the words, not from the supporters."""
        shapes = (part for block in self.blocks for part in (block.kind, block.level, block.text))
        return short_hash((self.text, self.removed, self.after, *shapes))

    @cached_property
    def agencies(self) -> tuple[str, ...]:
        """The agencies behind the wording, each once."""
        return tuple(dict.fromkeys(support.agency for support in self.supporters))


@dataclass(frozen=True)
class Passage:
    """A place of the base that changes touch.

    `block` is where it is; for new blocks the one they follow, "" at the very beginning. `start`
    and `end` are characters of its text. `attention` says why a person should look although the
    changes can stand. `linked` names passages that stand or fall together with this one.
    """

    kind: PassageKind
    block: str
    start: int
    end: int
    base: str
    wordings: tuple[Wording, ...]
    attention: tuple[str, ...] = ()
    linked: frozenset[str] = frozenset()

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as place, base words and wordings are, whoever proposed them."""
        keys = sorted(wording.key for wording in self.wordings)
        return short_hash((self.kind, self.block, self.start, self.end, self.base, *keys), 32)

    @property
    def contested(self) -> bool:
        """Tell whether there are several wordings; variants of typography do not count."""
        return sum(not self.noise(wording) for wording in self.wordings) > 1

    def noise(self, wording: Wording) -> bool:
        """Tell whether a wording differs from the base only in typography."""
        if self.kind not in (PassageKind.TEXT, PassageKind.BLOCK) or wording.removed:
            return False
        return keys_of(wording.text) == keys_of(self.base)


def fold(wordings: Iterable[Wording], base: str = "") -> tuple[Wording, ...]:
    """Fold equal wordings; more agencies come before fewer, then in the order of the words.

    Words that are spelled in two ways are equal, unless one of them is how the base spells them.
    """
    same: dict[tuple[object, ...], list[Wording]] = {}
    for wording in wordings:
        keys = keys_of(wording.text)
        words = keys == keys_of(base), spelled(keys)
        shapes = tuple((block.kind, block.level) for block in wording.blocks)
        same.setdefault((words, wording.removed, wording.after, shapes), []).append(wording)
    return tuple(sorted(map(_one, same.values()), key=_rank))


def _one(same: list[Wording]) -> Wording:
    """Let equal wordings be one: the typography that most chose, and all supporters."""
    texts = [wording.text for wording in same]
    best = min(same, key=lambda wording: (-texts.count(wording.text), wording.text))
    supporters = tuple(sorted({one for wording in same for one in wording.supporters}))
    variants = len(set(texts)) > 1 or any(wording.variants for wording in same)
    return Wording(best.text, supporters, best.removed, best.after, best.blocks, variants)


def _rank(wording: Wording) -> tuple[int, str, str]:
    return -len(wording.agencies), wording.text, wording.key


def cautious(text: str, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Say for each passage of one block why a person should look although the changes can stand."""
    moved = any(passage.kind is PassageKind.MOVE for passage in passages)
    inside = [one for one in passages if one.kind is PassageKind.TEXT and not one.contested]
    spots = [
        Spot(one.start, one.end, one.wordings[0].text, frozenset(one.wordings[0].agencies))
        for one in inside
    ]
    kinds = by_spot(cautions(strip(text), spots))
    own = {id(one): kinds.get(at, ()) for at, one in enumerate(inside)}
    for one in passages:
        why = {*own.get(id(one), ()), *_why(one, moved=moved)}
        yield replace(one, attention=tuple(sorted(why)))


def _why(passage: Passage, *, moved: bool) -> Iterator[str]:
    if any(passage.noise(wording) for wording in passage.wordings):
        yield "typography"
    if moved and passage.kind in (PassageKind.TEXT, PassageKind.BLOCK):
        yield "moved and edited"
    if any(wording.variants for wording in passage.wordings):
        yield SPELLED
