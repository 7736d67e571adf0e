"""L4: an acronym is spelled out where it comes first, and used again."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading
from workflow.text.blocks import Block
from workflow.translation import _

_ACRONYM = re.compile(r"(?<![\w/.\-])([A-Z][A-Za-z]?[A-Z]{1,7}|[A-Z]{2,8})s?(?![\w/]|\.[A-Z])")
_ROMAN = re.compile(r"[IVXLC]+|PP|OP|TODO|TBC|TBD|XXX")


class _Place(NamedTuple):
    block: Block
    start: int
    end: int


def check_whole(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Find acronyms that nobody explained, and explained ones that are not used."""
    places: defaultdict[str, list[_Place]] = defaultdict(list)
    for block, _words in reading.prose():
        for found in _ACRONYM.finditer(block.text):
            if not _ROMAN.fullmatch(found[1]) and not _shouted(block.text, found):
                places[found[1]].append(_Place(block, *found.span(1)))
    for acronym, used in places.items():
        if acronym not in guide.acronyms:
            yield from _judged(acronym, used)


def _judged(acronym: str, used: list[_Place]) -> Iterator[Finding]:
    block, start, end = used[0]
    explained = block.text[start - 1 : start] in {"(", "“", '"'} or re.match(
        r"\s*\((?=[A-Z]?[a-z])", block.text[end:]
    )
    if explained and len(used) == 1:
        says = _(
            "{acronym} is explained and not used again; the full name alone is enough.",
            acronym=acronym,
        )
    elif not explained:
        says = _("{acronym} is not spelled out where it comes first.", acronym=acronym)
    else:
        return
    severity = Severity.INFO if explained else Severity.WARN
    yield Finding("L4", severity, says, block.id, start, end, acronym, acronym)


def _shouted(text: str, found: re.Match[str]) -> bool:
    """Tell whether the words around are in capitals too, as in a heading."""
    around = text[max(0, found.start() - 20) : found.end() + 20]
    return sum(c.islower() for c in around) < 3 < sum(c.isupper() for c in around) - len(found[1])
