"""L13 and L16: short names come after the full ones; words of another text's subject stay out."""

import re
from collections.abc import Iterator

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading, Words, listed_words
from workflow.translation import _

_DEFINED = re.compile(
    r"(?P<full>(?:[A-Z][\w’'\-]*|of|the|and|for|on|in)(?:\s+(?:[A-Z][\w’'\-]*|of|the|and|for|on|in"
    r"|to))*)\s*\((?:hereinafter\s+|hereafter\s+)?[“\"](?P<short>[^”\")]{3,60})[”\"]\)"
)


def check_whole(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Find short names that come before the full name, or without it."""
    texts = [(block.id, block.text) for block, _ in reading.prose()]
    defined = {found["short"]: found["full"] for _, text in texts for found in _defined(text)}
    for short, full in [*guide.terms, *defined.items()]:
        first = _first(texts, short)
        spelled = _first(texts, full)
        if first and (spelled is None or first[0] < spelled[0]):
            _order, block, start, end = first
            says = _("“{short}” comes before its full name, “{full}”.", short=short, full=full)
            yield Finding("L13", Severity.INFO, says, block, start, end, short, short, _as(full))


def check_excluded(words: Words, guide: Guide) -> Iterator[Finding]:
    """Find words whose subject belongs to another text; not inside names."""
    if not guide.excluded:
        return
    names = listed_words(guide.excluded_except) if guide.excluded_except else None
    allowed = [found.span() for found in names.finditer(words.text)] if names else []
    starts = {sentence.start for sentence in words.sentences}
    for found in listed_words(guide.excluded).finditer(words.text):
        named = found[0][0].isupper() and found.start() not in starts
        inside = any(start <= found.start() < end for start, end in allowed)
        if not named and not inside:
            says = _("“{found}” belongs to another text. Is it meant here?", found=found[0])
            yield Finding(
                "L16", Severity.WARN, says, "", *found.span(), found[0], found[0].casefold()
            )


def _defined(text: str) -> Iterator[re.Match[str]]:
    return _DEFINED.finditer(text)


def _first(
    texts: list[tuple[str, str]], words: str
) -> tuple[tuple[int, int], str, int, int] | None:
    """Return where words come first: the place to compare, the block, and its characters."""
    article, rest = (words[:3], words[3:]) if words[:4].lower() == "the " else ("", words)
    the = rf"[Tt]{article[1:]}" if article else ""
    pattern = re.compile(rf"(?<![\w“\"]){the}{re.escape(rest)}(?![\w”\"])")
    for at, (block, text) in enumerate(texts):
        if found := pattern.search(text):
            return (at, found.start()), block, *found.span()
    return None


def _as(full: str) -> str | None:
    """Return the full name as it may stand in a sentence."""
    return full if full.startswith("the ") else None
