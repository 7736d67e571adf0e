"""L5: agreed language, word by word or nearly so.

exact         the words stand as they were agreed: good to know, and to cite
near          15 per cent of the characters differ or fewer: probably a misquote
protected     words whose negotiation must not be reopened; changing them is told to the office
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from workflow.rules.checks.findings import Beside, Finding, Run, Severity
from workflow.rules.checks.guide import Guide, Phrase, Status
from workflow.rules.checks.reading import Words, words_of
from workflow.text.show import Mark, marked
from workflow.translation import _

NEAR = 0.15
"""The share of characters in which a misquote differs at most."""

_SHORTEST = 4
"""Words of a phrase that can be misquoted; shorter ones are met by chance."""

_SHARED = 0.6
"""The share of a phrase's different words that a paragraph must have to be compared at all."""


def check(words: Words, guide: Guide) -> Iterator[Finding]:
    """Find phrases of the language bank, as they were agreed or misquoted."""
    have = set(words.keys)
    for phrase in _possible(guide.phrases, have):
        at = exactly(words, phrase.words)
        if at is not None:
            yield _exact(words, phrase, at)
        elif (near := nearly(words, phrase.words)) is not None:
            yield _near(words, phrase, near)


def lost(before: Words, after: Words, guide: Guide) -> Iterator[Finding]:
    """Find protected words that stood here and are not whole any more."""
    for phrase in guide.phrases:
        if phrase.protected and exactly(before, phrase.words) and not exactly(after, phrase.words):
            yield Finding(
                "L5",
                Severity.WARN,
                _(
                    "This changes protected language of {source}. Its negotiation should not be "
                    "reopened.",
                    source=phrase.source,
                ),
                quote=phrase.words,
                subject=f"protected {phrase.words}",
            )


def exactly(words: Words, phrase: str) -> tuple[int, int] | None:
    """Return the characters where a phrase stands; capitals and typography do not count."""
    wanted = words_of(phrase).keys
    for at in range(len(words.keys) - len(wanted) + 1):
        if words.keys[at : at + len(wanted)] == wanted:
            return words.words[at].start, words.words[at + len(wanted) - 1].end
    return None


def nearly(words: Words, phrase: str) -> tuple[int, int] | None:
    """Return the characters where a phrase stands with a few letters or words changed."""
    wanted = " ".join(words_of(phrase).keys)
    if len(words_of(phrase).keys) < _SHORTEST:
        return None
    own = " ".join(words.keys)
    found = fuzz.partial_ratio_alignment(wanted, own, score_cutoff=100 * (1 - 1.5 * NEAR))
    if found is None:
        return None
    first = own[: found.dest_start].count(" ")
    last = own[: found.dest_end].rstrip().count(" ")
    return _best(words, wanted, first, last)


def _best(words: Words, wanted: str, first: int, last: int) -> tuple[int, int] | None:
    """Move both ends by a few words to where the phrase fits best."""
    tries = [
        (Levenshtein.distance(wanted, " ".join(words.keys[a : b + 1])), a, b)
        for a in range(max(0, first - 2), min(first + 3, len(words.keys)))
        for b in range(max(a, last - 2), min(last + 3, len(words.keys)))
    ]
    distance, a, b = min(tries, default=(len(wanted), 0, 0))
    if distance > NEAR * len(wanted):
        return None
    return words.words[a].start, words.words[b].end


def _exact(words: Words, phrase: Phrase, at: tuple[int, int]) -> Finding:
    start, end = at
    agreed = _("agreed language") if phrase.status is Status.AGREED else _("language as proposed")
    says = _("This is {agreed}: {source}.", agreed=agreed, source=phrase.source)
    quote = words.text[start:end]
    return Finding("L5", Severity.INFO, says, "", start, end, quote, f"exact {phrase.words}")


def _near(words: Words, phrase: Phrase, at: tuple[int, int]) -> Finding:
    start, end = at
    ours = words.text[start:end]
    pieces = marked(ours, phrase.words)
    share = 1 - Levenshtein.normalized_distance(ours.casefold(), phrase.words.casefold())
    return Finding(
        "L5",
        Severity.WARN,
        _(
            "This is close to {source}, and not the same. Quote it as it stands there, or say "
            "it otherwise.",
            source=phrase.source,
        ),
        start=start,
        end=end,
        quote=ours,
        subject=f"near {phrase.words}",
        beside=Beside(
            phrase.source,
            phrase.status.value,
            tuple(Run(p.text, p.kind is Mark.KEEP) for p in pieces if p.kind is not Mark.INSERT),
            tuple(Run(p.text, p.kind is Mark.KEEP) for p in pieces if p.kind is not Mark.DELETE),
            share,
        ),
    )


def _possible(phrases: Sequence[Phrase], have: set[str]) -> Iterator[Phrase]:
    """Yield the phrases most of whose words stand in a paragraph; the others cannot fit."""
    homes = _homes(tuple(phrases))
    counts: defaultdict[int, int] = defaultdict(int)
    for word in have:
        for at in homes.get(word, ()):
            counts[at] += 1
    for at in sorted(counts):
        if counts[at] >= _SHARED * len(set(words_of(phrases[at].words).keys)):
            yield phrases[at]


@lru_cache(maxsize=64)
def _homes(phrases: tuple[Phrase, ...]) -> Mapping[str, Sequence[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, phrase in enumerate(phrases):
        for word in set(words_of(phrase.words).keys):
            found[word].append(at)
    return dict(found)


def plain(words: str) -> str:
    """Return a phrase as it is kept: one line, without quotation marks around it."""
    return re.sub(r"^[“\"«]|[”\"»]$", "", " ".join(words.split()))
