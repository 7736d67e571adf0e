"""L15 and L17: numbers, dates and names are facts, whatever a change is called, in any language."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading, Words, words_of
from workflow.text.blocks import Block, Kind
from workflow.translation import _, mark

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,   ]\d{3})*(?:[.,]\d+)?(?:\s*(?:%|per cent))?")
_DATE = re.compile(
    r"\b(?:\d{1,2}\s+)?(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\s+\d{4}\b"
)
_SPELLED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundred|thousand|million|once|twice|half|double|triple)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w’'\-]*(?:\s+(?:(?:of|on|for|and|the|to|in)\s+){0,2}[A-Z][\w’'\-]*)*")


def lifted(before: Sequence[str], after: Sequence[str], guide: Guide) -> Finding | None:
    """Tell whether a change that is called editorial touches a fact.

    Both are the texts of the blocks that it changes. A short name that gives way to its full name
    is no other name.
    """
    was, now = _facts(before, guide), _facts(after, guide)
    changed = sorted((was - now) + (now - was))
    if not changed:
        return None
    shown = ", ".join(f"“{fact}”" for fact in changed[:3])
    says = _(
        "A number, date or name changes ({shown}), so this is more than editorial. Call it "
        "substantive, so that the others look at it.",
        shown=shown,
    )
    return Finding("L15", Severity.WARN, says, subject="lifted", quote=changed[0])


def check_languages(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Find what a translation counts otherwise: paragraphs, numbers, brackets."""
    for language, blocks in guide.translations:
        if len(blocks) != len(reading.blocks):
            says = _(
                "The text in {language} has {theirs} paragraphs and headings; this one has {ours}.",
                language=language,
                theirs=len(blocks),
                ours=len(reading.blocks),
            )
            yield Finding("L17", Severity.ERROR, says, subject=f"{language} blocks")
            continue
        for ours, theirs in zip(reading.blocks, blocks, strict=True):
            yield from _languages(language, ours, theirs)


def _languages(language: str, ours: Block, theirs: Block) -> Iterator[Finding]:
    for what, count in ((mark("numbers"), numbers), (mark("brackets"), _brackets)):
        own, other = count(ours.text), count(theirs.text)
        if own != other:
            shown = sorted((own - other) + (other - own))
            says = _(
                "The text in {language} has other {what} here: {words}.",
                language=language,
                what=_(what),
                words=", ".join(shown[:4]),
            )
            yield Finding("L17", Severity.ERROR, says, ours.id, subject=f"{language} {what}")
    if (ours.kind is Kind.HEADING) != (theirs.kind is Kind.HEADING):
        says = (
            _("In {language}, this is no heading.", language=language)
            if ours.kind is Kind.HEADING
            else _("In {language}, this is a heading.", language=language)
        )
        yield Finding("L17", Severity.ERROR, says, ours.id, subject=f"{language} kind")


def numbers(text: str) -> Counter[str]:
    """Return the figures of a text, as they would be in any language."""
    return Counter(
        re.sub(r"[.,\s  ]|per cent|%", "", found[0]) for found in _NUMBER.finditer(_western(text))
    )


def _western(text: str) -> str:
    """Write Arabic-Indic and Persian figures as 0 to 9."""
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def _brackets(text: str) -> Counter[str]:
    return Counter(c for c in text if c in "[]")


def _facts(texts: Sequence[str], guide: Guide) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        for short, full in guide.terms:
            text = re.sub(rf"\b{re.escape(short)}\b", full, text)  # noqa: PLW2901  one pass each
        words = words_of(text)
        found.update(match[0] for match in _DATE.finditer(text))
        rest = _DATE.sub(" ", text)
        found.update(match[0] for match in _NUMBER.finditer(rest))
        found.update(match[0].casefold() for match in _SPELLED.finditer(rest))
        found.update(_names(words))
    return Counter(set(found))


def _names(words: Words) -> Iterator[str]:
    """Yield names; the first word of a sentence is none by itself."""
    for sentence in words.sentences:
        for match in _NAME.finditer(sentence.text):
            name = match[0]
            if match.start() == 0:
                _, _, name = name.partition(" ")
            if name and name[0].isupper() and not _DATE.search(name):
                yield name
