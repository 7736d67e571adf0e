"""L1: a common text is no list of themes; themes belong to the pledges of those who work on them.

training, data support, fair recruitment and social dialogue         four themes in one row
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading, Span, Words, listed_words
from workflow.text.blocks import Block, Kind
from workflow.translation import _

MANY = 4
"""Themes in one row that make a list; a pledge may well name three things."""

_FAMILIES = 3
"""A paragraph that touches more families than this is a list, however it is built."""

_LONG = 8
"""Words of an item; what is longer is a clause. Of the first and last item, the near end counts."""

_NEAR = 5
_CUT = re.compile(r"\s*[,;:]\s*(?:(?:and|or)\s+)?|\s+(?:and|or|as well as)\s+", re.IGNORECASE)

Families = tuple[tuple[str, tuple[str, ...]], ...]


def check(words: Words, guide: Guide) -> Iterator[Finding]:
    """Find rows of themes in a paragraph, and paragraphs with a bit of everything."""
    if len(_pattern(guide.themes).findall(words.text)) < MANY:
        return
    found = False
    for sentence in words.sentences:
        for row in _rows(sentence, guide.themes):
            found = True
            yield _finding(words.text, row, [item.text for item in row])
    families = [] if found else _families(words.text, guide.themes)
    if len(families) > _FAMILIES:
        names = ", ".join(family for family, _span in families)
        yield Finding(
            "L1",
            Severity.WARN,
            _(
                "This paragraph touches {count} families of themes: {names}. Say what all do "
                "together; a theme of its own belongs to a specific pledge.",
                count=len(families),
                names=names,
            ),
            start=min(span.start for _, span in families),
            end=max(span.end for _, span in families),
            quote=", ".join(span.text for _, span in families),
            subject="families",
        )


def check_items(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Find lists whose items are themes, one each."""
    pattern = _pattern(guide.themes)
    for run in _runs(reading.blocks):
        hits = [block for block in run if _is_theme(block.text, pattern)]
        if len(hits) >= MANY:
            quote = "; ".join(block.text for block in hits)
            yield Finding(
                "L1", Severity.WARN, _says(len(hits)), block=run[0].id, quote=quote, subject="items"
            )


def _says(number: int) -> str:
    return _(
        "This reads as a list of {number} themes. Say what all do together; a theme of its own "
        "belongs to a specific pledge.",
        number=number,
    )


def _finding(text: str, row: Sequence[Span], items: Sequence[str]) -> Finding:
    start, end = row[0].start, row[-1].end
    subject = ", ".join(item.casefold() for item in items)
    says = _says(len(items))
    return Finding(
        "L1", Severity.WARN, says, start=start, end=end, quote=text[start:end], subject=subject
    )


def _rows(sentence: Span, themes: Families) -> Iterator[list[Span]]:
    """Yield rows of items that name themes; one short item between them does not end a row."""
    pattern = _pattern(themes)
    row: list[Span] = []
    missed = 0
    for item in [*_items(sentence), None]:
        theme = item and _theme(item, pattern)
        if theme:
            row.append(theme)
            missed = 0
            continue
        missed += 1
        if item is None or missed > 1 or len(item.text.split()) > _NEAR:
            if len(row) >= MANY:
                yield row
            row, missed = [], 0


def _items(sentence: Span) -> list[Span]:
    spans: list[Span] = []
    at = 0
    for cut in _CUT.finditer(sentence.text):
        spans.append(_span(sentence, at, cut.start()))
        at = cut.end()
    spans.append(_span(sentence, at, len(sentence.text)))
    return [span for span in spans if span.text]


def _span(sentence: Span, start: int, end: int) -> Span:
    words = sentence.text[start:end].rstrip(" .")
    return Span(sentence.start + start, sentence.start + start + len(words), words)


def _theme(item: Span, pattern: re.Pattern[str]) -> Span | None:
    """Return the theme that an item names, without the clause before or behind it."""
    short = len(item.text.split()) <= _LONG
    hits = list(pattern.finditer(item.text))
    for hit in hits:
        before = len(item.text[: hit.start()].split())
        behind = len(item.text[hit.end() :].split())
        if short or before < _NEAR or behind < _NEAR:
            left, right = (item.start, item.end) if short else map(item.start.__add__, hit.span())
            return Span(left, right, item.text[left - item.start : right - item.start])
    return None


def _is_theme(text: str, pattern: re.Pattern[str]) -> bool:
    return len(text.split()) <= 2 * _LONG and pattern.search(text) is not None


def _families(text: str, themes: Families) -> list[tuple[str, Span]]:
    found = []
    for family, entries in themes:
        if hit := listed(entries).search(text):
            found.append((family, Span(*hit.span(), hit[0])))
    return found


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    run: list[Block] = []
    for block in blocks:
        if block.kind is Kind.ITEM:
            run.append(block)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


@lru_cache(maxsize=256)
def listed(entries: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the words of one family."""
    return listed_words(entries)


@lru_cache(maxsize=64)
def _pattern(themes: Families) -> re.Pattern[str]:
    return listed_words([entry for _, entries in themes for entry in entries])
