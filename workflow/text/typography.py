"""Let added words follow the typography that an agency gave to the whole text.

    base   It’s ours. We’ll act. They’re here.
    IOM    It's ours. We'll act. They're here.       every ’ became '
    ILO    It’s ours. We’ll act. They’re here. You’re welcome.
    both   It's ours. We'll act. They're here. You're welcome.

Only signs that mean the same are exchanged, one for one, and only where an agency left none of the
old ones and nobody wants another sign for them: a merged text looks as if one hand had written it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from workflow.text.compare import Comparison
from workflow.text.tokens import keys_of

WHOLE = 3
"""Times that a sign must be exchanged before we say that an agency did it throughout."""

Signs = dict[str, set[str]]


def habits(base: str, compared: Mapping[str, tuple[str, Comparison]]) -> dict[int, str]:
    """Return which signs became which others throughout; `compared` holds each agency's text."""
    wanted: Signs = {}
    for text, comparison in compared.values():
        for old, new in _throughout(base, text, comparison):
            wanted.setdefault(old, set()).add(new)
    return {
        ord(old): next(iter(new))
        for old, new in wanted.items()
        if len(new) == 1 and not new & wanted.keys()
    }


def _throughout(base: str, text: str, comparison: Comparison) -> Iterator[tuple[str, str]]:
    signs: dict[str, Counter[str]] = {}
    for old, new in _exchanged(base, comparison):
        signs.setdefault(old, Counter())[new] += 1
    for old, counts in signs.items():
        (new, times), *others = counts.items()
        if times >= WHOLE and not others and old not in text:
            yield old, new


def _exchanged(base: str, comparison: Comparison) -> Iterable[tuple[str, str]]:
    for start, end, new in comparison.noise:
        if end - start == len(new):
            pairs = ((base[at], sign) for at, sign in enumerate(new, start))
            yield from (pair for pair in pairs if _typographic(*pair))


def _typographic(old: str, new: str) -> bool:
    return old != new and bool(old.strip()) and keys_of(old) == keys_of(new)
