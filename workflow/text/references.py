"""Let references to paragraphs follow the paragraphs when numbers change.

    base      "as described in paragraph 4"       paragraph 4 is block d
    result    "as described in paragraph 5"       because d is now number 5

All agencies write against the numbers of the base, so every reference in the result means a base
number. References into other texts ("paragraph 4 of resolution 70/1") are left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from workflow.text.blocks import Block
from workflow.text.canonical import labels
from workflow.text.compare import Splice, splice

_WORD = (
    r"(?:paragraphs?|paras?\.?|paragraphes?|par\.|párrafos?|párr\.|пункт(?:а|е|у|ом|ы|ов|ам|ах|ами)?"
    r"|п\.|الفقرة|الفقرات|الفقرتين)"
)
_LABEL = r"(?:PP)?\d{1,3}(?![\d.,]\d|[\d/%])"
_AND = r"(?:\s*,\s*|\s*[-–]\s*|\s+(?:and|or|to|et|ou|à|y|o|a|и|или|по|و|إلى)\s+)"
_REFERENCE = regex.compile(
    rf"(?:\b{_WORD}\s+|第\s*)({_LABEL}(?:{_AND}{_LABEL})*)(?:\s*段)?", regex.IGNORECASE
)
_ELSEWHERE = regex.compile(
    r"\s+(?:of|in|de|del|de la|du|des)\s+"
    r"(?!(?:this|the present|present|cet?|cette|la présente|esta?|la presente)\b)"
    r"(?:(?:the|its|that|le|la|les|el|los)\s+)?"
    r"(?:\p{Lu}|resolution|decision|document|report|annex|article|résolution|resolución|informe)"
)
_CITED = regex.compile(
    r"(?:\b(?:resolution|decision|document|report|annex|article|declaration|agreement|résolution"
    r"|décision|resolución|decisión)\s[^.;]{0,40}|\b[A-Z]+(?:/[\w.()]+)+),?\s*(?:see\s+)?$",
    regex.IGNORECASE,
)
_NUMBER = regex.compile(_LABEL)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A reference that was followed; `new` is None when its paragraph is gone."""

    block: str
    old: str
    new: str | None

    @property
    def broken(self) -> bool:
        return self.new is None


def renumber(
    base: Sequence[Block], result: Sequence[Block]
) -> tuple[tuple[Block, ...], tuple[Renumbered, ...]]:
    """Return the result with its references following, and the list of what changed or broke."""
    moves = moved_labels(base, result)
    blocks: list[Block] = []
    found: list[Renumbered] = []
    for block in result:
        text = block.text
        spans = [one for one in mentions(text) if one[2] in moves]
        found += [Renumbered(block.id, old, moves[old]) for _, _, old in spans]
        new = splice(text, [Splice(start, end, moves[old] or old) for start, end, old in spans])
        blocks.append(replace(block, text=new) if new != text else block)
    return tuple(blocks), tuple(found)


def moved_labels(base: Sequence[Block], result: Sequence[Block]) -> dict[str, str | None]:
    """Return each label that means another number now, or none because its block is gone."""
    now = labels(result)
    return {
        label: now.get(block) for block, label in labels(base).items() if now.get(block) != label
    }


def splices(text: str, moves: Mapping[str, str | None]) -> Iterator[tuple[int, int, str]]:
    """Yield what to write where, so that the references of a text follow the moved labels."""
    for start, end, old in mentions(text):
        new = moves.get(old)
        if new:
            yield start, end, new


def mentions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text names a paragraph of its own, and its label."""
    for reference in _REFERENCE.finditer(text):
        if _ELSEWHERE.match(text, reference.end()) or _CITED.search(text[: reference.start()]):
            continue
        for number in _NUMBER.finditer(text, *reference.span(1)):
            yield *number.span(), number.group()
