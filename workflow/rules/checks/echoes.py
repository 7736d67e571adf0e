"""L10: what two hands wrote twice: "stalled and why and why", "including ..., including"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Words
from workflow.translation import _

_LONGEST = 6
"""Words of a stretch that is looked for twice in a row."""

_MAY_DOUBLE = frozenset("that had is very so no yes ha bye far new york".split())
_ECHOING = re.compile(
    r"\b(including|such as|in particular|as well as|especially|in line with|in accordance with)\b",
    re.IGNORECASE,
)


def check(words: Words, _guide: Guide) -> Iterator[Finding]:
    """Find doubled words, and words that begin two additions to one sentence."""
    yield from _doubled(words)
    for sentence in words.sentences:
        seen: dict[str, int] = {}
        for found in _ECHOING.finditer(sentence.text):
            word = found[1].casefold()
            seen[word] = seen.get(word, 0) + 1
            if seen[word] == 2:
                start, end = (sentence.start + at for at in found.span())
                says = _(
                    "“{word}” stands twice in this sentence; it reads like two additions.",
                    word=word,
                )
                yield Finding("L10", Severity.INFO, says, "", start, end, word)


def _doubled(words: Words) -> Iterator[Finding]:
    at = 0
    while at < len(words.keys):
        size = _twice(words, at)
        if size:
            first, last = words.words[at + size], words.words[at + 2 * size - 1]
            before = words.words[at + size - 1]
            quote = words.text[words.words[at].start : last.end]
            says = _("“{text}” stands twice in a row.", text=words.text[first.start : last.end])
            yield Finding("L10", Severity.ERROR, says, "", before.end, last.end, quote, "", "")
        at += 2 * size or 1


def _twice(words: Words, at: int) -> int:
    """Return how many words stand twice in a row from here; 0 if none do."""
    for size in range(1, _LONGEST + 1):
        once, again = words.keys[at : at + size], words.keys[at + size : at + 2 * size]
        if once == again and len(again) == size and _close(words, at, 2 * size):
            plain = all(word.isalpha() for word in once)
            return size if plain and not (size == 1 and once[0] in _MAY_DOUBLE) else 0
    return 0


def _close(words: Words, at: int, size: int) -> bool:
    """Tell whether only spaces stand between these words."""
    row = words.words[at : at + size]
    return all(words.text[a.end : b.start].isspace() for a, b in pairwise(row))
