"""L2: what also stands in a text that ours must not repeat, side by side.

The index holds a few fingerprints of each paragraph, chosen by winnowing (Schleimer, Wilkerson and
Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003): of every WINDOW
neighbouring hashes of GRAM words the smallest one. Whatever two texts share in WINDOW + GRAM - 1
words or more is found. What the index finds is then measured: how many of our rows of SHINGLE
words stand there too.
"""

import difflib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workflow.rules.checks.findings import Beside, Finding, Run, Severity
from workflow.rules.checks.guide import Guide, Reference, Section, Use
from workflow.rules.checks.reading import Reading, Words, words_of
from workflow.translation import _

GRAM = 4
WINDOW = 4
SHINGLE = 5
NOTED = 0.15
"""The share of a paragraph's shingles from which it is worth a look."""
WARNED = 0.30
WHOLE = 0.05
"""The share of the shingles of a whole text from which it repeats another one."""
_RUN = 3
"""Words in a row that are shown as the same; fewer are chance."""


def check(words: Words, guide: Guide) -> Iterator[Finding]:
    """Find paragraphs that stand in a text from which ours is to keep apart."""
    best: Beside | None = None
    for reference in guide.used(Use.APART):
        found = closest(words, reference)
        if found and (best is None or found.share > best.share):
            best = found
    if best is not None and best.share >= NOTED:
        grave = best.share >= WARNED
        yield Finding(
            "L2",
            Severity.WARN if grave else Severity.INFO,
            _told(best, grave=grave),
            end=len(words.text),
            quote=words.text,
            subject=best.title,
            beside=best,
        )


def _told(best: Beside, *, grave: bool) -> str:
    share = round(best.share * 100)
    if grave:
        return _(
            "{share} per cent of this paragraph stands in “{title}”. Say it in your own words, or "
            "leave it to that text.",
            share=share,
            title=best.title,
        )
    return _(
        "{share} per cent of this paragraph stands in “{title}”.", share=share, title=best.title
    )


def check_whole(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Find texts of which ours as a whole repeats too much."""
    for reference in guide.used(Use.APART):
        ours: set[tuple[str, ...]] = set()
        for _block, words in reading.prose():
            ours |= shingles(words.keys)
        share = len(ours & _shingles_of(reference)) / max(len(ours), 1)
        if share >= WHOLE:
            yield Finding(
                "L2",
                Severity.WARN,
                _(
                    "{share} per cent of the whole text stands in “{name}”. The paragraphs are "
                    "named one by one.",
                    share=round(share * 100),
                    name=reference.name,
                ),
                subject=reference.name,
            )


def closest(words: Words, reference: Reference) -> Beside | None:
    """Return the passage of a text that comes closest to ours, or None if none is near."""
    index = _index(reference)
    hits: Counter[int] = Counter()
    for mark in fingerprints(words.keys):
        hits.update(index.places.get(mark, ()))
    near = [reference.sections[at] for at, _ in hits.most_common(3)]
    found = [(containment(words.keys, words_of(one.text).keys), one) for one in near]
    share, section = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return _aligned(words, reference, section, share) if section and share else None


def containment(ours: Sequence[str], theirs: Sequence[str], size: int = SHINGLE) -> float:
    """Return the share of our shingles that stand in theirs as well, from 0 to 1."""
    own = shingles(ours, size)
    return len(own & shingles(theirs, size)) / len(own) if own else 0.0


def shingles(keys: Sequence[str], size: int = SHINGLE) -> set[tuple[str, ...]]:
    """Return every row of `size` words."""
    return {tuple(keys[at : at + size]) for at in range(len(keys) - size + 1)}


def fingerprints(keys: Sequence[str], size: int = GRAM, window: int = WINDOW) -> set[int]:
    """Return the hashes that winnowing chooses; the same on every machine and in every run."""
    hashes = [
        zlib.crc32("\x1f".join(keys[at : at + size]).encode()) for at in range(len(keys) - size + 1)
    ]
    if len(hashes) <= window:
        return {min(hashes)} if hashes else set()
    return {min(hashes[at : at + window]) for at in range(len(hashes) - window + 1)}


@dataclass(frozen=True, slots=True)
class _Index:
    places: dict[int, list[int]]


@lru_cache(maxsize=128)
def _index(reference: Reference) -> _Index:
    places: defaultdict[int, list[int]] = defaultdict(list)
    for at, section in enumerate(reference.sections):
        for mark in fingerprints(words_of(section.text).keys):
            places[mark].append(at)
    return _Index(dict(places))


@lru_cache(maxsize=128)
def _shingles_of(reference: Reference) -> frozenset[tuple[str, ...]]:
    return frozenset().union(*(shingles(words_of(one.text).keys) for one in reference.sections))


def _aligned(words: Words, reference: Reference, section: Section, share: float) -> Beside:
    theirs = words_of(section.text)
    matcher = difflib.SequenceMatcher(None, words.keys, theirs.keys, autojunk=False)
    same = [match for match in matcher.get_matching_blocks() if match.size >= _RUN]
    return Beside(
        title=reference.title,
        place=", ".join(part for part in (reference.symbol, section.label) if part),
        ours=_runs(words, [(one.a, one.a + one.size) for one in same]),
        theirs=_runs(theirs, [(one.b, one.b + one.size) for one in same]),
        share=share,
    )


def _runs(words: Words, same: Sequence[tuple[int, int]]) -> tuple[Run, ...]:
    """Cut a text into what is the same and what is not."""
    runs: list[Run] = []
    at = 0
    for first, last in same:
        start, end = words.words[first].start, words.words[last - 1].end
        runs += [Run(words.text[at:start], same=False), Run(words.text[start:end], same=True)]
        at = end
    runs.append(Run(words.text[at:], same=False))
    return tuple(run for run in runs if run.text)
